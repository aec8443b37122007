"""Birth dates with a precision: a year, a month of a year, or a day. Pure functions."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from core.dates import FIRST_YEAR, vn_date
from core.typed_dates import Precision, TypedDate, parse_date

LAST_YEAR = 2100
# Plausible ages of a released person. Criminal responsibility begins at 14 (BLHS Điều 12).
YOUNGEST, OLDEST = 14, 95


@dataclass(frozen=True, slots=True)
class BirthDate(TypedDate):
    """A birth date. `month` and `day` are None if unknown; they are never guessed."""

    def __post_init__(self):
        if not FIRST_YEAR <= self.year <= LAST_YEAR or (self.day is not None and self.month is None):
            raise ValueError(_("Ngày sinh không hợp lệ."))
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise ValueError(_("Ngày sinh %s không có trong lịch.") % self) from error

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Sort key. An unknown part sorts first: 1980, 06/1980, 01/06/1980."""
        return self.year, self.month or 0, self.day or 0

    def question(self, on: date) -> str:
        """Return a question about an unlikely age on day `on`, "" if the age is plausible."""
        age = on.year - self.year - ((on.month, on.day) < (self.month or 1, self.day or 1))
        if YOUNGEST <= age <= OLDEST:
            return ""
        return _("Sinh %(birth)s thì ngày %(day)s %(age)d tuổi. Ngày sinh có đúng không?") % {
            "birth": self, "day": vn_date(on), "age": age,
        }  # fmt: skip

    @classmethod
    def parse(cls, value, today: date) -> "BirthDate":
        """Parse a text, a year as a number, or a date. Raises ValueError with a Vietnamese reason."""
        if isinstance(value, datetime | date):
            birth = cls(value.year, value.month, value.day)
        else:
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            typed = parse_date(str(value), today, least=Precision.YEAR, is_birth=True)
            birth = cls(typed.year, typed.month, typed.day, typed.note)
        if birth.first_day > today:
            raise ValueError(_("Ngày sinh %s ở tương lai.") % birth)
        return birth
