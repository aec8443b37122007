"""Planning the reporting periods ahead, from the law's settings."""

from datetime import date, timedelta

from django.db import transaction

from accounts.models import User
from audit import events as audit_events
from core.dates import Period, Preset, add_months
from law.provider import law_timeline
from law.rules.periods import DEFAULT_PRESET, presets
from law.timeline import LawTimeline
from reports.periods.models import ReportingPeriod
from reports.periods.rules import HalfYear, half_year_on, half_years_until, year_of

Kind = ReportingPeriod.Kind
# Half-years that begin within so many months are planned.
MONTHS_AHEAD = 6


@transaction.atomic
def plan_periods(*, by: User | None, today: date, since: date | None = None) -> list[ReportingPeriod]:
    """Plan the half-years up to the one after the current, and the year that the current one ends, by the settings in force.

    Called as often as one likes. A period that has begun keeps its days; one that has not is planned anew if a setting has
    changed. The first call begins the chain, and nothing before it is ever planned.

    Arguments: `since`, for the first call: begin with the half-year of this day, so that the schedule closes what is over.
    Returns: the periods that were added.
    """
    timeline = law_timeline()
    stored = list(ReportingPeriod.objects.select_for_update().order_by("start"))
    begun = [_half_year(row) for row in stored if row.start <= today and row.kind != Kind.YEAR]
    wanted = _wanted(begun, today, since or today, timeline)
    days = set(map(_days, wanted))
    for row in stored:
        if row.start > today and _days(row) not in days:
            row.delete()
        elif not row.is_closed and row.due_on != (due_on := _due_on(row.end, timeline)):
            row.due_on = due_on
            row.save(update_fields=["due_on"])
    kept = {(row.kind, row.end) for row in stored if row.pk}
    added = [row for row in wanted if (row.kind, row.end) not in kept]
    # Another process may plan at the same instant; its rows stay.
    ReportingPeriod.objects.bulk_create(added, ignore_conflicts=True)
    if added:
        audit_events.record(by=by, action="period.plan", detail={"periods": [_days(row) for row in added]})
    return added


def _wanted(begun: list[HalfYear], today: date, first_day: date, timeline: LawTimeline) -> list[ReportingPeriod]:
    """The rows of the half-years that have begun, of those that follow within the horizon, and of the years they end."""

    def preset_on(day: date) -> Preset:
        return presets(timeline.on(day))[DEFAULT_PRESET]

    chain = begun or [half_year_on(first_day, preset_on(first_day))]
    chain += half_years_until(add_months(today, MONTHS_AHEAD), chain[-1], preset_on)
    found, before = [], None
    for half in chain:
        found.append(_row(Kind.FIRST if half.is_first else Kind.SECOND, half.period, half, timeline))
        if not half.is_first and half.period.start <= today:
            year = year_of(before, half, preset_on(half.period.start))
            found.append(_row(Kind.YEAR, year, half, timeline))
        before = half.period.start
    return found


def _days(row: ReportingPeriod) -> tuple[str, str, str]:
    return row.kind, row.start.isoformat(), row.end.isoformat()


def _half_year(row: ReportingPeriod) -> HalfYear:
    return HalfYear(row.period, row.kind == Kind.FIRST, row.year, row.preset)


def _row(kind: Kind, period: Period, half: HalfYear, timeline: LawTimeline) -> ReportingPeriod:
    return ReportingPeriod(
        kind=kind,
        year=half.year,
        start=period.start,
        end=period.end,
        due_on=_due_on(period.end, timeline),
        preset=half.preset,
        source=timeline.on(half.period.start).article(f"period_{half.preset}").text,
    )


def _due_on(last_day: date, timeline: LawTimeline) -> date:
    return last_day + timedelta(days=timeline.on(last_day).number("report_due_days"))
