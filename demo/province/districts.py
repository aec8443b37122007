"""The districts beside Sơn Tịnh: who leads their police, how many invented people they have, who reoffends or borrows."""

from typing import NamedTuple

PROVINCE = "51"
# The district of islands had no communes in 2024: its police managed people directly.
LY_SON = "536"


class District(NamedTuple):
    """A district by its code of 2024. `place`: its name in logins and, in letterheads, before its symbol.

    `people`: those ever received; `reoffenders`: how many of them reoffend in the half-year of the demo's report; where some do,
    one more did in the half-year before.
    """

    code: str
    place: str
    rank: str
    leader: str
    people: int
    reoffenders: int = 0
    loans: int = 0


DISTRICTS = (
    District("522", "tpquangngai", "Thượng tá", "Phan Quốc Việt", 110, 2, 1),
    District("524", "binhson", "Thượng tá", "Nguyễn Hữu Lâm", 95, 1, 1),
    District("525", "trabong", "Trung tá", "Hồ Văn Biên", 40),
    District("528", "tunghia", "Trung tá", "Cao Đức Thắng", 70, 1, 1),
    District("529", "sonha", "Trung tá", "Đinh Văn Rin", 42),
    District("530", "sontay", "Thiếu tá", "Đinh Văn Nghi", 24),
    District("531", "minhlong", "Thiếu tá", "Phạm Văn Điểm", 18),
    District("532", "nghiahanh", "Trung tá", "Bùi Thanh Hải", 48, 0, 1),
    District("533", "moduc", "Trung tá", "Trần Đình Phú", 62, 1),
    District("534", "ducpho", "Thượng tá", "Huỳnh Tấn Đạt", 68, 1, 1),
    District("535", "bato", "Trung tá", "Phạm Văn Reo", 44),
    District(LY_SON, "lyson", "Thiếu tá", "Nguyễn Đức Toàn", 12),
)
