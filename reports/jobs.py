"""The background job that makes a report."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.permissions.roles import may
from accounts.permissions.scope import units_for
from areas.models import Unit
from core.dates import Period
from jobs.models import Job
from jobs.queue import JobError, Progress, handler
from reports.measures.management import Unbalanced
from reports.services import clean_texts, prepare_report, save_report
from reports.snapshot import STEP_COUNT, DocumentDetails

MAKE_REPORT = "report.make"


@handler(MAKE_REPORT)
def make(job: Job, progress: Progress):
    """Make the report that the job's parameters describe.

    Parameters: `unit` (CODE@DAY), `start` and `end` (ISO dates), `texts`, `number`, `signed_on` (ISO date or null).
    Returns: a function that saves the report and gives the job's result, {"url": address of the report's page}. The queue calls
    it in the job's last transaction, so a job that runs twice saves one report.
    Raises: JobError, if the user may not make the report or the figures contradict themselves.
    """
    params = job.params
    unit = _unit(job)
    signed_on = params.get("signed_on")
    details = DocumentDetails(
        clean_texts(params.get("texts") or {}),
        params.get("number", ""),
        date.fromisoformat(signed_on) if signed_on else None,
    )
    period = Period(date.fromisoformat(params["start"]), date.fromisoformat(params["end"]))
    try:
        prepared = prepare_report(
            job.by, unit, period, details, progress=lambda step, name: progress(step, STEP_COUNT, name)
        )
    except Unbalanced as error:
        raise JobError(str(error)) from error
    progress(STEP_COUNT, STEP_COUNT, _("Đang lưu báo cáo"))
    return lambda: {"url": save_report(by=job.by, prepared=prepared).get_absolute_url()}


def _unit(job: Job) -> Unit:
    """The unit of the job. The user's permission is checked again, because it may have ended since the job was queued."""
    if job.by is not None and may(job.by, "reports.make"):
        try:
            return units_for(job.by, "reports.make").find(job.params["unit"])
        except Unit.DoesNotExist:
            pass
    raise JobError(_("Anh/chị không có quyền lập báo cáo của đơn vị này."))
