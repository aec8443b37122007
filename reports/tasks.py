"""Celery tasks of reports. The work is in reports/periods/ and in the jobs; a message carries ids only."""

import logging

from celery import chord, group, shared_task

from core.dates import today
from jobs.models import Job
from jobs.tasks import run_job
from reports.periods.models import ReportingPeriod
from reports.periods.services import close_period, finish_period, plan_periods
from reports.reopening.models import Reopening
from reports.reopening.services import end_reopening

logger = logging.getLogger(__name__)


@shared_task
def close_periods() -> None:
    """Plan periods, close those that are over, end reopenings, finish periods whose reports are drafted; every few minutes.

    It asks which periods ended without being closed, not whether this is the day, so a schedule that stood still is caught up.
    """
    plan_periods(by=None, today=today())
    for period in ReportingPeriod.objects.ended_and_open(today()):
        try:
            draft_all(period, close_period(by=None, period=period, today=today()))
        except Exception:  # the others are closed all the same; this one is asked about again
            logger.exception("reporting period %s was not closed", period.pk)
    for reopening in Reopening.objects.to_end(today()):
        try:
            end_reopening(by=None, reopening=reopening, today=today())
        except Exception:
            logger.exception("reopening %s was not ended", reopening.pk)
    for period in ReportingPeriod.objects.closed_and_unfinished():
        finish_period(by=None, period=period)


def draft_all(period: ReportingPeriod, jobs: list[Job]) -> None:
    """Send the jobs of a period to the workers, and the finish once all of them have been run.

    Messages may be lost, and a worker that dies gives back its message before the job is done: the relay then sends the job
    again, and the schedule finishes the period.
    """
    if jobs:
        # The chord counts results, which other tasks of this project do not keep.
        header = group(run_job.si(str(job.pk)).set(ignore_result=False) for job in jobs)
        chord(header, finish.si(period.pk)).apply_async()


@shared_task
def finish(period_pk: int) -> None:
    """Finish a period after the jobs of its reports."""
    finish_period(by=None, period=ReportingPeriod.objects.get(pk=period_pk))
