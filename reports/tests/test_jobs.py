"""The job that makes a report: progress, permissions and idempotency."""

from datetime import timedelta

import pytest

from cases.models import Stay
from core.dates import today
from jobs import queue as jobs_queue
from jobs.models import Job
from jobs.queue import enqueue
from reports.jobs import MAKE_REPORT
from reports.models import Report
from reports.tests.sample_cases import H1

pytestmark = pytest.mark.usefixtures("fast_documents", "worked_example")


def params(unit, **given) -> dict:
    return {"unit": unit.ref, "start": H1.start.isoformat(), "end": H1.end.isoformat(), **given}


def test_a_job_makes_the_report_and_returns_its_address(world, run_jobs):
    given = params(world.son_tinh, texts={"plan": "Giữ vững."}, number="7", signed_on="2024-06-20")
    job = enqueue(by=world.leader, kind=MAKE_REPORT, params=given)
    assert run_jobs() == 1
    job.refresh_from_db()
    report = Report.objects.get()
    assert (job.state, job.result) == (Job.State.DONE, {"url": f"/reports/{report.public_id}/"})
    assert (report.created_by, report.number, str(report.signed_on)) == (world.leader, "7", "2024-06-20")
    assert report.texts == {"plan": "Giữ vững."}


def test_each_step_reports_progress(world, monkeypatch):
    reported = []
    monkeypatch.setattr(jobs_queue, "_progress", lambda job, committing: lambda *step: reported.append(step))
    jobs_queue.run(enqueue(by=world.leader, kind=MAKE_REPORT, params=params(world.son_tinh)).pk)
    assert [(done, total) for done, total, _text in reported] == [(0, 0), *((place, 5) for place in range(6))]
    assert "cùng kỳ" in reported[2][2]


def test_two_requests_with_one_key_make_one_report(world, run_jobs):
    for _time in range(2):
        enqueue(by=world.leader, kind=MAKE_REPORT, params=params(world.son_tinh), key="same")
    run_jobs()
    assert Report.objects.count() == 1


def test_a_job_run_again_after_a_crash_saves_one_report(world, monkeypatch):
    """The first worker dies between rendering and the last transaction; a second worker runs the job again."""
    job = enqueue(by=world.leader, kind=MAKE_REPORT, params=params(world.son_tinh))

    class Killed(BaseException):
        pass

    finish = jobs_queue._finish
    monkeypatch.setattr(jobs_queue, "_finish", lambda *_given: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        jobs_queue.run(job.pk)
    assert not Report.objects.exists()
    monkeypatch.setattr(jobs_queue, "_finish", finish)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    assert jobs_queue.run(job.pk).state == Job.State.DONE
    assert [report.version for report in Report.objects.all()] == [1]


@pytest.mark.parametrize(
    ("who", "unit"),
    [
        ("officer", "son_tinh"),
        ("officer", "tinh_ha"),
        ("leader_other", "son_tinh"),
        ("province", "son_tinh"),
        ("bank", "son_tinh"),
    ],
)
def test_a_report_of_a_unit_outside_the_scope_is_refused(world, run_jobs, who, unit):
    job = enqueue(by=getattr(world, who), kind=MAKE_REPORT, params=params(getattr(world, unit)))
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "không có quyền" in job.error
    assert not Report.objects.exists()


def test_a_permission_that_ended_after_queuing_is_checked_again(world, run_jobs):
    job = enqueue(by=world.officer, kind=MAKE_REPORT, params=params(world.tinh_bac))
    world.officer.memberships.update(end_on=today())
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert not Report.objects.exists()


def test_a_role_in_another_unit_gives_no_permission(world, run_jobs):
    """A province viewer who leads one district may not make reports of another district."""
    world.leader_other.memberships.create(unit=world.quang_ngai, role="province_viewer", start_on=today())
    job = enqueue(by=world.leader_other, kind=MAKE_REPORT, params=params(world.son_tinh))
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_contradictory_figures_fail_the_job_with_the_name_of_the_cell(world, worked_example, run_jobs):
    [stay] = Stay.objects.filter(case=worked_example["3"], unit=world.tinh_bac)
    Stay.objects.filter(pk=stay.pk).update(known_until=stay.known_from + timedelta(microseconds=1))
    job = enqueue(by=world.leader, kind=MAKE_REPORT, params=params(world.son_tinh))
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "21220" in job.error
