"""Planning the reporting periods ahead, and closing each one that is over.

Whatever dies in between, nothing is done twice and nothing is left: the schedule calls all of it again (reports/tasks.py).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from areas.models import Unit
from audit import events as audit_events
from core import clock
from core.dates import DAY_ONE, VIETNAM, Period, Preset, add_months, today
from core.errors import Refused
from jobs.models import Job
from law.provider import law_timeline
from law.rules.periods import DEFAULT_PRESET, presets
from law.timeline import LawTimeline
from reports.periods.jobs import enqueue_draft
from reports.periods.models import DueReport, ReportingPeriod
from reports.periods.progress import is_submitted
from reports.periods.rules import HalfYear, half_year_on, half_years_until, year_of
from reports.periods.units import reporting_units

Kind = ReportingPeriod.Kind
# Half-years that begin within so many months are planned.
MONTHS_AHEAD = 6


@transaction.atomic
def plan_periods(*, by: User | None, today: date, since: date | None = None) -> list[ReportingPeriod]:
    """Plan the half-years up to the one after the current, and the year that the current one ends, by the settings in force.

    Called as often as one likes. A period that has begun keeps its days; one that has not is planned anew if a setting has
    changed. The first call begins the chain, and nothing before it is ever planned.

    Arguments: `since`, begin with the half-year of this day, so that the schedule closes what is over since then. Later than what
    is planned, it begins the chain again: for the time in between the system asks for no reports.
    Returns: the periods that were added.
    """
    timeline = law_timeline()
    stored = list(ReportingPeriod.objects.select_for_update().order_by("start"))
    begun = [_half_year(row) for row in stored if row.start <= today and row.kind != Kind.YEAR]
    if begun and since and since > begun[-1].period.end:
        begun.append(half_year_on(since, presets(timeline.on(since))[DEFAULT_PRESET]))
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


@transaction.atomic
def close_period(*, by: User | None, period: ReportingPeriod, today: date) -> list[Job]:
    """Close a period that is over: every reporting unit owes a report, and a job is queued to draft it.

    Two closings at once, or a second one, leave one report due for each unit: the row of the period is locked.

    Returns: the jobs, for the caller to publish after the commit; none if the period is closed already, or if no unit
    would report: it then stays open, so that nothing is missed in silence.
    Raises: Refused, if the period is not over.
    """
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if period.end >= today:
        raise Refused(_("Kỳ báo cáo chưa kết thúc."))
    units = list(reporting_units(period.end))
    if period.is_closed or not units:
        return []
    now = clock.now()
    jobs = [_owe(by, period, unit, now) for unit in units]
    period.closed_at = now
    period.save(update_fields=["closed_at"])
    audit_events.record(by=by, action="period.close", target=period, detail={"units": len(jobs)})
    return jobs


@transaction.atomic
def finish_period(*, by: User | None, period: ReportingPeriod) -> bool:
    """Record that the report of every unit was drafted or has failed. Returns whether it was this call that did."""
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    due = period.due_reports.all()
    unfinished = due.filter(job__state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists()
    if not period.is_closed or period.finished_at is not None or unfinished:
        return False
    period.finished_at = clock.now()
    period.save(update_fields=["finished_at"])
    failed = due.filter(report=None).count()
    detail = {"drafted": due.count() - failed, "failed": failed}
    audit_events.record(by=by, action="period.finish", target=period, detail=detail)
    return True


@transaction.atomic
def retry_due_report(*, by: User | None, due: DueReport) -> Job:
    """Queue another job for a report whose job has failed. The caller checks that `by` may do it for the unit.

    Raises: Refused, if the report is there or is being drafted.
    """
    due = DueReport.objects.select_for_update(of=("self",)).select_related("job", "unit").get(pk=due.pk)
    if due.report_id is not None or due.job.state != Job.State.FAILED:
        raise Refused(_("Báo cáo này đã có hoặc đang được lập."))
    due.tries += 1
    enqueue_draft(by, due)
    due.save(update_fields=["tries", "job"])
    audit_events.record(by=by, action="period.retry", target=due, unit=due.unit, detail={"tries": due.tries})
    return due.job


@transaction.atomic
def remind_units(*, by: User, period: ReportingPeriod) -> list[Unit]:
    """Remind the units in the user's scope that have not submitted their report of a closed period, on their first page.

    Raises: Refused, if none is missing, or all were reminded today already. Returns the units that were reminded.
    """
    mine = DueReport.objects.filter(period=period, unit__in=unit_keys_for(by, "periods.remind"))
    missing = mine.latest_versions().exclude(is_submitted()).values("pk")
    locked = DueReport.objects.filter(pk__in=list(missing.values_list("pk", flat=True))).select_for_update(of=("self",))
    found = list(locked.select_related("unit").order_by("unit__code"))
    if not found:
        raise Refused(_("Các đơn vị đã gửi đủ báo cáo của kỳ này."))
    waiting = [due for due in found if due.reminded_at is None or due.reminded_at.astimezone(VIETNAM).date() != today()]
    if not waiting:
        raise Refused(_("Hôm nay đã nhắc các đơn vị chưa gửi báo cáo."))
    DueReport.objects.filter(pk__in=[due.pk for due in waiting]).update(reminded_at=clock.now())
    audit_events.record(by=by, action="period.remind", target=period, detail={"units": len(waiting)})
    return [due.unit for due in waiting]


def _owe(by: User | None, period: ReportingPeriod, unit: Unit, now: datetime) -> Job:
    due = DueReport(period=period, unit=unit)
    job = enqueue_draft(by, due, now)
    due.save(force_insert=True)
    return job


def _wanted(begun: list[HalfYear], today: date, first_day: date, timeline: LawTimeline) -> list[ReportingPeriod]:
    """The rows of the half-years that have begun, of those that follow within the horizon, and of the years they end."""

    def preset_on(day: date) -> Preset:
        return presets(timeline.on(day))[DEFAULT_PRESET]

    chain = begun or [half_year_on(first_day, preset_on(first_day))]
    chain += half_years_until(add_months(today, MONTHS_AHEAD), chain[-1], preset_on)
    found: list[ReportingPeriod] = []
    before: Period | None = None
    for half in chain:
        found.append(_row(Kind.FIRST if half.is_first else Kind.SECOND, half.period, half, timeline))
        if not half.is_first and half.period.start <= today:
            of_first_half = before.start if before and before.end + DAY_ONE == half.period.start else None
            year = year_of(of_first_half, half, preset_on(half.period.start))
            found.append(_row(Kind.YEAR, year, half, timeline))
        before = half.period
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
