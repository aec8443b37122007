"""The pages of the periods: what each role learns of each unit's report, and the button that has one drafted again."""

import re
from datetime import date, timedelta

import pytest

from core.dates import today
from jobs import queue as jobs_queue
from jobs.models import Job
from reports.models import Report
from reports.periods import jobs as period_jobs
from reports.periods.models import DueReport, ReportingPeriod
from reports.periods.reminders import reminders
from reports.periods.services import close_period, finish_period
from reports.periods.tests.closing import ended_period
from reports.tests.life import submit

pytestmark = pytest.mark.usefixtures("fast_documents")
SECRET = "21205 total opening 3"


@pytest.fixture
def period(world, worked_example) -> ReportingPeriod:
    return ended_period()


@pytest.fixture
def closed(period, world, monkeypatch) -> ReportingPeriod:
    """All districts have a draft but Tư Nghĩa, whose figures contradict themselves."""
    honest = period_jobs.prepare_report

    def fails(by, unit, *given, **named):
        if unit == world.tu_nghia:
            raise jobs_queue.JobError(SECRET)
        return honest(by, unit, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(period_jobs, "prepare_report", fails)
        for job in close_period(by=None, period=period, today=today()):
            jobs_queue.run(job.pk)
    finish_period(by=None, period=period)
    period.refresh_from_db()
    return period


def test_the_province_sees_thirteen_units_and_the_state_of_each_but_no_draft(closed, world, client_for):
    response = client_for(world.province).get(closed.get_absolute_url())
    page = response.content.decode()
    assert page.count('<th scope="row">') == 13
    assert page.count("Dự thảo") == 12
    assert page.count("Lỗi khi lập") == 1
    assert "12/13 đơn vị đã có báo cáo, 1 đơn vị lỗi" in " ".join(page.split())
    assert SECRET not in page
    assert not re.search(r"/reports/[0-9a-f]{8}-", page)
    assert "meta http-equiv" not in page


def test_the_unit_sees_its_own_row_with_the_draft_and_the_others_not_at_all(closed, world, client_for):
    page = client_for(world.leader).get(closed.get_absolute_url()).content.decode()
    assert page.count('<th scope="row">') == 1
    assert Report.objects.get(unit=world.son_tinh).get_absolute_url() in page
    failed = client_for(world.leader_other).get(closed.get_absolute_url()).content.decode()
    assert SECRET in failed
    assert "Làm lại" in failed


def test_what_is_submitted_is_open_to_the_province(closed, world, client_for):
    report = submit(Report.objects.get(unit=world.son_tinh), by=world.leader)
    page = client_for(world.province).get(closed.get_absolute_url()).content.decode()
    assert report.get_absolute_url() in page
    assert "Đã gửi cấp trên" in page
    overview = " ".join(client_for(world.province).get("/reports/periods/").content.decode().split())
    assert "12/13 đã lập, 1 đã gửi cấp trên" in overview


def test_while_drafts_are_made_the_page_reloads_itself(period, world, client_for):
    first, *others = close_period(by=None, period=period, today=today())
    page = client_for(world.province).get(period.get_absolute_url()).content.decode()
    assert page.count("Đang lập") >= 13
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "0/13 đơn vị đã có báo cáo" in page
    jobs_queue.run(first.pk)
    part = client_for(world.province).get(period.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="progress" hx-get')
    assert "1/13 đơn vị đã có báo cáo" in part
    assert "<html" not in part


def test_a_unit_entered_after_the_closing_is_not_missing_in_silence(closed, world, client_for):
    DueReport.objects.filter(unit=world.tu_nghia).delete()
    page = client_for(world.province).get(closed.get_absolute_url()).content.decode()
    assert page.count('<th scope="row">') == 13
    assert "Chưa lập" in page


@pytest.mark.parametrize("who", ["leader_other", "province"])
def test_whoever_is_responsible_has_a_failed_draft_made_again(closed, world, client_for, post_form, run_jobs, who):
    due, client = DueReport.objects.get(report=None), client_for(getattr(world, who))
    answer = post_form(client, f"/reports/periods/due/{due.pk}/retry/", {})
    assert (answer.status_code, answer.url) == (302, closed.get_absolute_url())
    assert run_jobs() == 1
    due.refresh_from_db()
    assert due.report.unit == world.tu_nghia
    assert post_form(client, f"/reports/periods/due/{due.pk}/retry/", {}).status_code == 422
    assert Job.objects.count() == 14


def test_nobody_else_has_it_made_again(closed, world, client_for, post_form):
    due = DueReport.objects.get(report=None)
    for who, status in ((world.leader, 404), (world.officer, 404), (world.committee, 403), (world.bank, 403)):
        assert post_form(client_for(who), f"/reports/periods/due/{due.pk}/retry/", {}).status_code == status
    assert Job.objects.count() == 13


def test_a_leader_is_reminded_before_and_after_the_due_day_until_it_is_submitted(closed, world):
    def days(day: date) -> list[int]:
        return [one.days for one in reminders(world.leader, day)]

    due = closed.due_on
    assert days(due - timedelta(days=4)) == []
    assert days(due - timedelta(days=3)) == [3]
    assert days(due) == [0]
    assert days(due + timedelta(days=9)) == [-9]
    submit(Report.objects.get(unit=world.son_tinh), by=world.leader)
    assert days(due) == []


def test_the_province_is_told_who_has_not_submitted(closed, world, client_for):
    [one] = reminders(world.province, closed.due_on)
    assert len(one.units) == 13
    assert one.names.endswith("và 8 đơn vị khác")
    page = client_for(world.province).get("/", follow=True).content.decode()
    assert "chưa gửi cấp trên" in page
    assert "đã quá" in page


def test_the_reminder_stands_on_the_dashboard_and_the_digest_counts_it(closed, world, client_for):
    client = client_for(world.leader)
    assert "Hạn gửi 19/06/2024" in client.get("/dashboard/", follow=True).content.decode()
    assert (
        "Báo cáo của kỳ đã chốt chưa gửi cấp trên"
        in client.get("/cases/worklist/digest/", follow=True).content.decode()
    )


def test_without_periods_the_page_says_so(world, client_for):
    assert "Chưa có kỳ báo cáo nào" in client_for(world.leader).get("/reports/periods/").content.decode()
