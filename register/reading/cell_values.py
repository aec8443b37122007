"""The value of one cell: dates, names and words as registers write them.

Each function raises ValueError with a Vietnamese message.
"""

import re
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from cases.people.birth_dates import BirthDate
from core.dates import vn_date
from core.spreadsheets.reader import Cell
from core.text import nfc, squash

EARLIEST = date(1950, 1, 1)
# Day 0 of Excel's calendar as it counts from 1 March 1900 on; the numbers of 1954 to 2064.
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 60_000)
# Births go back further. What could be a year is one.
_BIRTH_SERIALS = range(1, 60_000)
_SOME_DATE = re.compile(r"\d\s*[/.-]\s*\d|^\d{4}$")
_DMY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?:\s+0{1,2}:00(?::00)?)?")
_YMD = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0{1,2}:00(?::00)?)?")
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2}")


def read_date(value: Cell) -> date:
    """dd/mm/yyyy (also with - or .), yyyy-mm-dd, or an Excel date."""
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and int(value) in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=int(value))
    text = nfc(str(value))
    if _SHORT_YEAR.fullmatch(text):
        raise ValueError(_("Năm phải ghi đủ bốn chữ số."))
    found = _DMY.fullmatch(text)
    parts = tuple(reversed([int(part) for part in found.groups()])) if found else None
    if parts is None:
        found = _YMD.fullmatch(text)
        parts = tuple(int(part) for part in found.groups()) if found else None
    if parts is None:
        raise ValueError(_("Ngày phải ghi dd/mm/yyyy."))
    try:
        return date(*parts)
    except ValueError as error:
        raise ValueError(_("Ngày này không có trong lịch.")) from error


def read_past_date(value: Cell, today: date) -> date:
    """A day from 1950 until today."""
    day = read_date(value)
    if day > today:
        raise ValueError(_("Ngày %s ở tương lai.") % vn_date(day))
    return check_plausible(day)


def check_plausible(day: date) -> date:
    """The same day. Raises ValueError outside of 1950–2100."""
    if not EARLIEST <= day <= date(2100, 1, 1):
        raise ValueError(_("Ngày %s không hợp lý.") % vn_date(day))
    return day


def read_birth(value: Cell, today: date) -> BirthDate:
    """A date, a month of a year, or a year; with the precision written."""
    if isinstance(value, int) and value in _BIRTH_SERIALS and not 1900 <= value <= 2100:
        value = _EXCEL_EPOCH + timedelta(days=value)
    birth = BirthDate.parse(value)
    if birth.earliest > today:
        raise ValueError(_("Ngày sinh ở tương lai."))
    return birth


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
