"""Making a report in the background."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.permissions.roles import may
from accounts.permissions.scope import units_for
from areas.models import Unit
from core.dates import Period
from jobs.models import Job
from jobs.queue import JobError, Progress, handler
from reports.measures.management import Unbalanced
from reports.services import clean_texts, draw_up, keep
from reports.snapshot import STEPS, Wording

MAKE = "report.make"


@handler(MAKE)
def make(job: Job, progress: Progress):
    """Params: `unit` (CODE@DAY), `start`, `end`, `texts`, `number`, `signed_on` (or null). Result: {"url": the report's page}.

    Everything is counted and drawn first; what is returned writes it in the job's last transaction, so a job that was
    run twice leaves one report.
    """
    params = job.params
    unit = _unit(job)
    signed_on = params.get("signed_on")
    wording = Wording(
        clean_texts(params.get("texts") or {}),
        params.get("number", ""),
        date.fromisoformat(signed_on) if signed_on else None,
    )
    period = Period(date.fromisoformat(params["start"]), date.fromisoformat(params["end"]))
    try:
        drawn = draw_up(job.by, unit, period, wording, step=lambda place, name: progress(place, STEPS, name))
    except Unbalanced as error:
        raise JobError(str(error)) from error
    progress(STEPS, STEPS, _("Đang lưu báo cáo"))
    return lambda: {"url": keep(by=job.by, drawn=drawn).get_absolute_url()}


def _unit(job: Job) -> Unit:
    """The unit asked for, if whoever asked may make its reports now, not only when asking."""
    if job.by is not None and may(job.by, "reports.make"):
        try:
            return units_for(job.by, "reports.make").find(job.params["unit"])
        except Unit.DoesNotExist:
            pass
    raise JobError(_("Anh/chị không có quyền lập báo cáo của đơn vị này."))
