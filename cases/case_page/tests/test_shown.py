"""A page that is kept is the page that would be made: whatever changes behind it makes it anew."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString

from audit.models import AuditEvent
from cases import shown
from cases.closing import services as closing_services
from cases.facts.stay_chain import begin
from cases.facts.store import ReoffenceData
from cases.models import Case, CivilObligation, Contact, IdentityNumber, Need, SupportAction
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.supervision import services as supervision_services
from core.dates import today
from law.models import Holiday, LawSetting
from reintegration.testing.site import wait_until

HOME = date(2024, 1, 10)
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')
# Read on every look, kept or not.
EVERY_TIME = {
    "accounts_usersession",
    "accounts_membership",
    "audit_auditevent",
    "audit_audithead",
    "areas_unitsuccession",
}


@pytest.fixture(autouse=True)
def nothing_kept():
    shown._pages.clear()


@pytest.fixture
def case(world) -> Case:
    history = begin(unit_id=world.tinh_bac.pk, category="conditional", on=HOME, origin="prison")
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


def fill(case, by) -> None:
    """A row of every kind that the page can read."""
    reoffences_services.record_reoffence(by=by, case=case, data=ReoffenceData(date(2024, 3, 1)))
    need = Need.objects.create(case=case, kind="job", description="Việc", raised_on=HOME, due_on=HOME, created_by=by)
    SupportAction.objects.create(need=need, on=HOME, description="Giới thiệu", created_by=by)
    CivilObligation.objects.create(case=case, kind="court_fee")
    IdentityNumber.of(case.person, "cccd", "051085000001").save()


def test_every_table_the_page_reads_is_asked_for_its_versions(world, case, look):
    fill(case, world.officer)
    look(world.officer)
    shown._pages.clear()
    with CaptureQueriesContext(connection) as made:
        look(world.officer)
    read = {table for query in made for table in TABLE.findall(query["sql"])}
    assert {"cases_contact", "cases_need", "cases_supportaction", "cases_identitynumber", "law_holiday"} <= read
    assert read - EVERY_TIME <= set(re.findall(r"FROM (\w+) [ot]\b", shown.versions_sql()))


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
    shown._pages.clear()
    assert after == look(world.officer)
    assert after != before or name == "snooze"


def test_a_day_off_and_a_rule_of_the_law_make_it_anew(case):
    if connection.vendor != "postgresql":
        return
    before = shown.versions_of(case)
    Holiday.objects.create(day=date(2030, 1, 2), name="x", source_note="x")
    between = shown.versions_of(case)
    LawSetting.objects.create(code="x", value="1", article="x", valid_from=HOME)
    assert len({before, between, shown.versions_of(case)}) == 3


def test_only_a_page_that_would_be_the_same_is_kept_and_each_look_has_its_line(world, case, look):
    look(world.officer)
    with CaptureQueriesContext(connection) as made:
        look(world.officer)
    read_again = any('FROM "cases_contact"' in query["sql"] for query in made)
    assert read_again == (connection.vendor != "postgresql")
    assert AuditEvent.objects.filter(action="case.view", target_id=str(case.pk)).count() == 2


def test_who_may_more_is_shown_more(world, case, look):
    officer, leader = look(world.officer), look(world.leader)
    correct = f"{case.get_absolute_url()}correct/"
    assert correct in leader
    assert correct not in officer
    assert (look(world.officer), look(world.leader)) == (officer, leader)


def test_who_sees_nothing_is_shown_nothing_that_is_kept(world, case, look, client_for):
    look(world.officer)
    world.officer.memberships.update(end_on=today())
    assert client_for(world.officer).get(case.get_absolute_url()).status_code == 403


def test_no_more_is_kept_than_was_meant(world, case, look, monkeypatch):
    monkeypatch.setattr(shown, "KEPT", 1)
    look(world.officer)
    look(world.leader)
    assert len(shown._pages) == (connection.vendor == "postgresql")


@pytest.fixture
def soon(monkeypatch):
    """A page is old after a moment."""
    monkeypatch.setattr(shown, "LONGEST", 0.3)
    monkeypatch.setattr(shown, "SWEPT_EVERY", 0.1)


def test_no_page_is_kept_for_long_however_often_it_is_looked_at(soon):
    shown._keep(("one",), SafeString("Lê Văn Giữ"))
    assert shown._found(("one",)) == "Lê Văn Giữ"
    wait_until(lambda: shown._found(("one",)) is None, 10, "the page to go")
    shown._keep(("another",), SafeString("x"))
    wait_until(lambda: not shown._pages, 10, "the next page to go")


def test_of_a_case_that_was_sealed_nothing_is_kept_a_while_later(world, case, look, soon):
    look(world.officer)
    closing_services.close(by=world.officer, case=case, on=today(), reason="expunged", document_number="12/LLTP")
    wait_until(lambda: not shown._pages, 10, "the page to go")
