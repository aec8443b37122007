"""Date arithmetic and reporting periods as Vietnamese offices use them. Only `today` reads the clock."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# One day: from the last day of a period (inclusive) to the first day after it (half-open), and back.
DAY_ONE = timedelta(days=1)


def today() -> date:
    """The current date in Vietnam, regardless of the time zone of the server or the request."""
    return clock.now().astimezone(VIETNAM).date()


# Years outside this range are typing errors, or would overflow date arithmetic.
# Days of a month that every month has.
SHORTEST_MONTH = 28
FIRST_YEAR, LAST_YEAR = 1900, 2999


def is_plausible_date(day: date) -> bool:
    """Whether a date is plausible; years can be added to and subtracted from it without overflow."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def vn_date(day: date) -> str:
    """`dd/mm/yyyy`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier, if negative); a missing day becomes the last day of that month.

    BLDS 2015, Điều 148. Raises ValueError outside the years 1–9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{months} months from {day} leave the calendar")
    if day.day <= SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, _month_length(first)))


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def add_years(day: date, years: int) -> date:
    """The same day `years` later (or earlier); 29/02 becomes 28/02 where that year has no 29/02."""
    return add_months(day, 12 * years)


@dataclass(frozen=True, order=True)
class Period:
    """From `start` to `end`, both days included. Raises ValueError when it would end before it starts."""

    start: date
    end: date

    def __post_init__(self):
        if self.start > self.end:
            raise ValueError(_("Kỳ kết thúc (%s) trước khi bắt đầu (%s).") % (vn_date(self.end), vn_date(self.start)))

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        """Number of days, at least 1."""
        return (self.end - self.start).days + 1

    def year_before(self) -> "Period":
        """The same period one year earlier; one that ends with February ends with February, 28 or 29 days long."""
        end = add_years(self.end, -1)
        if self.end.day == _month_length(self.end):
            end = end.replace(day=_month_length(end))
        return Period(add_years(self.start, -1), end)

    def label(self) -> str:
        """As printed under a heading: "từ ngày 15/12/2023 đến ngày 14/06/2024"."""
        return _("từ ngày %(start)s đến ngày %(end)s") % {"start": vn_date(self.start), "end": vn_date(self.end)}


class HalfYears(NamedTuple):
    """The two half-years that matter on a day: the latest completed one and the current one."""

    completed: Period
    current: Period


class Preset(NamedTuple):
    """A way to divide the year into two halves; the first begins on `day`/`month`, the second six months later."""

    code: str
    label: str | Promise
    month: int
    day: int

    def half_year(self, day: date) -> Period:
        """The half-year that contains `day`."""
        start = date(day.year - 1, self.month, self.day)
        while add_months(start, 6) <= day:
            start = add_months(start, 6)
        return Period(start, add_months(start, 6) - DAY_ONE)

    def half_years(self, day: date) -> HalfYears:
        """The latest half-year that ended before `day`, and the one that contains `day`."""
        current = self.half_year(day)
        return HalfYears(self.half_year(current.start - DAY_ONE), current)


CALENDAR_YEAR = Preset("calendar", gettext_lazy("Theo năm dương lịch"), 1, 1)
