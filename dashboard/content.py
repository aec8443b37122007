"""What the dashboard shows, as values: the counts of reports/measures/dashboard with intervals and tests beside them."""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from areas.models import Unit
from dashboard.kept import kept
from reports import statistics
from reports.measures.dashboard import cohorts
from reports.measures.dashboard.people import Rate, Rates, rates
from reports.measures.dashboard.question import Question
from reports.measures.dashboard.rate_shown import RateShown, shown, whole
from reports.measures.dashboard.registry import FIGURES, Counted, count_all
from reports.measures.dashboard.trust import ENTERED, Delay, entry_delays

DAYS_IN_MONTH = 365.25 / 12


@dataclass(frozen=True)
class FunnelUnit:
    """A unit in the funnel, and whether it lies outside the limits around the rate of the whole."""

    unit: Unit
    shown: RateShown
    outside: statistics.Outside | None


@dataclass(frozen=True)
class Help:
    """People with a help in the first year after release beside people without it, in the second year."""

    name: str
    result: statistics.Comparison


@dataclass(frozen=True)
class Dashboard:
    """All that a dashboard says about one question. Every number is counted once, when it is first asked for."""

    question: Question

    @cached_property
    def rates(self) -> Rates:
        """The rates: headline, a year before, by category, trend, funnel."""
        return kept(self.question, "rates", partial(rates, self.question))

    @cached_property
    def numbers(self) -> Counted:
        """All figures of the registry except those of the cohorts; the entered facts are counted with their delays."""
        names = tuple(name for name in FIGURES if name not in cohorts.FIGURES and name != ENTERED)
        counted = kept(self.question, "numbers", partial(count_all, self.question, names))
        *below, own = (delay.facts for delay in self.delays)
        counted.own[ENTERED] = own
        for (_unit, numbers), facts in zip(counted.below, below, strict=True):
            numbers[ENTERED] = facts
        return counted

    @cached_property
    def delays(self) -> list[Delay]:
        """The delay of entry of each unit below and, last, of the unit itself."""
        return kept(self.question, "delays", partial(entry_delays, self.question))

    @cached_property
    def followed(self) -> cohorts.Followed:
        """The people who came home in the last years, and how long they were followed."""
        return kept(self.question, "followed", partial(cohorts.followed, self.question))

    @property
    def headline(self) -> RateShown:
        """The rate asked for."""
        return shown(self.rates.headline)

    @property
    def by_category(self) -> dict[str, RateShown]:
        """The rate of each category and of all."""
        return {name: shown(one) for name, one in self.rates.by_category.items()}

    @property
    def trend(self) -> list[RateShown]:
        """Eight half-years, the last ends with the period."""
        return [shown(one) for one in self.rates.trend]

    @property
    def change(self) -> statistics.Difference | None:
        """Whether the rate differs from that of the year before; None if one of them is of nobody."""
        now, before = self.rates.headline, self.rates.year_before
        if not now.managed or not before.managed:
            return None
        return statistics.differ(now.reoffended, whole(now), before.reoffended, whole(before))

    @property
    def base_rate(self) -> float | None:
        """The share of the whole over the funnel's window, between 0 and 1; None of nobody."""
        one = self.rates.whole
        return one.reoffended / one.managed if one.managed else None

    @cached_property
    def funnel(self) -> list[FunnelUnit]:
        """The units directly below in which anybody was managed during the window."""
        p0 = self.base_rate
        return [
            FunnelUnit(unit, shown(one), statistics.outside(one.reoffended, int(one.managed), p0))
            for unit, one in self.rates.funnel
            if one.managed and p0 is not None
        ]

    @property
    def overdue_per_100(self) -> float | None:
        """Overdue duties per 100 open cases, one decimal; None if they are not known for that day or nothing is open."""
        return per_100(self.numbers.own)

    @property
    def silent_units(self) -> list[Unit]:
        """The units below in which nothing was entered for 90 days."""
        return [unit for unit, numbers in self.numbers.below if numbers["silent_units"]]

    @cached_property
    def survival(self) -> statistics.Survival | None:
        """The share of the released who have not reoffended, by days since release; None without anybody."""
        days, observed = self._observations
        return statistics.survival(days, observed) if days else None

    @property
    def _observations(self) -> tuple[list[int], list[bool]]:
        """Of each person the days under observation, and whether they ended with a reoffence."""
        days: list[int] = []
        observed: list[bool] = []
        for (time, is_event), number in self.followed.times.items():
            days += [time] * number
            observed += [is_event] * number
        return days, observed

    @property
    def cohort_shares(self) -> list[tuple[int, RateShown]]:
        """(months, share who reoffended within them) over those with complete follow-up."""
        period = cohorts.release_window(self.question)
        return [(one.months, shown(Rate(period, one.complete, one.reoffended))) for one in self.followed.shares]

    @cached_property
    def hazards(self) -> list[statistics.HazardPeriod]:
        """Reoffences per person-time in each quarter after release."""
        days, observed = self._observations
        return list(statistics.hazard_by_quarter([one / DAYS_IN_MONTH for one in days], observed))

    @cached_property
    def helps(self) -> list[Help]:
        """Work, loan and helper: who had them within a year, and others, a year later."""
        return [
            Help(name, statistics.compare((having.reoffended, having.complete), (others.reoffended, others.complete)))
            for name, (having, others) in self.followed.compared.items()
        ]

    @property
    def what_if(self) -> statistics.WhatIf | None:
        """The rate with one reoffender more and one fewer."""
        one = self.rates.headline
        return statistics.what_if(one.reoffended, whole(one)) if one.managed else None


def per_100(numbers: dict[str, Any]) -> float | None:
    """Overdue duties per 100 open cases (docs/measures.md §7)."""
    overdue, cases = numbers["overdue_duties"], numbers["open_cases"]
    return None if overdue is None or not cases else round(100 * overdue / cases + 1e-9, 1)
