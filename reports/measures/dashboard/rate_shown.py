"""A rate as it is shown, on the dashboard and in the report: both counts and the exact 95 % interval (docs/measures.md §7)."""

from dataclasses import dataclass

from reports import statistics
from reports.measures.dashboard.people import Rate
from reports.measures.management import rate
from reports.statistics import Direction, Interval


@dataclass(frozen=True)
class RateShown:
    """A rate with both counts and the exact 95 % interval; limits in per cent."""

    rate: Rate
    interval: Interval | None

    @property
    def per_cent(self) -> float | None:
        """The rate rounded as in every report; None of nobody."""
        text = rate(self.rate.reoffended, self.rate.managed)
        return None if text is None else float(text)

    @property
    def low(self) -> float | None:
        """The lower limit in per cent."""
        return None if self.interval is None else 100 * self.interval.low

    @property
    def high(self) -> float | None:
        """The upper limit in per cent."""
        return None if self.interval is None else 100 * self.interval.high


def shown(one: Rate) -> RateShown:
    """The rate with its interval."""
    return RateShown(one, statistics.interval(one.reoffended, whole(one)))


def clear_change(before: Rate, now: Rate) -> Direction | None:
    """Whether a rate is clearly higher or lower than another by the exact test; None if the counts do not tell them apart.

    Both have people.
    """
    if not statistics.differ(now.reoffended, whole(now), before.reoffended, whole(before)).clear:
        return None
    return "higher" if now.reoffended * before.managed > before.reoffended * now.managed else "lower"


def whole(one: Rate) -> int:
    """The people of a rate as statistics take them; an average may end in .5 and is rounded up."""
    return max(int(one.managed + 0.5), one.reoffended)
