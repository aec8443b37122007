"""The dashboard's background work."""

from core.dates import today
from dashboard.reconciliation.services import reconcile_all
from jobs.models import Job
from jobs.queue import Progress, handler

RECONCILE = "dashboard.reconcile"


@handler(RECONCILE)
def reconcile(job: Job, progress: Progress) -> dict:
    """Compare the figures of all units."""
    return {"different": reconcile_all(today())}
