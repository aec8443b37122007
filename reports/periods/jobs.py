"""The background job that drafts the report a unit owes for a closed period."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from core.dates import VIETNAM
from jobs.models import Job
from jobs.queue import JobError, Progress, enqueue, handler
from reports.measures.management import Unbalanced
from reports.models import Report, ReportQuerySet
from reports.periods.models import DueReport
from reports.services import prepare_report, save_report
from reports.snapshot import STEP_COUNT, DocumentDetails

DRAFT_DUE_REPORT = "period.draft"


@handler(DRAFT_DUE_REPORT)
def draft(job: Job, progress: Progress):
    """Draft the report of the job's DueReport, unless the unit has made one since the period ended.

    Returns: a function that saves the draft and gives the job's result, {"url": address of the report's page}. The queue calls
    it in the job's last transaction, so a job that is killed and runs again saves one report.
    Raises: JobError, if the figures contradict themselves.
    """
    due = DueReport.objects.select_related("period", "unit", "reopening").get(job=job)
    made = _made(due)
    if made is not None:
        return lambda: _keep(due, made)
    try:
        prepared = prepare_report(
            job.by,
            due.unit,
            due.period.period,
            DocumentDetails(_texts(due)),
            progress=lambda step, name: progress(step, STEP_COUNT, name),
        )
    except Unbalanced as error:
        raise JobError(str(error)) from error
    progress(STEP_COUNT, STEP_COUNT, _("Đang lưu báo cáo"))

    def save() -> dict:
        # Whoever makes a report of the unit by hand waits here, or is waited for.
        Unit.objects.select_for_update(no_key=True).get(pk=due.unit_id)
        return _keep(due, _made(due) or save_report(by=job.by, prepared=prepared))

    return save


def enqueue_draft(by: User | None, due: DueReport, published_at: datetime | None = None) -> Job:
    """Queue the job that drafts a report due, one of a try; the caller saves the row. `published_at`: as of `enqueue`."""
    key = f"{DRAFT_DUE_REPORT}:{due.period_id}:{due.unit_id}:{due.version}:{due.tries}"
    due.job = enqueue(by=by, kind=DRAFT_DUE_REPORT, params={}, key=key, published_at=published_at)
    return due.job


def _made(due: DueReport) -> Report | None:
    """The newest report of the unit for the period that was counted after the period's end, or after its reopening ended."""
    found = _reports(due).kept().last()
    if found is None or found.known_at.astimezone(VIETNAM).date() <= due.period.end:
        return None
    ended_at = due.reopening and due.reopening.ended_at
    return found if ended_at is None or found.known_at >= ended_at else None


def _texts(due: DueReport) -> dict[str, str]:
    """What the unit wrote in the version that a further one replaces."""
    signed = _reports(due).signed().last() if due.version > 1 else None
    return signed.texts if signed else {}


def _reports(due: DueReport) -> ReportQuerySet:
    return Report.objects.filter(unit=due.unit, start=due.period.start, end=due.period.end).order_by("version")


def _keep(due: DueReport, report: Report) -> dict:
    due.report = report
    due.save(update_fields=["report"])
    return {"url": report.get_absolute_url()}
