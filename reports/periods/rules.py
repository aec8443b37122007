"""How one half-year follows another: pure functions over the ways to divide the year. No database and no clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from core.dates import DAY_ONE, Period, Preset

# The way to divide the year that is in force on a day.
PresetOn = Callable[[date], Preset]


@dataclass(frozen=True, slots=True)
class HalfYear:
    """One half of a reporting year. `year`: what it is named after; `preset`: the code of the way by which it ends."""

    period: Period
    is_first: bool
    year: int
    preset: str


def half_year_on(day: date, preset: Preset) -> HalfYear:
    """The half-year that contains `day`, of a chain that begins with it."""
    return _ending_with(preset.half_year(day), preset)


def next_half_year(last: HalfYear, preset_on: PresetOn) -> HalfYear:
    """The half-year that begins on the day after `last`, by the way in force on its first day.

    If the way has changed in between it is shorter or longer than six months: it ends where a half of the new way ends, and a
    first half is always followed by a second one. So no day is left out and none is counted twice.
    """
    start = last.period.end + DAY_ONE
    preset = preset_on(start)
    half = _ending_with(preset.half_year(start), preset)
    if half.is_first == last.is_first:
        half = _ending_with(preset.half_year(half.period.end + DAY_ONE), preset)
    return HalfYear(Period(start, half.period.end), half.is_first, half.year, half.preset)


def half_years_until(day: date, last: HalfYear, preset_on: PresetOn) -> Iterator[HalfYear]:
    """The half-years after `last` that begin on `day` or before it, in order."""
    following = next_half_year(last, preset_on)
    while following.period.start <= day:
        yield following
        following = next_half_year(following, preset_on)


def year_of(first_day: date | None, second: HalfYear, preset: Preset) -> Period:
    """The year that a second half ends. `first_day` of its first half; None: by the way to divide the year, `preset`."""
    return Period(first_day or preset.half_year(second.period.start - DAY_ONE).start, second.period.end)


def _ending_with(period: Period, preset: Preset) -> HalfYear:
    return HalfYear(period, period.start.month == preset.month, period.end.year, preset.code)
