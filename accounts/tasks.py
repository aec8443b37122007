"""The two doors through which Celery enters; what happens behind them is in jobs.py."""

from celery import shared_task

from accounts import jobs


@shared_task
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task
def relay_jobs() -> int:
    return jobs.relay(run_job.delay)
