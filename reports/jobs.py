"""The background job that makes a report."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.permissions.roles import may
from accounts.permissions.scope import units_for
from areas.models import Unit
from core.dates import Period
from core.errors import Refused
from jobs.models import Job
from jobs.queue import JobError, Progress, handler
from reports.measures.management import Unbalanced
from reports.models import Report
from reports.services import clean_texts, prepare_report, save_report
from reports.snapshot import STEP_COUNT, DocumentDetails

MAKE_REPORT = "report.make"


@handler(MAKE_REPORT)
def make(job: Job, progress: Progress):
    """Make the report that the job's parameters describe.

    Parameters: `unit` (CODE@DAY), `start` and `end` (ISO dates), `texts`, `number`, `signed_on` (ISO date or null), `instead_of`
    (public id of the draft that is counted again and discarded, or missing).
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
    draft = _draft(job, unit)

    def save() -> dict:
        try:
            return {"url": save_report(by=job.by, prepared=prepared, instead_of=draft).get_absolute_url()}
        except Refused as refusal:
            raise JobError(str(refusal)) from refusal

    return save


def recount_params(report: Report) -> dict:
    """The parameters of the job that counts a draft again and discards it."""
    return {
        "unit": report.unit.ref,
        "start": report.start.isoformat(),
        "end": report.end.isoformat(),
        "texts": report.texts,
        "number": report.number,
        "signed_on": report.signed_on and report.signed_on.isoformat(),
        "instead_of": str(report.public_id),
    }


def _draft(job: Job, unit: Unit) -> Report | None:
    """The draft that the job replaces. JobError if there is no such report of the unit."""
    public_id = job.params.get("instead_of")
    if public_id is None:
        return None
    found = Report.objects.filter(unit=unit, public_id=public_id).first()
    if found is None:
        raise JobError(_("Không tìm thấy bản dự thảo cần đếm lại."))
    return found


def _unit(job: Job) -> Unit:
    """The unit of the job. The user's permission is checked again, because it may have ended since the job was queued."""
    if job.by is not None and may(job.by, "reports.make"):
        try:
            return units_for(job.by, "reports.make").find(job.params["unit"])
        except Unit.DoesNotExist:
            pass
    raise JobError(_("Anh/chị không có quyền lập báo cáo của đơn vị này."))
