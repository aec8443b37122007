"""The doors through which Celery enters; what happens behind them is in jobs.py, audit.py and idempotency.py."""

from celery import shared_task

from accounts.forms import idempotency
from audit import events as audit_events
from jobs import queue


@shared_task
def run_job(job_id: str) -> None:
    queue.run(job_id)


@shared_task
def relay_jobs() -> int:
    queue.note_relay()
    return queue.relay(run_job.delay)


@shared_task
def anchor_audit() -> None:
    audit_events.anchor()


@shared_task
def delete_old_forms() -> None:
    idempotency.delete_old()
