"""A form submitted after the case was withdrawn or sealed is refused, and nothing is written."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.expungement import services as expungement_services
from cases.facts import store as facts_store
from cases.facts.store import ReoffenceData
from cases.models import Contact, ExpungementReview, Shortening
from cases.papers import services as papers_services
from cases.probation import services as probation_services
from cases.records import services as records_services
from cases.reoffences import services as reoffences_services
from cases.supervision import services as supervision_services
from cases.tests.factories import receive
from cases.transfers import services as transfers_services
from core.errors import Refused

ON = date(2024, 6, 1)
CONTACT = {"kind": "visit", "on": ON, "outcome": "Ổn định"}


def _contact(world, case):
    return Contact.objects.create(case=case, created_by=world.officer, **CONTACT)


def _shortening(world, case):
    return Shortening.objects.create(case=case, proposed_on=ON, reason="Tiến bộ", created_by=world.officer)


def _review(world, case):
    return ExpungementReview.objects.create(case=case, guided_on=ON, path="court", created_by=world.officer)


def _crime(world, case):
    return reoffences_services.record_reoffence(by=world.officer, case=case, data=ReoffenceData(date(2024, 3, 1)))


# What is there before, and what is done about it when the case is gone.
VERBS = {
    "reoffence": (
        None,
        lambda by, case, _old: reoffences_services.record_reoffence(by=by, case=case, data=ReoffenceData(ON)),
    ),
    "record": (None, lambda by, case, _old: records_services.add(by=by, case=case, model=Contact, data=CONTACT)),
    "change": (
        _contact,
        lambda by, case, old: records_services.change(by=by, record=old, version=1, data={"outcome": "Khác"}),
    ),
    "strike": (_contact, lambda by, case, old: records_services.strike(by=by, record=old, why="Nhầm")),
    "details": (
        None,
        lambda by, case, _old: records_services.update_details(by=by, case=case, version=case.version, phone="1"),
    ),
    "paper": (
        None,
        lambda by, case, _old: papers_services.attach(
            by=by, case=case, data=b"%PDF-1.4", content_type="application/pdf", kind="other", title="Giấy"
        ),
    ),
    "assign": (
        None,
        lambda by, case, _old: supervision_services.assign(by=by, case=case, role="officer", on=ON, user=by),
    ),
    "close": (None, lambda by, case, _old: closing_services.close(by=by, case=case, on=ON, reason="died")),
    "complete": (None, lambda by, case, _old: probation_services.complete_probation(by=by, case=case, on=ON)),
    "revoke": (None, lambda by, case, _old: probation_services.revoke(by=by, case=case, on=ON, decision_number="1")),
    "shorten": (
        _shortening,
        lambda by, case, old: probation_services.decide_shortening(
            by=by, shortening=old, is_granted=False, decided_on=ON, decision_number="1"
        ),
    ),
    "expunge": (
        _review,
        lambda by, case, old: expungement_services.decide(
            by=by, review=old, result="refused", proof_number="1", proof_on=ON, proof_issuer="Tòa án"
        ),
    ),
    "correct": (
        lambda world, case: facts_store.current_history(case),
        lambda by, case, old: corrections_services.correct(
            by=by, case=case, history=old, why="Sai", document_number="1"
        ),
    ),
}


def after(verb: str, world, end):
    """Call a service function on a case that `end` ended in the meantime; return its error and the number of rows written."""
    before, act = VERBS[verb]
    case = receive(world, category="conditional")
    old = before(world, case) if before else None
    end(case)
    events = AuditEvent.objects.count()
    with pytest.raises(Refused) as refusal:
        act(world.officer, case, old)
    assert AuditEvent.objects.count() == events
    assert not case.reoffences.exists()
    return str(refusal.value)


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_written_about_a_case_taken_back_meanwhile(world, verb):
    answer = after(verb, world, lambda case: corrections_services.withdraw_case(by=None, case=case, why="Nhập hai lần"))
    assert "được rút" in answer or "đã kết thúc" in answer


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_written_about_a_case_sealed_meanwhile(world, verb):
    answer = after(verb, world, lambda case: closing_services.close(by=None, case=case, on=ON, reason="expunged"))
    assert "niêm phong" in answer or "đã kết thúc" in answer


def test_a_transfer_waiting_for_a_case_taken_back_is_not_accepted(world):
    case = receive(world)
    asked = {"to_unit": world.tinh_ha, "moved_on": ON, "address": "Thôn 1", "why": "Theo vợ"}
    waiting = transfers_services.ask(by=world.officer, case=case, **asked)
    corrections_services.withdraw_case(by=None, case=case, why="Nhập hai lần")
    with pytest.raises(Refused, match="đã được rút"):
        transfers_services.accept(by=world.officer_ha, request=waiting, on=ON)
    with pytest.raises(Refused):
        transfers_services.ask(by=world.officer, case=case, **asked)


def test_no_change_is_asked_of_a_reoffence_of_a_sealed_case(world):
    case = receive(world)
    crime = _crime(world, case)
    closing_services.close(by=None, case=case, on=ON, reason="expunged")
    reason = {"why": "Nhầm người", "document_number": "9/KL"}
    with pytest.raises(Refused, match="niêm phong"):
        reoffences_services.withdraw_reoffence(by=world.officer, reoffence=crime, **reason)


def test_the_case_is_held_before_it_is_asked_whether_it_stands(world):
    case = receive(world)
    with CaptureQueriesContext(connection) as made:
        reoffences_services.record_reoffence(by=world.officer, case=case, data=ReoffenceData(ON))
    selects = [query["sql"] for query in made if query["sql"].startswith("SELECT")]
    if connection.features.has_select_for_update:
        assert '"cases_case"' in selects[0]
        assert "FOR UPDATE" in selects[0]
    assert '"cases_stay"' in selects[1]


def test_a_page_sent_after_the_case_was_taken_back_is_answered_in_words(world, client_for, post_form, monkeypatch):
    """The case is withdrawn after the view has read it and before the service function locks it."""
    case = receive(world)
    record = reoffences_services.record_reoffence

    def too_late(**given):
        corrections_services.withdraw_case(by=None, case=case, why="Nhập hai lần")
        return record(**given)

    monkeypatch.setattr(reoffences_services, "record_reoffence", too_late)
    data = {"prosecuted_on": "01/06/2024", "document_number": "5/QĐ", "outcome": "pending"}
    answer = post_form(client_for(world.officer), f"{case.get_absolute_url()}reoffences/new/", data)
    assert answer.status_code == 422
    assert "đã được rút vì nhập nhầm" in answer.content.decode()
    assert not case.reoffences.exists()
