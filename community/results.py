"""The results of a commune's model, in all and by half-year, from the records of those it helps. No person is named."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from cases.choices import EndReason
from cases.models import Employment, Reoffence, Stay, SupportAction
from cases.support.models import SupportKind
from community.models import CommuneModel, FundEntry, Help
from core.dates import CALENDAR_YEAR, DAY_ONE, Period

_SECOND_HALF = 7


@dataclass(slots=True)
class HalfYearResults:
    """The results of one half-year. The sets contain ids of cases; amounts are in đồng.

    `helped`: people helped at any time of the period. Their jobs, training, expungements and reoffences count from the day on
    which the help began.
    """

    period: Period
    helped: set[int] = field(default_factory=set)
    activities: int = 0
    attendance: int = 0
    jobs: set[int] = field(default_factory=set)
    trained: set[int] = field(default_factory=set)
    expunged: set[int] = field(default_factory=set)
    reoffended: set[int] = field(default_factory=set)
    income: int = 0
    spent: int = 0
    # The balance of the fund on the last day.
    balance: int = 0
    gifts: int = 0

    @property
    def label(self) -> str:
        """The half-year in words: "6 tháng đầu năm 2024"."""
        text = _("6 tháng cuối năm %d") if self.period.start.month == _SECOND_HALF else _("6 tháng đầu năm %d")
        return text % self.period.start.year


def by_half_year(model: CommuneModel, today: date) -> list[HalfYearResults]:
    """The results from the launch to the end of the model or to `today`, newest half-year first. Always eight queries."""
    halves = _halves(model.launched_on, min(today, model.ended_on - DAY_ONE) if model.ended_on else today)
    since = _count_helped(model, halves)
    cases = list(since)
    for case, on in _events(Employment.objects.active().filter(case__in=cases), "case", "start_on"):
        _count_event(halves, "jobs", since, case, on)
    trained = SupportAction.objects.active().filter(need__case__in=cases, need__kind=SupportKind.VOCATIONAL)
    for case, on in _events(trained, "need__case", "on"):
        _count_event(halves, "trained", since, case, on)
    expunged = Stay.objects.latest().filter(case__in=cases, end_reason=EndReason.EXPUNGED)
    for case, on in _events(expunged, "case", "end_on"):
        _count_event(halves, "expunged", since, case, on)
    for case, on in _events(Reoffence.objects.current().filter(case__in=cases), "case", "prosecuted_on"):
        _count_event(halves, "reoffended", since, case, on)
    _count_records_of_model(model, halves)
    return halves[::-1]


def totals(row: CommuneModel) -> dict[str, int]:
    """The totals of the model until today, including people who are not named on its page. Money is whole đồng."""
    helps = Help.objects.active().filter(member__model=row)
    entries = row.fund_entries.active()
    return {
        "helped": helps.values("case").distinct().count(),
        "helped_now": helps.filter(end_on=None).values("case").distinct().count(),
        "jobs_promised": row.enterprises.active().aggregate(n=Sum("jobs"))["n"] or 0,
        "jobs_given": row.enterprises.active().aggregate(n=Sum("jobs_given"))["n"] or 0,
        "activities": row.activities.active().count(),
        "income": entries.filter(direction="in").aggregate(n=Sum("amount"))["n"] or 0,
        "spent": entries.filter(direction="out").aggregate(n=Sum("amount"))["n"] or 0,
    }


def _halves(first: date, last: date) -> list[HalfYearResults]:
    halves, day = [], first
    while day <= last:
        period = CALENDAR_YEAR.half_year(day)
        halves.append(HalfYearResults(period))
        day = period.end + DAY_ONE
    return halves


def _count_helped(model: CommuneModel, halves: list[HalfYearResults]) -> dict[int, date]:
    """Count the people helped. Returns case id -> first day of help."""
    since: dict[int, date] = {}
    rows = Help.objects.active().filter(member__model=model).values_list("case", "start_on", "end_on")
    for case, start_on, end_on in rows:
        since[case] = min(start_on, since.get(case, start_on))
        for half in halves:
            if start_on <= half.period.end and (end_on is None or end_on >= half.period.start):
                half.helped.add(case)
    return since


def _events(rows, case: str, on: str) -> Iterable[tuple[int, date]]:
    return rows.exclude(**{on: None}).values_list(case, on)


def _count_event(halves: list[HalfYearResults], name: str, since: dict[int, date], case: int, on: date) -> None:
    for half in halves:
        if on in half.period and on >= since[case]:
            getattr(half, name).add(case)


def _count_records_of_model(model: CommuneModel, halves: list[HalfYearResults]) -> None:
    activities = list(model.activities.active().values_list("on", "attendance"))
    entries = list(model.fund_entries.active().values_list("on", "direction", "amount"))
    gifts = list(model.gifts.active().values_list("on", flat=True))
    for half in halves:
        attended = [attendance for on, attendance in activities if on in half.period]
        half.activities, half.attendance = len(attended), sum(attended)
        half.gifts = sum(on in half.period for on in gifts)
        for on, direction, amount in entries:
            is_in = direction == FundEntry.Direction.IN
            if on <= half.period.end:
                half.balance += amount if is_in else -amount
            if on in half.period:
                half.income += amount if is_in else 0
                half.spent += 0 if is_in else amount
