"""Times until a reoffence: Kaplan–Meier, and the hazard by quarter."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.statistics.proportions import ALPHA, FEW, Interval

QUARTER = 3


@dataclass(frozen=True)
class SurvivalStep:
    """The estimate at one time. Limits are None where the formula has none (nobody left); `few`: under 10 at risk."""

    time: float
    at_risk: int
    events: int
    survival: float
    limits: Interval | None
    few: bool


@dataclass(frozen=True)
class Survival:
    """A Kaplan–Meier estimate: one step for each time with an event, in order."""

    n: int
    events: int
    steps: tuple[SurvivalStep, ...]
    times: tuple[float, ...] = field(repr=False)

    def at(self, time: float) -> SurvivalStep | None:
        """The estimate at any time, with the number at risk just before it; None once nobody is followed that long.

        Before the first event the estimate is 1 with the limits [1, 1].
        """
        at_risk = self.n - bisect_left(self.times, time)
        if at_risk == 0:
            return None
        before = bisect_right(self.steps, time, key=lambda step: step.time)
        last = self.steps[before - 1] if before else None
        return SurvivalStep(
            time,
            at_risk,
            last.events if last is not None and last.time == time else 0,
            1.0 if last is None else last.survival,
            Interval(1.0, 1.0) if last is None else last.limits,
            at_risk < FEW,
        )


@dataclass(frozen=True)
class HazardPeriod:
    """Events per person-time in (start, end] after release; `rate` is None without person-time."""

    start: float
    end: float
    at_risk: int
    events: int
    person_time: float
    rate: float | None
    few: bool


@dataclass(frozen=True)
class HighestHazard:
    """The period with the highest rate, and whether its events are clearly more than its share of the person-time explains."""

    period: HazardPeriod
    p: float
    clear: bool


def survival(times: Sequence[float], observed: Sequence[bool]) -> Survival:
    """The Kaplan–Meier estimate with 95 % limits (Greenwood, log-log).

    Args:
        times: from release to event or censoring, not negative.
        observed: whether the event was observed; otherwise the time is censored. Who is censored at the time of an event was
            at risk of it.
    """
    _check(times, observed)
    ordered = tuple(sorted(times))
    events = Counter(time for time, seen in zip(times, observed, strict=True) if seen)
    limits = _loglog_limits(times, observed) if events else {}
    estimate = 1.0
    steps = []
    for time in sorted(events):
        at_risk = len(ordered) - bisect_left(ordered, time)
        estimate, bounds = limits.get(time, (0.0, None))
        steps.append(SurvivalStep(time, at_risk, events[time], estimate, bounds, at_risk < FEW))
    return Survival(len(ordered), events.total(), tuple(steps), ordered)


def hazard_by_quarter(
    times: Sequence[float], observed: Sequence[bool], length: float = QUARTER
) -> tuple[HazardPeriod, ...]:
    """Events per person-time in each period of `length` after release, up to the last time; times in months give quarters.

    An event on the last day of a period belongs to it, as in "within 12 months"; one on the day of release to the first.
    """
    _check(times, observed)
    periods: list[HazardPeriod] = []
    # Thousands of people share few times.
    people = Counter(zip(times, observed, strict=True))
    last = max(times, default=0)
    start: float = 0
    while start < last or (start == 0 and times):
        end = start + length
        followed = [(*one, number) for one, number in people.items() if one[0] > start or (start == 0 == one[0])]
        at_risk = sum(number for *_one, number in followed)
        events = sum(number for time, seen, number in followed if seen and time <= end)
        person_time = sum(number * (min(time, end) - start) for time, _, number in followed)
        rate = events / person_time if person_time else None
        periods.append(HazardPeriod(start, end, at_risk, events, person_time, rate, at_risk < FEW))
        start = end
    return tuple(periods)


def highest_hazard(periods: Sequence[HazardPeriod]) -> HighestHazard | None:
    """The period with the highest rate among those with 10 or more at risk; None if there is no event in them.

    `clear` is a one-sided binomial test of its events against its share of the person-time, at 5 % divided by the number of
    periods compared (Bonferroni), because the highest of several is always higher than most.
    """
    compared = [period for period in periods if not period.few and period.rate is not None]
    total = sum(period.events for period in compared)
    if not total:
        return None
    highest = max(compared, key=lambda period: period.rate or 0)
    expected = highest.person_time / sum(period.person_time for period in compared)
    from scipy.stats import binomtest

    p = float(binomtest(highest.events, total, expected, alternative="greater").pvalue)
    return HighestHazard(highest, p, clear=p < ALPHA / len(compared))


def _loglog_limits(times: Sequence[float], observed: Sequence[bool]) -> dict[float, tuple[float, Interval | None]]:
    """Estimate and limits at each time with an event, except the last one if nobody is left after it (the estimate is 0).

    scipy warns where it has no limits: before the first event and where the estimate is 0. Who was censored before the first
    event changes nothing, and the last events can be taken as censored; without both there is nothing to warn of. Suppressing
    a warning would change the filters of other threads.
    """
    from scipy.stats import CensoredData, ecdf

    pairs = list(zip(times, observed, strict=True))
    first = min(time for time, seen in pairs if seen)
    last = max(times)
    ends_with_events = all(seen for time, seen in pairs if time == last)
    seen_times = [time for time, seen in pairs if seen and not (ends_with_events and time == last)]
    if not seen_times:
        return {}
    lost_times = [time for time, seen in pairs if time >= first and (not seen or (ends_with_events and time == last))]
    with_event = set(seen_times)
    curve = ecdf(CensoredData(uncensored=seen_times, right=lost_times)).sf
    bounds = curve.confidence_interval(1 - ALPHA, method="log-log")
    rows = zip(curve.quantiles, curve.probabilities, bounds.low.probabilities, bounds.high.probabilities, strict=True)
    return {
        float(time): (float(value), Interval(float(low), float(high)))
        for time, value, low, high in rows
        if time in with_event
    }


def _check(times: Sequence[float], observed: Sequence[bool]) -> None:
    if len(times) != len(observed):
        raise ValueError(f"{len(times)} times and {len(observed)} outcomes")
    if any(time < 0 for time in times):
        raise ValueError("a time is negative")
