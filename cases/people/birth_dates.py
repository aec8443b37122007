"""Birth dates with the precision they are known with: a year, a month of a year, or a day. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

_PARTS = re.compile(r"(?:(?:(\d{1,2})\s*[/.-]\s*)?(\d{1,2})\s*[/.-]\s*)?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0{1,2}:00(?::00)?)?")
_SHORT_YEAR = re.compile(r"(?:\d{1,2}\s*[/.-]\s*){1,2}\d{2}")


@dataclass(frozen=True, slots=True)
class BirthDate:
    """`month` and `day` are None where nobody wrote them; they are never filled up."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self):
        if not 1900 <= self.year <= 2100 or (self.day is not None and self.month is None):
            raise ValueError(_("Ngày sinh không hợp lệ."))
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise ValueError(_("Ngày sinh %s không có trong lịch.") % self) from error

    def __str__(self) -> str:
        """`dd/mm/yyyy`, `mm/yyyy` or `yyyy`."""
        parts = [f"{part:02}" for part in (self.day, self.month) if part is not None]
        return "/".join([*parts, f"{self.year:04}"])

    @property
    def earliest(self) -> date:
        """The first day it can have been."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """What is not known comes first: 1980, 06/1980, 01/06/1980."""
        return self.year, self.month or 0, self.day or 0

    @classmethod
    def parse(cls, value) -> "BirthDate":
        """From text, a year as a number, or a date. Raises ValueError with a Vietnamese reason."""
        if isinstance(value, datetime | date):
            return cls(value.year, value.month, value.day)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value).strip()
        found = _PARTS.fullmatch(text)
        parts = found.groups() if found else None
        if found is None and (found := _YEAR_FIRST.fullmatch(text)):
            parts = reversed(found.groups())
        if parts is None and _SHORT_YEAR.fullmatch(text):
            raise ValueError(_("Năm phải ghi đủ bốn chữ số."))
        if parts is None:
            raise ValueError(_("Ngày sinh phải ghi dd/mm/yyyy, mm/yyyy hoặc yyyy."))
        # 00/00/1965 is how offices write that only the year is known.
        day, month, year = (int(part) or None if part else None for part in parts)
        return cls(year or 0, month, day)
