"""Where the report of each unit stands that owes one for a period.

Everybody who may see a unit's figures learns that a report exists and its state. A draft's figures, and why it failed, which may
name some, stay with those who see the unit's people.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions.scope import reportable_unit_keys, unit_keys_for, visible_unit_keys
from areas.models import Unit
from jobs.models import Job
from reports.models import Report
from reports.periods.models import DueReport, ReportingPeriod
from reports.periods.units import reporting_units

NOT_MADE, DRAFTING, FAILED = _("Chưa lập"), _("Đang lập"), _("Lỗi khi lập")


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """One unit's report: state and version; the report if the user may read it; why it failed if the user may know."""

    unit: Unit
    label: str | Promise
    due: DueReport | None
    version: int | None = None
    report: Report | None = None
    error: str = ""
    may_retry: bool = False

    @property
    def is_drafting(self) -> bool:
        """Whether a job is at it or waits."""
        return self.label is DRAFTING

    @property
    def has_failed(self) -> bool:
        """Whether the last job failed and nothing is there."""
        return self.label is FAILED


@dataclass(frozen=True, slots=True)
class Progress:
    """The units of the user that report for a period, by code."""

    units: list[UnitProgress]

    @property
    def is_running(self) -> bool:
        """Whether some draft is still being made."""
        return any(one.is_drafting for one in self.units)

    @property
    def done(self) -> int:
        """How many units have a report or a job that has ended."""
        return self.made + self.failed

    @property
    def made(self) -> int:
        """How many units have a report that no job is replacing."""
        return sum(one.version is not None and not one.is_drafting for one in self.units)

    @property
    def failed(self) -> int:
        """How many drafts failed."""
        return sum(one.has_failed for one in self.units)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the user's units owe a report for a period, have one, and have submitted it."""

    owed: int
    made: int
    submitted: int


def counts_of(periods: Iterable[ReportingPeriod], user: User) -> dict[int, Counts]:
    """The counts by the key of the period, by one query; none where no unit of the user owes a report."""
    owed = DueReport.objects.latest_versions().filter(period__in=periods, unit__in=reportable_unit_keys(user))
    rows = (
        owed.order_by()
        .values("period")
        .annotate(owed=Count("pk"), made=Count("report"), submitted=Count("pk", filter=is_submitted()))
    )
    return {row["period"]: Counts(row["owed"], row["made"], row["submitted"]) for row in rows}


def is_submitted() -> Q:
    """The condition on a DueReport that a version of its report is submitted or accepted; a returned one has to come again.

    A further version was counted after the reopening that asked for it.
    """
    same = {"unit": OuterRef("unit"), "start": OuterRef("period__start"), "end": OuterRef("period__end")}
    reports = Report.objects.filter(state__in=("submitted", "accepted"), **same)
    further = reports.filter(known_at__gte=OuterRef("reopening__ended_at"))
    return Q(Exists(reports), reopening=None) | Q(Exists(further))


def progress_of(period: ReportingPeriod, user: User) -> Progress:
    """The progress of the units whose figures the user may see."""
    keys = set(reportable_unit_keys(user))
    due = {
        one.unit_id: one
        for one in period.due_reports.filter(unit__in=keys).select_related("unit", "job").order_by("version")
    }
    units = {one.unit_id: one.unit for one in due.values()}
    # Also a unit that was entered after the closing, so that none is missing in silence.
    units |= {unit.pk: unit for unit in reporting_units(period.end).filter(pk__in=keys)}
    reports = _latest(period, units)
    readable = set(
        Report.objects.visible_to(user).filter(pk__in=[one.pk for one in reports.values()]).values_list("pk", flat=True)
    )
    informed, retries = set(visible_unit_keys(user)), set(unit_keys_for(user, "periods.retry"))
    found = []
    for key, unit in sorted(units.items(), key=lambda item: item[1].code):
        report, owed = reports.get(key), due.get(key)
        label = _label(report, owed)
        failed = label is FAILED
        found.append(
            UnitProgress(
                unit,
                label,
                owed,
                report.version if report is not None else None,
                report if report is not None and report.pk in readable else None,
                owed.job.error if owed and failed and key in informed else "",
                failed and key in retries,
            )
        )
    return Progress(found)


def _latest(period: ReportingPeriod, units: dict[int, Unit]) -> dict[int, Report]:
    """The latest version of each unit's report, without discarded drafts and without the large columns."""
    rows = Report.objects.kept().for_list().filter(unit__in=units, start=period.start, end=period.end)
    return {report.unit_id: report for report in sorted(rows, key=lambda one: one.version)}


def _label(report: Report | None, due: DueReport | None) -> str | Promise:
    if due is not None and due.report_id is None and not due.job.is_finished:
        return DRAFTING
    if report is not None:
        return report.get_state_display()
    return FAILED if due is not None and due.job.state == Job.State.FAILED else NOT_MADE
