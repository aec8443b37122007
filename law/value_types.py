"""One dated value of the law: what a code means, how its value is written, on which article it rests, how sure we are."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Confidence(StrEnum):
    """How sure we are of a value and its article; the labels are in law/models.py."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kind(StrEnum):
    """What the value of a code is."""

    NUMBER = "number"
    # Whole đồng.
    MONEY = "money"
    # A rate or a factor: 6.6, 1.30.
    DECIMAL = "decimal"
    SHARE = "share"
    NUMBERS = "numbers"
    FLAG = "flag"
    # A day of every year: 15/12.
    DAY_OF_YEAR = "day_of_year"
    TEXT = "text"
    # No value: the article alone is what other rules ask for.
    RULE = "rule"


Parsed = int | Decimal | Fraction | tuple[int, ...] | bool | str
# Appended to an article that nobody has confirmed.
TO_BE_CHECKED = " — kiểm tra số điều"
LARGEST = 10_000
LARGEST_SUM = 10**12


@dataclass(frozen=True, slots=True)
class Article:
    """A legal basis as it is shown beside a duty or an answer.

    `printed_as`: how a printed form cites it, if this differs.
    """

    text: str
    printed_as: str = ""

    def __str__(self) -> str:
        return self.text

    @property
    def printed(self) -> str:
        """The text for printed forms, without the request to check the number of the article."""
        return self.printed_as or self.text.removeprefix("theo ").removesuffix(TO_BE_CHECKED)


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of an answer with its article; `code` identifies it for programs."""

    code: str
    text: str
    article: Article
    # How sure the row is on which the sentence rests; None: it rests on no row.
    confidence: Confidence | None = None
    # Where that row was read.
    source: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.article})"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means: its label, and how its value is written."""

    code: str
    label: str | Promise
    kind: Kind

    def parse(self, value: str) -> Parsed:
        """The value as a program uses it. Raises ValueError with a Vietnamese reason."""
        return _PARSERS[self.kind](value.strip())


@dataclass(frozen=True, slots=True)
class LawValue:
    """One dated row: in force on [valid_from, valid_to); no `valid_to`: still in force."""

    code: str
    value: str
    article: Article
    valid_from: date
    valid_to: date | None = None
    source_note: str | Promise = ""
    confidence: Confidence = Confidence.MEDIUM
    verified_by: str = ""
    verified_on: date | None = None
    is_default: bool = False

    def in_force(self, day: date) -> bool:
        """Whether the row applies on the day: `valid_from` <= day < `valid_to`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= LARGEST):
        raise ValueError(_("Giá trị phải là số nguyên không âm, không quá %s.") % LARGEST)
    return int(value)


def _money(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 14 and 0 < int(value) <= LARGEST_SUM):
        raise ValueError(_("Giá trị phải là số tiền bằng đồng, chỉ ghi chữ số, ví dụ 100000000."))
    return int(value)


def _decimal(value: str) -> Decimal:
    if not re.fullmatch(r"\d{1,3}(\.\d{1,4})?", value, re.ASCII):
        raise ValueError(_("Giá trị phải là số thập phân với dấu chấm, ví dụ 6.6 hoặc 1.30."))
    return Decimal(value)


def _share(value: str) -> Fraction:
    parts = value.split("/")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts) and int(parts[1]):
        share = Fraction(int(parts[0]), int(parts[1]))
        if 0 < share <= 1:
            return share
    raise ValueError(_("Giá trị phải là phân số như 1/3, lớn hơn 0 và không quá 1."))


def _numbers(value: str) -> tuple[int, ...]:
    try:
        return tuple(_number(part.strip()) for part in value.split(","))
    except ValueError:
        raise ValueError(_("Giá trị phải là các số nguyên cách nhau bằng dấu phẩy, ví dụ 3, 6, 12.")) from None


def _flag(value: str) -> bool:
    if value not in {"0", "1"}:
        raise ValueError(_("Giá trị phải là 1 (có) hoặc 0 (không)."))
    return value == "1"


def _day_of_year(value: str) -> tuple[int, ...]:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})", value, re.ASCII)
    if found is None or not (1 <= int(found[1]) <= 28 and 1 <= int(found[2]) <= 12):
        raise ValueError(_("Giá trị phải là ngày/tháng như 15/12, ngày từ 1 đến 28."))
    return int(found[1]), int(found[2])


def _text(value: str) -> str:
    if not value:
        raise ValueError(_("Phải ghi giá trị."))
    return value


def _nothing(value: str) -> str:
    if value:
        raise ValueError(_("Quy định này không có giá trị, chỉ có căn cứ; để trống ô giá trị."))
    return value


_PARSERS: dict[Kind, Callable[[str], Parsed]] = {
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DECIMAL: _decimal,
    Kind.SHARE: _share,
    Kind.NUMBERS: _numbers,
    Kind.FLAG: _flag,
    Kind.DAY_OF_YEAR: _day_of_year,
    Kind.TEXT: _text,
    Kind.RULE: _nothing,
}
KIND_LABELS = {
    Kind.NUMBER: gettext_lazy("số nguyên"),
    Kind.MONEY: gettext_lazy("số tiền bằng đồng, ví dụ 100000000"),
    Kind.DECIMAL: gettext_lazy("số thập phân, ví dụ 6.6"),
    Kind.SHARE: gettext_lazy("phân số, ví dụ 1/3"),
    Kind.NUMBERS: gettext_lazy("các số nguyên, ví dụ 3, 6, 12"),
    Kind.FLAG: gettext_lazy("1 (có) hoặc 0 (không)"),
    Kind.DAY_OF_YEAR: gettext_lazy("ngày/tháng, ví dụ 15/12"),
    Kind.TEXT: gettext_lazy("tên, chữ"),
    Kind.RULE: gettext_lazy("chỉ có căn cứ, để trống"),
}
