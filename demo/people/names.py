"""Names, birthdays and identity numbers of invented people.

All functions draw from the given `random.Random`, so a seed gives the same people everywhere.
"""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple, TypeVar

MALE, FEMALE = "male", "female"
PROVINCE = "051"  # the code of Quảng Ngãi in identity numbers
# Real numbers end in six random digits. Invented ones count up from here, which makes them visible in lists.
FIRST_INVENTED_SERIAL = 900_000


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_KINH_FAMILIES = {
    "Nguyễn": 30, "Trần": 10, "Lê": 10, "Phạm": 9, "Võ": 7, "Huỳnh": 6, "Bùi": 4, "Đỗ": 3, "Đặng": 3, "Ngô": 3,
    "Phan": 3, "Trương": 3, "Đoàn": 2, "Hồ": 2, "Tạ": 2, "Lương": 2, "Phùng": 2, "Cao": 1, "Mai": 1, "Tiêu": 1,
}  # fmt: skip
_HRE_FAMILIES = {"Đinh": 4, "Phạm": 3, "Nguyễn": 1}
_CO_FAMILIES = {"Hồ": 5, "Đinh": 1}
_MALE_MIDDLES = _words("Văn Văn Văn Minh Quốc Thanh Hữu Đình Ngọc Tấn Công Xuân Đức Trung Duy Thành Anh Hoàng")
_FEMALE_MIDDLES = _words("Thị Thị Thị Thị Ngọc Thanh Kim Mỹ")
_MALE_GIVEN = _words(
    "An Bảo Bình Cường Chương Dũng Duy Đạt Định Đông Đức Hải Hạnh Hào Hậu Hiền Hiếu Hòa Hoàng Hùng Huy Hưng Khánh Khoa"
    " Kiên Lâm Linh Long Lộc Lợi Lực Mạnh Minh Nam Nghĩa Nhân Phong Phú Phúc Phước Quang Quân Quý Quyền Sang Sơn Sỹ"
    " Tài Tâm Tấn Thái Thắng Thành Thiện Thịnh Thọ Thông Thuận Tiến Tín Toàn Trí Triều Trọng Trung Trường Tú Tuấn Tùng"
    " Tường Vinh Vĩnh Vũ Vương Xuân Ý Yên"
)
_FEMALE_GIVEN = _words(
    "Ánh Bích Chi Diễm Diệu Dung Đào Hà Hằng Hiền Hoa Hồng Huệ Hương Lan Liên Loan Mai Nga Ngân Nguyệt Nhung Oanh"
    " Phượng Quyên Sương Tâm Thảo Thắm Thu Thủy Thúy Trang Trinh Tuyết Vân Xuân Yến"
)
_HRE_GIVEN = {
    MALE: _words("Rôn Trếu Né Reo Nang Bủa Xanh Rin Ghế Hút Nghi Thay Liếu Điểm"),
    FEMALE: _words("Huê Rít Mái Liêu Ngót Y Rế Nghĩa Thua Xem"),
}
_CO_GIVEN = {MALE: _words("Xanh Biên Tuấn Nhường Thuận Điền Rêu Dậu"), FEMALE: _words("Liên Huỳnh Lê Nhung Dâu Tuyền")}
_ETHNICITIES = {"Kinh": 955, "Hrê": 30, "Co": 12, "Ca Dong": 3}


class InventedPerson(NamedTuple):
    """An invented person. `birth`: (year, month or None, day or None), as precise as the register knows it."""

    full_name: str
    sex: str
    ethnicity: str
    birth: tuple[int, int | None, int | None]


_Key = TypeVar("_Key", bound=str)


def weighted_choice(random: Random, weights: dict[_Key, int]) -> _Key:
    """One of the keys, with a probability in proportion to its weight."""
    return random.choices(list(weights), list(weights.values()))[0]


def invent_person(random: Random, born_on: date) -> InventedPerson:
    """An invented person born on a day. 8 % are women, as among released people."""
    sex = FEMALE if random.random() < 0.08 else MALE
    ethnicity = weighted_choice(random, _ETHNICITIES)
    return InventedPerson(full_name(random, sex, ethnicity), sex, ethnicity, _known_birth(random, born_on))


def full_name(random: Random, sex: str, ethnicity: str = "Kinh") -> str:
    """Family name, one or two middle names and given name, in NFC."""
    if ethnicity in ("Hrê", "Ca Dong"):
        return " ".join((weighted_choice(random, _HRE_FAMILIES), _plain_middle(sex), random.choice(_HRE_GIVEN[sex])))
    if ethnicity == "Co":
        return " ".join((weighted_choice(random, _CO_FAMILIES), _plain_middle(sex), random.choice(_CO_GIVEN[sex])))
    middles, given = (_FEMALE_MIDDLES, _FEMALE_GIVEN) if sex == FEMALE else (_MALE_MIDDLES, _MALE_GIVEN)
    last = random.choice(given)
    first, second = random.choice(middles), random.choice(given)
    family = weighted_choice(random, _KINH_FAMILIES)
    # 25 % have two middle names ("Nguyễn Thị Thu Hà"). A name does not occur twice ("Lê Minh Minh").
    middle = dict.fromkeys([first, second] if random.random() < 0.25 else [first])
    return " ".join([family, *(name for name in middle if name not in (family, last)), last])


def _plain_middle(sex: str) -> str:
    return "Thị" if sex == FEMALE else "Văn"


def _known_birth(random: Random, born_on: date) -> tuple[int, int | None, int | None]:
    """The birth date as a register knows it: 5 % only the year, 2 % only month and year."""
    chance = random.random()
    if chance < 0.05:
        return born_on.year, None, None
    if chance < 0.07:
        return born_on.year, born_on.month, None
    return born_on.year, born_on.month, born_on.day


def birthday(random: Random, adult_on: date) -> date:
    """A birthday of a person who was at least 18, mostly under 40, on `adult_on`."""
    age = 18.2 + min(random.expovariate(1 / 12), 48)
    return adult_on - timedelta(days=int(age * 365.25))


def cccd(sex: str, birth_year: int, serial: int, province: str = PROVINCE) -> str:
    """A CCCD number of 12 digits: province of birth, century and sex, year of birth, serial number."""
    century = 2 * (birth_year // 100 - 19) + (1 if sex == FEMALE else 0)
    return f"{province}{century}{birth_year % 100:02}{serial:06}"


def cmnd(serial: int) -> str:
    """A number of an old identity card (CMND) of Quảng Ngãi: 9 digits that begin with 21."""
    return f"21{9_000_000 + serial:07}"
