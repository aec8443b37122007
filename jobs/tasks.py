"""Celery tasks. The work itself is in jobs/queue.py, audit/events.py and accounts/forms/idempotency.py."""

from celery import shared_task

from accounts.forms import idempotency
from audit import events as audit_events
from jobs import cleanup, queue, quotas


@shared_task
def run_job(job_id: str) -> None:
    """Execute one job."""
    queue.run(job_id)


@shared_task
def relay_jobs() -> int:
    """Publish queued jobs; scheduled every second."""
    queue.record_heartbeat()
    return queue.relay(run_job.delay)


@shared_task
def anchor_audit() -> None:
    """Append the head of the audit chain to the anchor file; scheduled hourly."""
    audit_events.anchor()


@shared_task
def delete_old_forms() -> None:
    """Delete idempotency keys and uses of quotas that are no longer needed; scheduled daily."""
    idempotency.delete_old()
    quotas.delete_old()


@shared_task
def delete_old_files() -> None:
    """Delete files and results about people that were used; scheduled hourly."""
    cleanup.delete_old()
