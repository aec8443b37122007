"""The offences of the invented people with their articles and usual sentences in months."""

from datetime import date
from random import Random
from typing import NamedTuple

# The Penal Code of 2015 applies from this day; earlier judgments cite the Code of 1999.
CODE_2015_FROM = date(2018, 1, 1)
# This number of months means life imprisonment.
LIFE_SENTENCE = 9999


class Offence(NamedTuple):
    """An offence with its articles of BLHS 2015 and 1999, its weight in random choices, usual sentences in months."""

    name: str
    article: int
    article_1999: int
    weight: int
    months: tuple[int, ...]


# Without negligent offences (no criminal record, BLHS, Điều 69.2) and Chapters XIII and XXVI (a court decides on expungement,
# Điều 71).
OFFENCES = (
    Offence("Trộm cắp tài sản", 173, 138, 24, (6, 9, 9, 12, 12, 15, 18, 24, 36)),
    Offence("Cố ý gây thương tích", 134, 104, 18, (9, 12, 18, 24, 30, 36, 60, 72)),
    Offence("Tàng trữ trái phép chất ma túy", 249, 194, 11, (15, 18, 24, 36, 60, 66)),
    Offence("Mua bán trái phép chất ma túy", 251, 194, 8, (30, 36, 84, 90, 96, 120, 180, 192)),
    Offence("Đánh bạc", 321, 248, 9, (6, 9, 12, 18, 36)),
    Offence("Hủy hoại tài sản", 178, 143, 4, (6, 9, 12, 18, 30)),
    Offence("Gây rối trật tự công cộng", 318, 245, 6, (6, 12, 18, 24, 30)),
    Offence("Lừa đảo chiếm đoạt tài sản", 174, 139, 5, (18, 30, 48, 84, 96, 144)),
    Offence("Cướp giật tài sản", 171, 136, 3, (18, 36, 42, 48)),
    Offence("Cướp tài sản", 168, 133, 2, (36, 60, 84, 96)),
    Offence("Tổ chức đánh bạc", 322, 249, 2, (12, 18, 36, 60)),
    Offence("Vi phạm quy định về khai thác, bảo vệ rừng và lâm sản", 232, 175, 2, (12, 18, 36)),
    Offence("Cho vay lãi nặng trong giao dịch dân sự", 201, 163, 1, (6, 9, 12)),
    Offence("Giết người", 123, 93, 2, (96, 144, 192, 216, LIFE_SENTENCE)),
)
_WEIGHTS = [offence.weight for offence in OFFENCES]


class Judgment(NamedTuple):
    """A judgment as the register writes it. `months`: None for life imprisonment."""

    offence: str
    article: str
    months: int | None
    written: str


def random_sentence(random: Random) -> tuple[Offence, int]:
    """A random offence and its sentence in months (LIFE_SENTENCE: for life)."""
    offence = random.choices(OFFENCES, _WEIGHTS)[0]
    return offence, random.choice(offence.months)


def judgment(offence: Offence, months: int, convicted_on: date) -> Judgment:
    """The judgment with the article of the code in force on `convicted_on` and the sentence in words."""
    clause = 1 + sum(months >= limit for limit in (36, 84, 180))
    if convicted_on < CODE_2015_FROM:
        article = f"Điều {offence.article_1999} khoản {min(clause, 2)} BLHS 1999"
    else:
        article = f"Điều {offence.article} khoản {clause}"
    return Judgment(offence.name, article, None if months == LIFE_SENTENCE else months, sentence_in_words(months))


def sentence_in_words(months: int) -> str:
    """A sentence in Vietnamese words: "03 năm 6 tháng", "09 tháng" or "chung thân"."""
    if months == LIFE_SENTENCE:
        return "chung thân"
    years, rest = divmod(months, 12)
    if not years:
        return f"{rest:02} tháng"
    return f"{years:02} năm {rest} tháng" if rest else f"{years:02} năm"
