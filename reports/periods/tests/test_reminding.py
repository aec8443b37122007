"""The button with which the province reminds the units that have not submitted their report."""

import pytest

from audit.models import AuditEvent
from core.dates import today
from core.errors import Refused
from jobs import queue as jobs_queue
from reports.models import Report
from reports.periods.models import DueReport, ReportingPeriod
from reports.periods.services import close_period, remind_units
from reports.periods.tests.closing import ended_period
from reports.tests.life import submit

pytestmark = pytest.mark.usefixtures("fast_documents")
BUTTON, TOLD = "Nhắc các đơn vị chưa nộp", "Đã nhắc ngày"


@pytest.fixture
def closed(world, worked_example) -> ReportingPeriod:
    period = ended_period()
    for job in close_period(by=None, period=period, today=today()):
        jobs_queue.run(job.pk)
    return period


def test_who_has_not_submitted_is_reminded_and_sees_it(closed, world, client_for, post_form):
    submit(Report.objects.get(unit=world.tu_nghia), by=world.leader_other)
    province, at = client_for(world.province), f"{closed.get_absolute_url()}remind/"
    page = " ".join(province.get(closed.get_absolute_url()).content.decode().split())
    assert BUTTON in page
    assert "13/13 đơn vị đã có báo cáo, 1 đã gửi cấp trên" in page
    assert TOLD not in client_for(world.leader).get("/", follow=True).content.decode()
    assert post_form(province, at, {}).status_code == 302
    reminded = DueReport.objects.exclude(reminded_at=None)
    assert reminded.count() == 12
    assert not reminded.filter(unit=world.tu_nghia).exists()
    event = AuditEvent.objects.get(action="period.remind")
    assert (event.by, event.detail) == (world.province, {"units": 12})
    assert "đã nhắc" in " ".join(province.get(closed.get_absolute_url()).content.decode().split())
    assert TOLD in client_for(world.leader).get("/", follow=True).content.decode()
    assert TOLD not in client_for(world.leader_other).get("/", follow=True).content.decode()


def test_nobody_is_reminded_twice_a_day_or_of_nothing(closed, world, client_for, post_form):
    assert len(remind_units(by=world.province, period=closed)) == 13
    with pytest.raises(Refused, match="Hôm nay"):
        remind_units(by=world.province, period=closed)
    assert AuditEvent.objects.filter(action="period.remind").count() == 1
    DueReport.objects.filter(unit=world.son_tinh).update(reminded_at=None)
    assert remind_units(by=world.province, period=closed) == [world.son_tinh]
    refused = post_form(client_for(world.province), f"{closed.get_absolute_url()}remind/", {})
    assert refused.status_code == 422
    assert "Hôm nay đã nhắc" in refused.content.decode()
    with pytest.raises(Refused, match="đã gửi đủ"):
        remind_units(by=world.leader, period=closed)


def test_only_the_province_reminds(closed, world, client_for):
    for user in (world.officer, world.leader, world.bank, world.admin):
        assert client_for(user).post(f"{closed.get_absolute_url()}remind/").status_code == 403
    assert BUTTON not in client_for(world.leader).get(closed.get_absolute_url()).content.decode()
