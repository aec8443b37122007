"""The value of one cell: dates, names and words as registers write them.

Each function raises ValueError with a Vietnamese message.
"""

import re
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from cases.people.birth_dates import BirthDate
from core.spreadsheets.reader import Cell
from core.text import squash
from core.typed_dates import TypedDate, parse_date

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 1, 1)
# Day 0 of Excel's calendar as it counts from 1 March 1900 on; the numbers of 1954 to 2064.
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 60_000)
# Births go back further. What could be a year is one.
_BIRTH_SERIALS = range(1, 60_000)
_SOME_DATE = re.compile(r"\d\s*[/.-]\s*\d|^\d{4}$")


def read_date(value: Cell, today: date) -> TypedDate:
    """As people type it (core/typed_dates.py), with its year; or an Excel date."""
    if isinstance(value, int | float) and int(value) in _SERIALS:
        value = _EXCEL_EPOCH + timedelta(days=int(value))
    if isinstance(value, date):
        return TypedDate(value.year, value.month, value.day)
    return parse_date(str(value), today, is_typed_now=False)


def read_past_date(value: Cell, today: date) -> TypedDate:
    """A day from 1950 until today."""
    found = read_date(value, today)
    if found.first_day > today:
        raise ValueError(_("Ngày %s ở tương lai.") % found)
    return _check_plausible(found)


def read_plausible_date(value: Cell, today: date) -> TypedDate:
    """A day from 1950 to 2100."""
    return _check_plausible(read_date(value, today))


def _check_plausible(found: TypedDate) -> TypedDate:
    if not EARLIEST <= found.first_day <= LATEST:
        raise ValueError(_("Ngày %s không hợp lý.") % found)
    return found


def read_birth(value: Cell, today: date) -> BirthDate:
    """A date, a month of a year, or a year; with the precision written."""
    if isinstance(value, int) and value in _BIRTH_SERIALS and not 1900 <= value <= 2100:
        value = _EXCEL_EPOCH + timedelta(days=value)
    return BirthDate.parse(value, today)


def looks_like_date(value: Cell) -> bool:
    """Whether the cell was meant as a date, even a wrong one."""
    if isinstance(value, str):
        return _SOME_DATE.search(value) is not None
    return isinstance(value, date) or (isinstance(value, int | float) and int(value) in _SERIALS)


def read_name(text: str) -> str:
    """The name of a person: letters only, at most 120 characters."""
    if len(text) > 120:
        raise ValueError(_("Họ tên dài quá 120 ký tự."))
    if any(character.isdigit() for character in text) or not any(character.isalpha() for character in text):
        raise ValueError(_("Họ tên chỉ gồm chữ."))
    return text


def has_odd_letters(name: str) -> bool:
    """Whether the name holds characters of an old encoding, as in "NguyÔn V¨n §øc"."""
    capital_inside = any(one.islower() and next_one.isupper() for one, next_one in pairwise(name))
    return capital_inside or re.search(r"[^\w\s.'’()/,-]|[_ªº]", name) is not None


def read_word(value, words: dict[str, str], message: str) -> str:
    """The meaning of a word. Raises ValueError with `message` for any other word."""
    found = words.get(squash(str(value)))
    if found is None:
        raise ValueError(message)
    return found
