"""The kinds of cells that a workbook can hold besides text, numbers and dates."""

import re
from dataclasses import dataclass
from datetime import date

# How a date cell shows its date, see cell_formats.py; "full" is a whole date with other signs than slashes.
# ROUNDED: the time was a minute or less before midnight; EVENING: the time was midnight in Vietnam in UTC.
MONTH, YEAR, DAY_MONTH, MONTH_FIRST, TIME = "month", "year", "day_month", "month_first", "time"
ROUNDED, EVENING = "rounded", "evening"
# Error values as text: in a .csv, or pasted as values. "####" is what a program saves of a column that is too narrow.
_ERROR_TEXT = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|NUM!|DIV/0!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|UNKNOWN!|GETTING_DATA)|Err:\d{3}|#{3,}",
    re.IGNORECASE,
)

_TRUTH = {"TRUE": True, "FALSE": False}


@dataclass(frozen=True, slots=True)
class FormattedDate:
    """A date that its cell does not show as day, month and year between slashes. `text`: what the cell shows."""

    day: date
    kind: str
    text: str

    def __str__(self):
        return self.text


@dataclass(frozen=True, slots=True)
class FormattedNumber:
    """A number whose cell shows more than its digits: a percentage, leading zeros, a unit. `text`: what the cell shows."""

    value: float | int
    kind: str
    text: str

    def __str__(self):
        return self.text

    @property
    def is_percent(self) -> bool:
        """Whether the cell shows the number in percent."""
        return self.kind == "percent"


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell without a usable value. `text`: its error value, such as "#REF!", or "" for a formula without a stored result."""

    text: str

    def __str__(self):
        return self.text


def text_cell(text: str) -> "str | bool | ErrorCell":
    """The text of a cell, or the error value or truth value that a program wrote as text."""
    bare = text.strip()
    if bare in _TRUTH:
        return _TRUTH[bare]
    return ErrorCell(bare) if _ERROR_TEXT.fullmatch(bare) else text


Cell = str | int | float | bool | date | FormattedDate | FormattedNumber | ErrorCell | None
