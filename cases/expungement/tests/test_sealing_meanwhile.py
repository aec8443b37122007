"""What is written about a person at the instant of the expungement does not stay, whichever of the two comes first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import connection

from audit import events as audit_events
from cases.closing import services as closing_services
from cases.expungement import erasure
from cases.facts.stay_chain import start_history
from cases.models import Case, IdentityNumber, OtherName, Person, SecondPersonRequest
from cases.people import services as people_services
from cases.people.id_numbers import IdNumber
from cases.reception import services as reception_services
from cases.second_person import services as second_person_services
from cases.tests.factories import receive
from cases.tests.form_data import NUMBER
from cases.transfers import services as transfers_services
from core.database_guards import ERASED
from core.errors import Refused

DAY = date(2025, 1, 1)
NAME = "Nguyễn Văn Trở Lại"
WAITING = {"state": "waiting", "why": "Nhầm", "document_number": "9/KL"}


def seal(case: Case) -> None:
    closing_services.close(by=None, case=case, on=DAY, reason="expunged")


# --- one after the other: the page that was submitted is older than the expungement -------------------------------------

VERBS = {
    "update_person": lambda by, person, _other: people_services.update_person(by=by, person=person, full_name=NAME),
    "add_name": lambda by, person, _other: people_services.add_name(by=by, person=person, kind="alias", full_name=NAME),
    "add_number": lambda by, person, _other: people_services.add_number(
        by=by, person=person, number=IdNumber("cccd", NUMBER)
    ),
    "mark_as_distinct": lambda by, person, other: people_services.mark_as_distinct(
        by=by, one=other, other=person, why=NAME
    ),
    "merge_people": lambda by, person, other: people_services.merge_people(by=by, kept=person, merged=other, why=NAME),
}


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_written_about_a_person_expunged_meanwhile(world, verb):
    case, other = receive(world, "HS-1"), receive(world, "HS-2", "Lê Văn Hai", on=date(2025, 3, 1))
    seen = case.person
    seal(case)
    with pytest.raises(Refused):
        VERBS[verb](world.leader, seen, other.person)
    assert Person.objects.get(pk=seen.pk).full_name == ERASED
    assert not OtherName.objects.exists()
    assert not IdentityNumber.objects.exists()
    assert Person.objects.get(pk=other.person_id).full_name == "Lê Văn Hai"


def test_the_reason_of_a_request_about_a_case_sealed_meanwhile_is_erased(world, case):
    waiting = SecondPersonRequest.objects.create(
        case=case, kind="case.correct", deciding_unit=world.son_tinh, created_by=world.officer
    )
    decided = SecondPersonRequest.objects.create(
        case=case, kind="case.close", deciding_unit=world.son_tinh, created_by=world.officer, **WAITING
    )
    seal(case)
    second_person_services.send(by=world.officer, request=waiting, why=NAME, document_number=NAME)
    second_person_services.refuse(by=world.leader, request=decided, why=NAME)
    waiting.refresh_from_db()
    decided.refresh_from_db()
    assert (waiting.why, waiting.document_number, decided.decision_why) == (ERASED, ERASED, ERASED)


def test_a_request_about_a_case_that_was_sealed_with_another_is_hidden(world):
    ended = receive(world, "HS-1", on=date(2015, 1, 1))
    closing_services.close(by=None, case=ended, on=date(2017, 1, 1), reason="other")
    request = SecondPersonRequest.objects.create(
        case=ended, kind="case.close", deciding_unit=world.son_tinh, created_by=world.officer, **WAITING
    )
    found = SecondPersonRequest.objects.visible_to(world.leader)
    assert list(found) == [request]
    Case.objects.filter(pk=ended.pk).update(sealed_on=DAY)
    assert not found.all().exists()


def test_a_transfer_that_waits_ends_with_the_expungement_by_whatever_door(world, case):
    asked = {"to_unit": world.tinh_ha, "moved_on": date(2024, 6, 1), "address": "Thôn 1", "why": "Theo vợ"}
    request = transfers_services.ask(by=world.officer, case=case, **asked)
    seal(case)
    request.refresh_from_db()
    assert (request.state, request.why) == ("withdrawn", ERASED)


# --- at the same time ------------------------------------------------------------------------------------------------------


def both(first, second) -> None:
    """Call `first` in a transaction that stays open while another connection begins `second`, then commit it.

    Its events wait for the end, as in a job: otherwise the second one waits for the head of the audit's chain.
    """
    begun = Event()

    def other():
        begun.set()
        try:
            return second()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with audit_events.deferred_events():
            first()
            waiting = pool.submit(other)
            begun.wait()
            if connection.features.has_select_for_update:
                wait_until_blocked()
        waiting.result()


def wait_until_blocked() -> None:
    """Return when another connection of this database waits for a lock. Two seconds are given, so that a lock that is
    missing shows as a failing test and not as one that never ends.
    """
    with connection.cursor() as cursor:
        for _attempt in range(100):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")


def names_left() -> set[str]:
    return {
        *Person.objects.values_list("full_name", flat=True),
        *OtherName.objects.values_list("full_name", flat=True),
    } - {ERASED}


CONCURRENT = {name: VERBS[name] for name in ("update_person", "add_name")}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", CONCURRENT)
@pytest.mark.parametrize("is_edit_first", [True, False])
def test_an_edit_at_the_instant_of_the_expungement_leaves_no_name(world, verb, is_edit_first):
    case = receive(world, "HS-1")
    person = case.person
    edit, sealing = (lambda: CONCURRENT[verb](world.leader, person, None)), (lambda: seal(case))
    both(*(edit, sealing) if is_edit_first else (sealing, edit))
    assert Case.objects.filter(stays__end_reason="expunged").exists()
    assert {name for name in names_left() if not name.startswith(ERASED)} == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_reception_first", [True, False])
def test_a_new_case_at_the_instant_of_the_expungement_keeps_the_name(world, is_reception_first):
    case = receive(world, "HS-1")
    name = case.person.full_name
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=DAY, origin="prison")
    new = reception_services.NewCase("HS-2", case.person, history, {"release_on": DAY})

    def receive_again():
        reception_services.receive(by=None, case=new)

    if is_reception_first:
        closing_services.close(by=None, case=case, on=DAY, reason="other")
        Case.objects.filter(pk=case.pk).update(sealed_on=DAY)
        both(receive_again, lambda: erasure.erase_sealed(by=None))
    else:
        both(lambda: seal(case), receive_again)
    assert Person.objects.get().full_name == name


@pytest.mark.django_db(transaction=True)
def test_a_reason_written_at_the_instant_of_the_expungement_is_erased(world):
    case = receive(world, "HS-1")
    asked = SecondPersonRequest.objects.create(
        case=case, kind="case.close", deciding_unit=world.son_tinh, created_by=world.officer, **WAITING
    )
    both(
        lambda: second_person_services.refuse(by=world.leader, request=asked, why=NAME),
        lambda: seal(case),
    )
    asked.refresh_from_db()
    assert asked.decision_why == ERASED
