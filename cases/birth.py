"""Birth dates with the precision they are known with: a year, a month of a year, or a day. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

_PARTS = re.compile(r"(?:(?:(\d{1,2})\s*[/.-]\s*)?(\d{1,2})\s*[/.-]\s*)?(\d{4})")


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

    @classmethod
    def parse(cls, value) -> "BirthDate":
        """From text, a year as a number, or a date. Raises ValueError with a Vietnamese reason."""
        if isinstance(value, datetime | date):
            return cls(value.year, value.month, value.day)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        found = _PARTS.fullmatch(str(value).strip())
        if not found:
            raise ValueError(_("Ngày sinh phải ghi dd/mm/yyyy, mm/yyyy hoặc yyyy."))
        day, month, year = (int(part) if part else None for part in found.groups())
        return cls(year, month, day)
