"""Signing over what was learnt since: counting again, acknowledging, giving a reason, and discarding drafts."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.facts.store import ReoffenceData
from cases.reoffences import services as reoffences_services
from community.models import CommuneModel
from core.dates import today
from core.errors import Refused
from law import services as law_services
from reports import services
from reports.forms import SignForm
from reports.models import MeasureDefinition, Report
from reports.restatement.learnt import changes_since_count, learnt_by
from reports.services import CannotSign, discard_draft, make_report, sign_report
from reports.tests.life import check, sign
from reports.tests.sample_cases import H1, day

pytestmark = pytest.mark.usefixtures("fast_documents")
SIGN = {"number": "12", "signed_on": f"{today():%d/%m/%Y}", "confirmed": "on"}


@pytest.fixture
def report(world, worked_example):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1, texts={"plan": "Giữ vững."}, number="12")


def reoffend(case, on="01/06/2024"):
    return reoffences_services.record_reoffence(by=None, case=case, data=ReoffenceData(prosecuted_on=day(on)))


def plain(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# --- a draft that is not true any more -------------------------------------------------------------------------------------


def test_a_fact_between_counting_and_signing_refuses_the_draft_and_names_the_difference(world, worked_example, report):
    reoffend(worked_example["1"])
    with pytest.raises(CannotSign, match=r"Người tái phạm tội: 1 → 2.*Hãy đếm lại"):
        sign(report, by=world.leader)
    report.refresh_from_db()
    assert report.state == "checked"


def test_how_late_a_signature_may_be_entered_is_a_dated_setting(world, worked_example, report, monkeypatch):
    signed_on = today()
    check(report)
    for place in ("reports.services.today", "reports.forms.today"):
        monkeypatch.setattr(place, lambda: signed_on + timedelta(days=10))
    row = {
        "code": "signing_latest_days",
        "value": "9",
        "article": "Quy chế",
        "valid_from": signed_on,
        "source_note": "12/QC",
    }
    setting = law_services.save_setting(by=world.admin, setting=None, data=row)
    form = SignForm({**SIGN, "signed_on": f"{signed_on:%d/%m/%Y}"}, report=report, learnt=learnt_by(report))
    assert "quá 9 ngày" in str(form.errors["signed_on"])
    with pytest.raises(CannotSign, match="quá 9 ngày"):
        sign_report(by=world.leader, report=report, number="12", signed_on=signed_on)
    law_services.save_setting(by=world.admin, setting=setting, data={"value": "10"})
    assert sign_report(by=world.leader, report=report, number="12", signed_on=signed_on).is_signed


def test_a_fact_recorded_while_the_documents_are_drawn_refuses_the_draft(world, worked_example, report, monkeypatch):
    drawn = services.snapshots.render_documents

    def slow(*given, **more):
        reoffend(worked_example["1"])
        return drawn(*given, **more)

    monkeypatch.setattr(services.snapshots, "render_documents", slow)
    with pytest.raises(CannotSign, match="Hãy đếm lại"):
        sign(report, by=world.leader)


def test_facts_of_the_year_before_and_a_new_definition_refuse_the_draft_too(world, worked_example, report):
    MeasureDefinition.objects.create(valid_from=H1.start, counted_date="prosecution", denominator="end")
    assert [one.field for one in changes_since_count(report)] == ["Cách tính tỷ lệ tái phạm"]
    reoffend(worked_example["4"], "01/06/2023")
    assert any(one.field == "Người tái phạm tội (cùng kỳ năm trước)" for one in changes_since_count(report))
    with pytest.raises(CannotSign, match="Hãy đếm lại"):
        sign(report, by=world.leader)


def test_one_button_counts_the_draft_again_and_discards_it(
    world, worked_example, report, client_for, post_form, run_jobs
):
    check(report)
    reoffend(worked_example["1"])
    client = client_for(world.leader)
    address = reverse("reports:recount", args=[report.public_id])
    assert address in client.get(report.get_absolute_url()).content.decode()
    answer = post_form(client, reverse("reports:sign", args=[report.public_id]), SIGN)
    assert answer.status_code == 422
    assert "Người tái phạm tội: 1 → 2" in plain(answer)
    assert post_form(client, address, {}).status_code == 302
    assert run_jobs() == 1
    report.refresh_from_db()
    newer = Report.objects.get(version=2)
    assert (report.state, newer.state, newer.texts, newer.number) == ("discarded", "draft", {"plan": "Giữ vững."}, "12")
    assert sign(newer, by=world.leader).is_signed


def test_the_page_of_a_draft_without_news_has_no_button_to_count_again(world, report, client_for):
    page = client_for(world.leader).get(report.get_absolute_url()).content.decode()
    assert reverse("reports:recount", args=[report.public_id]) not in page


# --- a further version -----------------------------------------------------------------------------------------------------


@pytest.fixture
def second(world, worked_example, report):
    sign(report, by=world.leader, number="11")
    reoffend(worked_example["1"])
    return make_report(by=world.leader, unit=world.son_tinh, period=H1)


def test_a_further_version_needs_a_reason(world, second):
    with pytest.raises(CannotSign, match="phiên bản 1 .*lý do thay thế"):
        sign(second, by=world.leader, why=" ")


def test_what_was_learnt_must_have_been_seen(world, report, second):
    learnt = learnt_by(second)
    assert learnt.replaced == report
    check(second)
    for seen in ("", "nonsense"):
        with pytest.raises(CannotSign, match="chưa xác nhận đã xem"):
            sign_report(
                by=world.leader, report=second, number="12", signed_on=today(), why="Thêm vụ khởi tố", seen=seen
            )
    signed = sign(second, by=world.leader, why="Thêm vụ khởi tố")
    assert (signed.replaces, signed.replaces_why) == (report, "Thêm vụ khởi tố")
    assert ["huyện Sơn Tịnh", "Cộng", "Người tái phạm tội", 1, 2] in signed.learnt["cells"]
    detail = AuditEvent.objects.filter(action="report.sign").latest("number").detail
    assert detail["replaces"] == report.pk
    assert detail["learnt_seen"] == {"cells": len(learnt.cells), "recorded": 0, "digest": learnt.digest()}
    assert "Thêm vụ" not in str(detail)


def test_what_is_printed_beside_the_rate_refuses_the_draft_too(world, worked_example, report):
    added = reoffend(worked_example["3"])
    reoffences_services.withdraw_reoffence(by=None, reoffence=added, why="Nhầm người")
    with pytest.raises(CannotSign, match="ghi muộn, ghi sau báo cáo, sửa, rút"):
        sign(report, by=world.leader)


def test_the_page_names_what_was_learnt_and_asks_for_a_tick_and_a_reason(world, report, second, client_for, post_form):
    client, address = client_for(world.leader), reverse("reports:sign", args=[second.public_id])
    check(second)
    page = plain(client.get(second.get_absolute_url()))
    assert "So với phiên bản 1 đã ký (số 11), 9 ô khác" in page
    answer = post_form(client, address, SIGN)
    assert answer.status_code == 422
    assert {"why", "acknowledged"} <= set(answer.context["sign_form"].errors)
    given = {**SIGN, "why": "Thêm vụ khởi tố", "acknowledged": "on", "seen": learnt_by(second).digest()}
    page = plain(post_form(client, address, given, follow=True))
    assert "Thay thế phiên bản 1, số 11" in page
    assert "Lý do: Thêm vụ khởi tố" in page
    assert "9 ô khác với phiên bản 1" in page


# --- discarding ------------------------------------------------------------------------------------------------------------


def test_only_a_draft_is_discarded_and_it_leaves_the_lists(world, report, client_for, post_form):
    client, address = client_for(world.leader), reverse("reports:discard", args=[report.public_id])
    assert "Đã bỏ bản dự thảo." in plain(post_form(client, address, {}, follow=True))
    report.refresh_from_db()
    assert report.state == "discarded"
    assert AuditEvent.objects.get(action="report.discard").target_id == str(report.pk)
    assert report.get_absolute_url() not in client.get("/reports/").content.decode()
    assert report.get_absolute_url() in client.get("/reports/?state=discarded").content.decode()
    assert report.get_absolute_url() not in client.get("/", follow=True).content.decode()
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Dự thảo đã bỏ" in page
    assert reverse("reports:sign", args=[report.public_id]) not in page
    with pytest.raises(CannotSign, match="đã bỏ"):
        sign(report, by=world.leader)
    with pytest.raises(Refused, match="Chỉ bỏ được bản dự thảo"):
        discard_draft(by=world.leader, report=report)


def test_a_signed_report_is_not_discarded_and_not_counted_again(world, report, client_for, post_form, run_jobs):
    sign(report, by=world.leader)
    with pytest.raises(Refused, match="Chỉ bỏ được bản dự thảo"):
        discard_draft(by=world.leader, report=report)
    post_form(client_for(world.leader), reverse("reports:recount", args=[report.public_id]), {})
    run_jobs()
    assert Report.objects.count() == 1


@pytest.mark.parametrize("action", ["discard", "recount"])
@pytest.mark.parametrize(("who", "status"), [("province", 403), ("officer", 404), ("leader_other", 404)])
def test_other_users_neither_discard_nor_count_again(world, report, client_for, action, who, status):
    address = reverse(f"reports:{action}", args=[report.public_id])
    assert client_for(getattr(world, who)).post(address, {}).status_code == status


def test_a_record_of_the_period_that_came_since_is_named(world, report):
    CommuneModel.objects.create(unit=world.tinh_bac, name="x", launched_on=day("01/03/2024"))
    with pytest.raises(CannotSign, match="Số liệu hoạt động trong kỳ"):
        sign(report, by=world.leader)
