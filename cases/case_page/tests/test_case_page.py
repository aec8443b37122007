"""A case page shows every change at once, and only to users who may see the case."""

import re
from datetime import date

import pytest
from django.db import DatabaseError

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.facts.stay_chain import start_history
from cases.facts.store import ReoffenceData
from cases.models import Case, CivilObligation, Contact, IdentityNumber
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.supervision import services as supervision_services
from core.dates import today

HOME = date(2024, 1, 10)


@pytest.fixture
def case(world) -> Case:
    history = start_history(unit_id=world.tinh_bac.pk, category="conditional", on=HOME, origin="prison")
    details = {"release_on": HOME, "probation_end_on": date(2025, 7, 10), "sentence_months": 36}
    made = reception_services.receive(
        by=world.officer, case=NewCase("HS-1", PersonData("Lê Văn Giữ"), history, details)
    )
    Contact.objects.create(case=made, kind="visit", on=HOME, outcome="Ổn định", created_by=world.officer)
    supervision_services.assign(by=world.officer, case=made, role="officer", user=world.officer, on=HOME)
    return made


@pytest.fixture
def look(case, client_for):
    signed_in = {}

    def page(user) -> str:
        if user.pk not in signed_in:
            signed_in[user.pk] = client_for(user)
        answer = signed_in[user.pk].get(case.get_absolute_url())
        assert answer.status_code == 200
        return re.sub(r'(csrf\w*"[^>]*?|X-CSRFToken": )"\w+"', "", answer.content.decode())

    return page


CHANGES = {
    "contact": lambda case, by: Contact.objects.create(case=case, kind="visit", on=today(), outcome="Mới gặp"),
    "contact's text": lambda case, by: Contact.objects.update(outcome="Đã sửa"),
    "contact struck": lambda case, by: Contact.objects.update(removed_at=case.created_at),
    "contact's author": lambda case, by: type(by).objects.filter(pk=by.pk).update(full_name="Tên Khác"),
    "person": lambda case, by: type(case.person).objects.update(full_name="Lê Văn Khác"),
    "case": lambda case, by: Case.objects.update(phone="0900000001"),
    "commune": lambda case, by: type(by.memberships.get().unit).objects.filter(name="Tịnh Bắc").update(name="Tịnh Đổi"),
    "number": lambda case, by: IdentityNumber.of(case.person, "cccd", "051085000777").save(),
    "reoffence": lambda case, by: reoffences_services.record_reoffence(
        by=by, case=case, data=ReoffenceData(date(2024, 3, 1), note="Ghi chú")
    ),
    "obligation": lambda case, by: CivilObligation.objects.create(case=case, kind="court_fee"),
    "snooze": lambda case, by: case.snoozes.create(duty="helper", until_on=date(2999, 1, 1), why="x"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen_at_once(world, case, look, name):
    before = look(world.officer)
    assert look(world.officer) == before
    CHANGES[name](case, world.officer)
    after = look(world.officer)
    assert after == look(world.officer)
    assert after != before or name == "snooze"


def test_each_look_has_its_line(world, case, look):
    look(world.officer)
    look(world.officer)
    assert AuditEvent.objects.filter(action="case.view", target_id=str(case.pk)).count() == 2


def test_who_may_more_is_shown_more(world, case, look):
    officer, leader = look(world.officer), look(world.leader)
    correct = f"{case.get_absolute_url()}correct/"
    assert correct in leader
    assert correct not in officer
    assert (look(world.officer), look(world.leader)) == (officer, leader)


def test_who_no_longer_has_the_role_sees_nothing(world, case, look, client_for):
    look(world.officer)
    world.officer.memberships.update(end_on=today())
    assert client_for(world.officer).get(case.get_absolute_url()).status_code == 403


def test_a_case_that_was_sealed_is_gone_at_once(world, case, look, client_for):
    look(world.officer)
    closing_services.close(by=None, case=case, on=today(), reason="expunged", document_number="12/LLTP")
    assert client_for(world.officer).get(case.get_absolute_url()).status_code == 404


def test_without_its_line_there_is_no_page(world, case, client_for, monkeypatch):
    def refuse(rows):
        raise DatabaseError

    client = client_for(world.officer, raise_request_exception=False)
    monkeypatch.setattr("audit.events.link", refuse)
    answer = client.get(case.get_absolute_url())
    assert answer.status_code == 500
    assert case.person.full_name not in answer.content.decode()
