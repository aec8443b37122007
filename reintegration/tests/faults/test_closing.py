"""Workers that are killed while the half-year closes: every district has its draft, once, and the period is finished.

FAULT_KILLS in the environment sets how often workers are killed (5).
"""

import os
import time
from random import Random

import pytest

from audit.models import AuditEvent
from jobs.models import Job
from reintegration.testing.site import wait_until
from reports.measures.history import report_figures
from reports.models import MeasureDefinition, Report
from reports.periods.models import DueReport, ReportingPeriod
from reports.periods.tests.closing import ended_period

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]

KILLS = int(os.environ.get("FAULT_KILLS", "5"))
RECOVERY = 180


def drafted() -> int:
    return DueReport.objects.exclude(report=None).count()


def running() -> bool:
    return Job.objects.filter(state=Job.State.RUNNING).exists()


def check_closed(period) -> None:
    """Thirteen districts, a report each as it is counted here, one closing."""
    reports = list(Report.objects.select_related("unit"))
    assert len({report.unit_id for report in reports}) == len(reports) == 13
    for report in reports:
        definition = MeasureDefinition.objects.on(period.end, report.known_at)
        assert report.figures == report_figures(report.unit, period.period, report.known_at, definition)
    assert Job.objects.filter(state=Job.State.DONE).count() == Job.objects.count() == 13
    assert AuditEvent.objects.filter(action="period.close").count() == 1
    assert AuditEvent.objects.filter(action="report.make").count() == 13


def test_the_chord_drafts_all_and_finishes_the_period(site, world):
    """No schedule and no relay: what is done was done by Celery's canvas alone."""
    period = ended_period()
    site.worker()
    site.manage("close_periods")
    wait_until(lambda: drafted() == 13, RECOVERY, "thirteen drafts")
    finished = ReportingPeriod.objects.exclude(finished_at=None)
    wait_until(finished.filter(pk=period.pk).exists, RECOVERY, "the chord to finish the period")
    check_closed(period)
    assert AuditEvent.objects.filter(action="period.finish").count() == 1


def test_killed_workers_leave_one_draft_for_each_district(site, world):
    period, random, hits = ended_period(), Random(KILLS), 0
    worker, _beat = site.worker(), site.beat()
    site.manage("close_periods")
    for _kill in range(KILLS):
        wait_until(lambda: running() or drafted() == 13, RECOVERY, "a job")
        time.sleep(random.uniform(0, 0.4))
        site.kill(worker)
        hits += running()  # left behind by the dead
        site.manage("close_periods")
        worker = site.worker()
    wait_until(lambda: drafted() == 13, RECOVERY, "thirteen drafts")
    site.manage("close_periods")
    period.refresh_from_db()
    assert period.finished_at is not None
    check_closed(period)
    assert hits  # some of them were really at work
