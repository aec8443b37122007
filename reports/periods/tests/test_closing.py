"""A period that is over is closed once: every reporting unit has one draft, whatever dies or runs twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random

import pytest
from celery import current_app
from django.db import IntegrityError, connection, transaction

from accounts.models import Membership
from audit.models import AuditEvent
from core.dates import DAY_ONE, today
from core.errors import Refused
from jobs import queue as jobs_queue
from jobs.models import Job
from reports import tasks
from reports.measures.history import report_figures
from reports.models import MeasureDefinition, Report
from reports.periods import jobs as period_jobs
from reports.periods.models import DueReport, ReportingPeriod
from reports.periods.services import close_period, finish_period, retry_due_report
from reports.periods.tests.closing import close_in_spite_of, ended_period, run_in_place, tick
from reports.services import discard_draft, make_report

pytestmark = pytest.mark.usefixtures("fast_documents")


@pytest.fixture
def period(world, worked_example) -> ReportingPeriod:
    """H1 2024 of Quảng Ngãi, with the people of the worked example in Sơn Tịnh."""
    return ended_period()


def drafts(period: ReportingPeriod) -> list[tuple[str, int]]:
    found = Report.objects.filter(start=period.start, end=period.end).order_by("unit__code")
    return list(found.values_list("unit__code", "version"))


def check_closed(period: ReportingPeriod, units: int) -> None:
    """One report for each unit, kept by its row, and one closing and one finish in the audit."""
    period.refresh_from_db()
    assert period.finished_at is not None
    codes = [code for code, _version in drafts(period)]
    assert len(codes) == len(set(codes)) == units
    assert {version for _code, version in drafts(period)} == {1}
    kept = DueReport.objects.filter(period=period, report__unit__isnull=False)
    assert sorted(due.report.unit.code for due in kept if due.report.unit_id == due.unit_id) == codes
    assert AuditEvent.objects.filter(action="report.make").count() == units
    for action in ("period.close", "period.finish"):
        assert AuditEvent.objects.filter(action=action).count() == 1


def test_thirteen_districts_have_a_draft_each_equal_to_what_is_counted(period, monkeypatch):
    run_in_place(monkeypatch)
    tasks.close_periods()
    check_closed(period, 13)
    for report in Report.objects.select_related("unit"):
        definition = MeasureDefinition.objects.on(period.end, report.known_at)
        assert report.figures == report_figures(report.unit, period.period, report.known_at, definition)
        assert (report.state, report.created_by) == ("draft", None)
    son_tinh = Report.objects.get(unit__code="527").figures["management"]
    assert next(line for line in son_tinh if line["unit"] == "527" and line["category"] == "total")["managed"] == 6


def test_closing_again_makes_nothing_new(period, monkeypatch, run_jobs):
    run_in_place(monkeypatch)
    for _time in range(3):
        tasks.close_periods()
    assert close_period(by=None, period=period, today=today()) == []
    assert run_jobs() == 0
    check_closed(period, 13)


def test_celerys_own_canvas_carries_the_jobs_and_joins_them(period, monkeypatch):
    sent, honest = [], jobs_queue.run

    def run(job_id: str) -> Job:
        sent.append(job_id)
        return honest(job_id)

    monkeypatch.setattr(current_app.conf, "task_always_eager", True)
    monkeypatch.setattr(jobs_queue, "run", run)
    jobs = close_period(by=None, period=period, today=today())
    tasks.draft_all(period, jobs)
    assert sorted(sent) == sorted(str(job.pk) for job in jobs)
    check_closed(period, 13)


def test_a_schedule_that_stood_still_closes_every_period_that_ended_meanwhile(period, monkeypatch):
    second = {"start": date(2024, 6, 15), "end": date(2024, 12, 14), "due_on": date(2024, 12, 19)}
    ReportingPeriod.objects.create(kind="second", year=2024, preset="admin_report", source="x", **second)
    closed = []
    monkeypatch.setattr(tasks, "draft_all", lambda one, jobs: closed.append((one.name, len(jobs))))
    tasks.close_periods()
    assert closed == [("6 tháng đầu năm 2024", 13), ("6 tháng cuối năm 2024", 13), ("năm 2024", 13)]
    assert not ReportingPeriod.objects.get(end__gt=today(), start__lte=today()).is_closed


def test_a_period_is_closed_on_the_day_after_its_end_and_not_before(period):
    with pytest.raises(Refused):
        close_period(by=None, period=period, today=period.end)
    assert len(close_period(by=None, period=period, today=period.end + DAY_ONE)) == 13


def test_a_period_without_units_stays_open(period):
    Membership.objects.all().delete()
    assert close_period(by=None, period=period, today=today()) == []
    period.refresh_from_db()
    assert not period.is_closed


def test_a_period_that_cannot_be_closed_does_not_stop_the_next(period, monkeypatch):
    run_in_place(monkeypatch)
    second = {"start": date(2024, 6, 15), "end": date(2024, 12, 14), "due_on": date(2024, 12, 19)}
    ReportingPeriod.objects.create(kind="second", year=2024, preset="admin_report", source="x", **second)
    honest = tasks.close_period

    def close(*, period, **given):
        if period.kind == "first":
            raise RuntimeError("no")
        return honest(period=period, **given)

    monkeypatch.setattr(tasks, "close_period", close)
    tasks.close_periods()
    assert {one.kind for one in ReportingPeriod.objects.exclude(closed_at=None)} == {"second", "year"}


def test_a_report_that_the_unit_made_after_the_end_is_kept_and_an_early_one_is_not(period, world, monkeypatch):
    made = make_report(by=world.leader, unit=world.son_tinh, period=period.period)
    early = make_report(by=world.leader_other, unit=world.tu_nghia, period=period.period)
    honest = period_jobs._made
    monkeypatch.setattr(period_jobs, "_made", lambda due: None if honest(due) == early else honest(due))
    run_in_place(monkeypatch)
    tasks.close_periods()
    assert DueReport.objects.get(unit=world.son_tinh).report == made
    assert DueReport.objects.get(unit=world.tu_nghia).report.version == 2
    assert len(drafts(period)) == 14


def test_what_counts_as_made_was_counted_after_the_end_and_not_discarded(period, world):
    close_period(by=None, period=period, today=today())
    due = DueReport.objects.select_related("period").get(unit=world.son_tinh)
    report = make_report(by=world.leader, unit=world.son_tinh, period=period.period)
    assert period_jobs._made(due) == report
    due.period.end = today()
    assert period_jobs._made(due) is None
    due.period.end = period.end
    discard_draft(by=world.leader, report=report)
    assert period_jobs._made(due) is None


def test_one_failing_unit_stops_no_other_and_is_done_again(period, world, monkeypatch, run_jobs):
    honest = period_jobs.prepare_report

    def fails(by, unit, *given, **named):
        if unit == world.tu_nghia:
            raise RuntimeError("no")
        return honest(by, unit, *given, **named)

    monkeypatch.setattr(period_jobs, "prepare_report", fails)
    run_in_place(monkeypatch)
    tasks.close_periods()
    due = DueReport.objects.select_related("job").get(report=None)
    assert (due.unit, due.job.state) == (world.tu_nghia, Job.State.FAILED)
    assert len(drafts(period)) == 12
    detail = AuditEvent.objects.get(action="period.finish").detail
    assert (detail["drafted"], detail["failed"]) == (12, 1)

    retry_due_report(by=world.leader_other, due=due)
    with pytest.raises(Refused):  # the button pressed twice
        retry_due_report(by=world.leader_other, due=due)
    monkeypatch.setattr(period_jobs, "prepare_report", honest)
    run_jobs()
    due.refresh_from_db()
    assert (due.report.unit, due.report.created_by, due.tries) == (world.tu_nghia, world.leader_other, 2)
    assert len(drafts(period)) == 13
    with pytest.raises(Refused):
        retry_due_report(by=world.leader_other, due=due)


def test_a_period_is_not_finished_while_a_job_is_left(period, run_jobs):
    jobs = close_period(by=None, period=period, today=today())
    for job in jobs[1:]:
        jobs_queue.run(job.pk)
    assert not finish_period(by=None, period=period)
    jobs_queue.run(jobs[0].pk)
    assert finish_period(by=None, period=period)
    assert not finish_period(by=None, period=period)


def test_a_unit_owes_one_report_of_a_version(period, world):
    close_period(by=None, period=period, today=today())
    due = DueReport.objects.get(unit=world.son_tinh)
    job = jobs_queue.enqueue(by=None, kind=period_jobs.DRAFT_DUE_REPORT, params={})
    with pytest.raises(IntegrityError), transaction.atomic():
        DueReport.objects.create(period=period, unit=due.unit, job=job)


def test_killed_at_any_step_every_unit_still_has_one_report(units, monkeypatch, django_user_model):
    """A province of two districts, closed once for every step at which its worker can die."""
    member = django_user_model.objects.create(username="one", full_name="Một")
    Membership.objects.create(user=member, unit=units["90"], role="province_viewer", start_on=date(2020, 1, 1))
    at, total = 0, 1
    while at < total:
        at += 1
        with pytest.MonkeyPatch.context() as patch, transaction.atomic():
            period = ended_period()
            deaths, reached = close_in_spite_of(patch, lambda number, at=at: number == at)
            if at == 1:
                total = len(reached) - 2  # without what the dead worker had reached already
            assert deaths == 1, at
            check_closed(period, 2)
            transaction.set_rollback(True)
    assert total > 20


def test_twenty_kills_while_thirteen_districts_are_closed(period, monkeypatch):
    random = Random(20)
    left = [random.randint(3, 9) for _kill in range(20)]
    deadly = {sum(left[: place + 1]) for place in range(len(left))}
    deaths, _reached = close_in_spite_of(monkeypatch, deadly.__contains__)
    assert deaths == 20
    check_closed(period, 13)


@pytest.mark.django_db(transaction=True)
def test_two_closings_at_once_make_one_report_for_each_unit(world, worked_example):
    period = ended_period()

    def close(_number: int) -> list[str]:
        try:
            return [str(job.pk) for job in close_period(by=None, period=period, today=today())]
        finally:
            connection.close()

    def run(job_id: str) -> None:
        try:
            jobs_queue.run(job_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        asked = [pk for jobs in pool.map(close, range(4)) for pk in jobs]
        assert len(asked) == 13
        list(pool.map(run, [pk for pk in asked for _twice in range(2)]))
    tick()
    check_closed(period, 13)
