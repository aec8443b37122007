"""Signing a report on its page: who may, what the form asks for, and what a second leader is told."""

from datetime import date

import pytest
from django.urls import reverse

from core.dates import today
from reports.models import Report
from reports.services import make_report
from reports.tests.life import check, sign, submit
from reports.tests.pages import plain
from reports.tests.sample_cases import H1

pytestmark = pytest.mark.usefixtures("fast_documents", "worked_example")
SIGN = {"number": "12", "signed_on": f"{today():%d/%m/%Y}", "confirmed": "on"}


@pytest.fixture
def report(world, worked_example):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1)


def sign_url(report) -> str:
    return reverse("reports:sign", args=[report.public_id])


def test_a_leader_signs_a_checked_report(world, client_for, report, post_form):
    check(report)
    client = client_for(world.leader)
    response = post_form(client, sign_url(report), SIGN, follow=True)
    report.refresh_from_db()
    assert (report.state, report.number, report.signed_by) == ("signed", "12", world.leader)
    assert "Đã ký báo cáo." in plain(response)
    assert sign_url(report) not in response.content.decode()


def test_the_sign_form_is_shown_only_with_permission(world, client_for, report):
    commune = make_report(by=world.officer, unit=world.tinh_bac, period=H1)
    leader = client_for(world.leader)
    assert sign_url(report) not in leader.get(report.get_absolute_url()).content.decode()
    for one in (report, commune):
        check(one)
    assert sign_url(report) in leader.get(report.get_absolute_url()).content.decode()
    assert client_for(world.province).get(report.get_absolute_url()).status_code == 404
    assert sign_url(commune) not in client_for(world.officer).get(commune.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("province", 403), ("leader_other", 404)])
def test_other_users_cannot_sign(world, client_for, report, who, status):
    assert client_for(getattr(world, who)).post(sign_url(report), SIGN).status_code == status
    report.refresh_from_db()
    assert report.state == "draft"


def test_a_leader_of_another_district_who_may_view_cannot_sign(world, client_for, report):
    world.leader_other.memberships.create(unit=world.quang_ngai, role="province_viewer", start_on=date(2024, 1, 1))
    client = client_for(world.leader_other)
    assert client.post(sign_url(report), SIGN).status_code == 404
    submit(report, by=world.leader)
    page = client.get(report.get_absolute_url())
    assert page.status_code == 200
    assert sign_url(report) not in page.content.decode()
    assert client.post(sign_url(report), SIGN).status_code == 404


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"number": " "}, "Hãy nhập số"),
        ({"number": "12/BC"}, "Chỉ ghi phần số"),
        ({"signed_on": "20/06/2099"}, "sau hôm nay"),
        ({"signed_on": "13/06/2024"}, "trước ngày cuối kỳ"),
        ({"signed_on": "20/06/2024"}, "trước ngày chốt số liệu"),
        ({"signed_on": ""}, "Trường này"),
        ({"confirmed": ""}, "Hãy đánh dấu"),
    ],
)
def test_an_incomplete_form_signs_nothing(world, client_for, post_form, report, given, reason):
    check(report)
    response = post_form(client_for(world.leader), sign_url(report), {**SIGN, **given})
    assert response.status_code == 422
    assert reason in plain(response)
    report.refresh_from_db()
    assert report.state == "checked"


def test_the_second_of_two_leaders_gets_a_message(world, client_for, report, post_form):
    sign(report, by=world.leader, number="11")
    response = post_form(client_for(world.leader), sign_url(report), SIGN, follow=True)
    assert "đã được ký" in plain(response)
    assert Report.objects.get().number == "11"


def test_an_unchecked_draft_is_not_signed(world, client_for, post_form, report):
    response = post_form(client_for(world.leader), sign_url(report), SIGN)
    assert response.status_code == 422
    assert "chưa được kiểm tra" in plain(response)
    report.refresh_from_db()
    assert report.state == "draft"


def test_a_get_of_the_sign_address_shows_the_report(world, client_for, report):
    check(report)
    page = client_for(world.leader).get(sign_url(report))
    assert page.status_code == 200
    assert sign_url(report) in page.content.decode()
    sign(report, by=world.leader, number="11")
    assert client_for(world.leader).get(sign_url(report)).url == report.get_absolute_url()
