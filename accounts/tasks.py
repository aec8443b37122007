"""The doors through which Celery enters; what happens behind them is in jobs.py, audit.py and once.py."""

from celery import shared_task

from accounts import audit, jobs, once


@shared_task
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task
def relay_jobs() -> int:
    jobs.note_relay()
    return jobs.relay(run_job.delay)


@shared_task
def anchor_audit() -> None:
    audit.anchor()


@shared_task
def forget_old_forms() -> None:
    once.forget_old()
