"""Celery tasks of the app."""

from celery import shared_task

from cases.expungement import erasure, sealed_list
from cases.worklist.jobs import COMPARE, STORE
from core.dates import today
from jobs.queue import enqueue


@shared_task
def update_sealed_list() -> None:
    """Write what a crash kept out of the list of sealed cases, and erase their texts; scheduled hourly."""
    sealed_list.update()
    erasure.erase_sealed(by=None)


@shared_task
def store_duties() -> None:
    """Queue the computing of this day's duties; once a day however often the schedule calls it."""
    _once_a_day(STORE)


@shared_task
def compare_duties() -> None:
    """Queue the comparison of the stored duties with the rules; scheduled for the evening, once a day."""
    _once_a_day(COMPARE)


def _once_a_day(kind: str) -> None:
    enqueue(by=None, kind=kind, params={}, key=f"{kind}:{today().isoformat()}")
