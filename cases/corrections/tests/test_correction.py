"""A leader corrects stays or withdraws a case, with a reason and a document, and old versions stay readable."""

from datetime import date

import pytest

from areas.models import Unit
from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.facts import store as facts_store
from cases.facts.stay_chain import start_history
from cases.facts.store import ReoffenceData
from cases.models import Case, SecondPersonRequest, Stay
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.transfers import services as transfers_services

HOME, MOVED = date(2024, 1, 10), date(2024, 3, 1)
REASON = {"why": "Ghi sai ngày", "document_number": "15/CV"}


@pytest.fixture
def case(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=HOME, origin="prison")
    made = reception_services.receive(
        by=None, case=NewCase("HS-1", PersonData("Võ Văn Ân"), history, {"release_on": HOME})
    )
    return transfers_services.transfer(by=None, case=made, to_unit=world.tinh_ha, on=MOVED, document_number="7/CH")


@pytest.fixture
def leader(world, client_for):
    return client_for(world.leader)


def shown(client, case) -> dict:
    """Return the initial values of the page's form."""
    form = client.get(f"/cases/{case.public_id}/correct/").context["form"]
    data = {bound.html_name: bound.value() for bound in form.visible_fields()}
    days = {name: f"{value:%d/%m/%Y}" for name, value in data.items() if isinstance(value, date)}
    return {
        name: value for name, value in {**data, **days, "version": form.version}.items() if value not in (None, False)
    }


def stays(case):
    return [
        (one.unit_id, one.category, one.start_on, one.end_on, one.end_reason)
        for one in facts_store.current_history(case)
    ]


def test_a_wrong_day_is_corrected_and_the_old_version_stays_in_view(world, case, leader, post_form):
    data = {**shown(leader, case), **REASON, "stays-0-start": "05/01/2024"}
    assert post_form(leader, f"/cases/{case.public_id}/correct/", data).status_code == 302
    assert stays(case)[0] == (world.tinh_bac.pk, "completed", date(2024, 1, 5), MOVED, "moved")
    assert facts_store.current_history(case)[1].document_number == "7/CH"
    assert not Stay.objects.current().filter(start_on=HOME).exists()
    assert Stay.objects.filter(start_on=HOME).exists()
    new = case.stays.current().get(start_on=date(2024, 1, 5))
    assert (new.recorded_by, new.why) == (world.leader, "Ghi sai ngày (văn bản 15/CV)")
    page = leader.get(f"/cases/{case.public_id}/correct/").content.decode()
    assert "<s>xã Tịnh Bắc" in page
    assert "Ghi sai ngày (văn bản 15/CV)" in page
    assert AuditEvent.objects.filter(action="case.correct", by=world.leader).exists()


def test_a_stay_is_dropped_added_and_ended(world, case, leader, post_form):
    data = {**shown(leader, case), **REASON, "stays-1-DELETE": "on"}
    assert post_form(leader, f"/cases/{case.public_id}/correct/", data).status_code == 302
    assert stays(case) == [(world.tinh_bac.pk, "completed", HOME, None, "")]
    extra = {"stays-1-unit": world.tinh_ha.pk, "stays-1-category": "completed", "stays-1-start": "01/02/2024"}
    end = {"end_on": "01/05/2024", "end_reason": "died", "end_document_number": "3/GCT"}
    data = {**shown(leader, case), **REASON, **extra, **end}
    assert post_form(leader, f"/cases/{case.public_id}/correct/", data).status_code == 302
    assert stays(case)[1] == (world.tinh_ha.pk, "completed", date(2024, 2, 1), date(2024, 5, 1), "died")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({}, "Chưa sửa gì"),
        ({"why": " "}, "Trường này là bắt buộc"),
        ({"document_number": ""}, "Trường này là bắt buộc"),
        ({"stays-0-start": "01/03/2024"}, "Ngày kết thúc phải sau ngày bắt đầu"),
        ({"stays-1-category": "conditional"}, "Diện chỉ đổi từ tha tù"),
        ({"end_on": "01/05/2024"}, "phải có cả ngày và lý do"),
        ({"stays-2-start": "01/05/2024"}, "phải có đủ đơn vị, diện và ngày"),
        ({"stays-0-start": "05/01/2040", "stays-1-start": "06/01/2040"}, "tương lai"),
        ({"stays-0-DELETE": "on", "stays-1-DELETE": "on"}, "ít nhất một giai đoạn"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_what_was_typed_stays(case, leader, post_form, more, message):
    before = stays(case)
    answer = post_form(leader, f"/cases/{case.public_id}/correct/", {**shown(leader, case), **REASON, **more})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert stays(case) == before


def test_what_somebody_else_changed_meanwhile_is_not_written_over(world, case, leader, post_form):
    data = {**shown(leader, case), **REASON, "stays-0-start": "05/01/2024"}
    closing_services.close(by=None, case=case, on=date(2024, 4, 1), reason="died", document_number="1")
    answer = post_form(leader, f"/cases/{case.public_id}/correct/", data)
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("05/01/2024", "Ghi sai ngày", "15/CV", "01/03/2024 – 01/04/2024", "Chết"):
        assert text in page, "both what was typed and what stands there now"
    assert stays(case)[0][2] == HOME
    again = {**data, "version": answer.context["form"].version, "end_on": "01/04/2024", "end_reason": "died"}
    assert post_form(leader, f"/cases/{case.public_id}/correct/", again).status_code == 302
    assert stays(case)[0][2] == date(2024, 1, 5)


def test_a_stay_added_meanwhile_is_a_conflict_although_the_form_has_too_few_rows(world, case, leader, post_form):
    data = {**shown(leader, case), **REASON, "stays-0-start": "05/01/2024"}
    transfers_services.transfer(by=None, case=case, to_unit=world.tinh_bac, on=date(2024, 5, 1))
    answer = post_form(leader, f"/cases/{case.public_id}/correct/", data)
    assert answer.status_code == 409
    assert "Giai đoạn 3" in answer.content.decode()


def test_a_case_that_was_corrected_meanwhile_is_not_taken_back_unseen(case, leader, post_form):
    seen = leader.get(f"/cases/{case.public_id}/withdraw/").context["form"].version
    closing_services.close(by=None, case=case, on=date(2024, 4, 1), reason="died", document_number="1")
    answer = post_form(leader, f"/cases/{case.public_id}/withdraw/", {**REASON, "version": seen})
    assert answer.status_code == 409
    assert "Ghi sai ngày" in answer.content.decode()
    assert case.stays.current().exists()


def test_a_case_is_not_put_upon_a_commune_elsewhere(world, case, leader, post_form):
    far = Unit.objects.find("21250", date(2024, 6, 1))
    answer = post_form(
        leader, f"/cases/{case.public_id}/correct/", {**shown(leader, case), **REASON, "stays-1-unit": far.pk}
    )
    assert answer.status_code == 422


def test_a_case_entered_by_mistake_is_taken_back(world, case, leader, post_form):
    address = f"/cases/{case.public_id}/withdraw/"
    assert leader.get(address).status_code == 200
    assert post_form(leader, address, {"why": "Nhầm người", "document_number": ""}).status_code == 422
    assert post_form(leader, address, {"why": "Nhầm người", "document_number": "9/CV"}).url == "/cases/"
    assert not Case.objects.visible_to(world.leader).filter(pk=case.pk).exists()
    assert not case.stays.current().exists()


def test_a_case_with_a_recorded_crime_is_not_taken_back_by_one_person(world, case, leader, post_form):
    reoffences_services.record_reoffence(by=world.officer, case=case, data=ReoffenceData(date(2024, 5, 1)))
    answer = post_form(leader, f"/cases/{case.public_id}/withdraw/", REASON)
    assert answer.url == SecondPersonRequest.objects.get().get_absolute_url()
    assert case.stays.current().exists()


@pytest.mark.parametrize("page", ["correct", "withdraw"])
def test_only_a_leader_of_the_place_corrects(world, case, client_for, page):
    address = f"/cases/{case.public_id}/{page}/"
    assert client_for(world.officer_ha).get(address).status_code == 403
    assert client_for(world.leader_other).get(address).status_code == 404
    assert address in client_for(world.leader).get(case.get_absolute_url()).content.decode()
