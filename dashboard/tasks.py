"""Celery tasks of the dashboard. They only enqueue; the work is in jobs.py."""

from celery import shared_task

from core.dates import today
from dashboard.jobs import RECONCILE
from jobs.queue import enqueue


@shared_task
def reconcile_dashboards() -> None:
    """Queue the comparison of this night; scheduled daily, and once a day however often it is called."""
    enqueue(by=None, kind=RECONCILE, params={}, key=f"{RECONCILE}:{today().isoformat()}")
