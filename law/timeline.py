"""The numbers, articles and names of bodies in force on a day.

Every figure of the other rules comes from here, because the figures and the article numbers change: Luật Thi hành án hình sự
2025 (127/2025/QH15) replaces that of 2019 on 1/7/2026, the police reorganised on 1/3/2025 and the courts on 1/7/2025.
The built-in rows (statutes/) say how sure we are of each; a row of the same code from the database goes before them.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import cast

from django.utils.translation import gettext as _

from core.dates import vn_date
from law.statutes import CODES, DEFAULTS
from law.value_types import Article, Code, Confidence, Kind, LawValue, Parsed, Reason

__all__ = [
    "CODES",
    "DEFAULTS",
    "Article",
    "Code",
    "Confidence",
    "Kind",
    "Law",
    "LawValue",
    "LawTimeline",
    "Reason",
    "law_on",
]


@dataclass(frozen=True, slots=True)
class Law:
    """The value of every code on one day."""

    day: date
    values: dict[str, LawValue]
    _parsed: dict[str, Parsed] = field(repr=False)

    def number(self, code: str) -> int:
        """The whole number of the code. Raises KeyError for an unknown code, TypeError if it is no number."""
        return cast(int, self._get(code, Kind.NUMBER))

    def money(self, code: str) -> int:
        """The amount of the code in đồng. Raises KeyError for an unknown code, TypeError if it is no amount."""
        return cast(int, self._get(code, Kind.MONEY))

    def decimal(self, code: str) -> Decimal:
        """The decimal number of the code, for example percent a year. Raises KeyError or TypeError as `number`."""
        return cast(Decimal, self._get(code, Kind.DECIMAL))

    def share(self, code: str) -> Fraction:
        """The share of the code, for example 1/3. Raises KeyError or TypeError as `number`."""
        return cast(Fraction, self._get(code, Kind.SHARE))

    def numbers(self, code: str) -> tuple[int, ...]:
        """The whole numbers of the code in their order. Raises KeyError or TypeError as `number`."""
        return cast(tuple[int, ...], self._get(code, Kind.NUMBERS))

    def flag(self, code: str) -> bool:
        """The yes or no of the code. Raises KeyError or TypeError as `number`."""
        return cast(bool, self._get(code, Kind.FLAG))

    def day_of_year(self, code: str) -> tuple[int, int]:
        """(day, month) of the code. Raises KeyError or TypeError as `number`."""
        return cast(tuple[int, int], self._get(code, Kind.DAY_OF_YEAR))

    def text(self, code: str) -> str:
        """The text of the code, for example the name of a body. Raises KeyError or TypeError as `number`."""
        return cast(str, self._get(code, Kind.TEXT))

    def article(self, code: str) -> Article:
        """The article on which the value of the code rests. Raises KeyError for an unknown code."""
        return self.values[code].article

    def is_before(self, code: str) -> bool:
        """Whether the day is before the first known row of the code, so that the rule was not in force yet."""
        return self.day < self.values[code].valid_from

    def reason(self, code: str, text: str, *, of: str) -> Reason:
        """A sentence of an answer, with the article, confidence and source of the code `of`."""
        row = self.values[of]
        return Reason(code, text, row.article, row.confidence, str(row.source_note))

    def _get(self, code: str, kind: Kind) -> Parsed:
        if CODES[code].kind != kind:
            raise TypeError(f"{code} is a {CODES[code].kind}, not a {kind}")
        return self._parsed[code]


class LawTimeline:
    """The given rows and the built-in ones behind them.

    The values are computed once for all days between two changes.
    """

    def __init__(self, rows: Iterable[LawValue] = ()):
        self._rows: dict[str, list[LawValue]] = {code: [] for code in CODES}
        for row in (*rows, *DEFAULTS):
            # Rows of codes that this version does not know are ignored.
            self._rows.setdefault(row.code, []).append(row)
        every = [row for found in self._rows.values() for row in found]
        self._changes = sorted({row.valid_from for row in every} | {row.valid_to for row in every if row.valid_to})
        self._between: dict[int, tuple[dict[str, LawValue], dict[str, Parsed]]] = {}

    def on(self, day: date) -> Law:
        """The law on the day. Before the first known row of a code: that row, marked as unconfirmed."""
        place = bisect_right(self._changes, day)
        if place not in self._between:
            values = {code: _in_force(self._rows[code], day) for code in CODES}
            self._between[place] = values, {code: CODES[code].parse(row.value) for code, row in values.items()}
        return Law(day, *self._between[place])

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a row is added, changed or removed."""
        rows = [
            (
                row.code,
                row.value,
                row.article.text,
                row.article.printed_as,
                row.valid_from,
                row.valid_to,
                row.confidence,
            )
            for code in sorted(self._rows)
            for row in self.rows(code)
        ]
        return hashlib.sha256(repr([[str(part) for part in row] for row in rows]).encode()).hexdigest()

    def starts(self, code: str) -> list[date]:
        """The days on which the value of a code may change, in order."""
        rows = self._rows[code]
        return sorted({row.valid_from for row in rows} | {row.valid_to for row in rows if row.valid_to})

    def rows(self, code: str) -> list[LawValue]:
        """All rows of a code, the ones from the database first, each group by date."""
        return sorted(self._rows[code], key=lambda row: (row.is_default, row.valid_from))


def law_on(rows: Iterable[LawValue], day: date) -> Law:
    """The law on `day`: for each code the given row in force, else the built-in one."""
    return LawTimeline(rows).on(day)


def _in_force(rows: list[LawValue], day: date) -> LawValue:
    found = [row for row in rows if row.in_force(day)]
    if found:
        # Of rows that begin on one day the last one, which replaced the others.
        return max(reversed(found), key=lambda row: (not row.is_default, row.valid_from))
    return _before(min(rows, key=lambda row: row.valid_from))


def _before(first: LawValue) -> LawValue:
    """For a day before the first known row: the oldest known value, marked as unconfirmed."""
    text = _("%(article)s (quy định trước ngày %(day)s chưa đối chiếu)") % {
        "article": first.article,
        "day": vn_date(first.valid_from),
    }
    return replace(first, article=Article(text, first.article.printed), confidence=Confidence.LOW)
