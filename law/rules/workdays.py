"""Working days as the law counts them: Monday to Friday without public holidays, and the Saturdays worked instead.

The holidays are those of the pinned library `holidays`, corrected by `law/statutes/holidays.py`. The Government moves
days each year, so an administrator can enter rows, which go before both.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _
from holidays import HolidayBase, country_holidays

from core.dates import DAY_ONE
from law.statutes.holidays import KNOWN_DAYS, KnownDay


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day on which the library is wrong: a day off or a day that is worked."""

    day: date
    is_working: bool


class Calendar:
    """Knows for each day whether it is worked."""

    def __init__(self, rows: Iterable[DayRow] = ()):
        known = {row.day: row.is_working for row in KNOWN_DAYS}
        self._rows = known | {row.day: row.is_working for row in rows}

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a day is added, changed or removed."""
        return hashlib.sha256(repr(sorted(self._rows.items())).encode()).hexdigest()

    def is_working(self, day: date) -> bool:
        """Whether the day is worked: as its row says, otherwise Monday to Friday."""
        return self._rows[day] if day in self._rows else _usually_working(day)

    def after(self, day: date, days: int) -> date:
        """The last day of a term of `days` working days after `day`, which is not counted (BLDS 2015 Điều 147).

        0 days: `day` itself. Raises ValueError below 0.
        """
        if days < 0:
            raise ValueError(days)
        while days:
            day += DAY_ONE
            days -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """The number of working days after `start` up to and including `end`; negative if `end` is before `start`."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(date.fromordinal(n)) for n in range(start.toordinal() + 1, end.toordinal() + 1))


def add_working_days(day: date, days: int, rows: Iterable[DayRow] = ()) -> date:
    """The day `days` working days after `day`."""
    return Calendar(rows).after(day, days)


@lru_cache(maxsize=64)
def _holidays(year: int) -> HolidayBase:
    return country_holidays("VN", years=year, language="vi", expand=False)


def _usually_working(day: date) -> bool:
    return bool(_holidays(day.year).is_working_day(day))


def built_in_days(year: int) -> dict[date, KnownDay]:
    """The holidays and worked Saturdays of a year by day, each with its source, without an administrator's rows."""
    library = _holidays(year)
    source = _("Thư viện lịch nghỉ `holidays`.")
    found = {day: KnownDay(day, name, is_working=False, source_note=source) for day, name in library.items()}
    swaps = [day for day in library.weekend_workdays if day.year == year]
    found |= {day: KnownDay(day, _("Làm bù"), is_working=True, source_note=source) for day in swaps}
    found |= {known.day: known for known in KNOWN_DAYS if known.day.year == year}
    return dict(sorted(found.items()))


def public_holidays(year: int) -> dict[date, str]:
    """The built-in days off of a year with their names."""
    return {day: str(known.name) for day, known in built_in_days(year).items() if not known.is_working}
