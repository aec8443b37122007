"""Two records are made one, or parted, only by whoever answers for all that is recorded of both; nothing is told of the rest."""

from dataclasses import replace
from datetime import date

import pytest

from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.facts import store as facts_store
from cases.facts.stay_chain import Change, apply_day, start_history
from cases.models import Case, IdentityNumber, PersonMerge, Stay
from cases.people import number_claims
from cases.people import services as people_services
from cases.reception import services as reception_services
from cases.reception.services import NewCase
from cases.tests.factories import receive
from cases.tests.form_data import at
from core.errors import Refused
from register.tests.test_number_claims import come_home, known, officer  # noqa: F401 (fixtures)

HIDDEN = "KIN-1"


@pytest.fixture
def case(world):
    return receive(world)


@pytest.fixture
def other(world):
    """Somebody of that name in the same district, over by 2020."""
    made = receive(world, "CU", "Nguyễn Văn Ân", on=date(2018, 1, 1))
    closing_services.close(by=None, case=made, on=date(2020, 1, 1), reason="other")
    return made


def elsewhere(world, person, reason: str = "other") -> Case:
    """An older case of the person in another district."""
    came = start_history(unit_id=world.tu_nghia.pk, category="completed", on=date(2015, 1, 1), origin="prison")
    history = apply_day(came, date(2017, 1, 1), [Change(closed=reason)])
    return reception_services.receive(by=None, case=NewCase(HIDDEN, person, history, {"release_on": date(2015, 1, 1)}))


def merge(client, post_form, case, other):
    data = {"other": str(other.public_id), "decision": "merge", "why": "Cùng dấu vân tay"}
    return post_form(client, at(case, "same/"), data)


@pytest.mark.parametrize("whose", ["kept", "merged"])
@pytest.mark.parametrize("reason", ["other", "expunged"])
def test_a_person_with_a_case_elsewhere_is_not_merged(world, case, other, whose, reason, client_for, post_form):
    elsewhere(world, case.person if whose == "kept" else other.person, reason)
    before = set(Stay.objects.values_list("pk", "person", "known_until"))
    answer = merge(client_for(world.leader), post_form, case, other)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "đề nghị lãnh đạo cấp trên" in page
    assert not any(secret in page for secret in (HIDDEN, "Tư Nghĩa", world.tu_nghia.name, "2015", "2017"))
    assert set(Stay.objects.values_list("pk", "person", "known_until")) == before
    assert not PersonMerge.objects.exists()


def test_the_level_above_both_districts_merges_them(world, case, other, client_for, post_form):
    hidden = elsewhere(world, other.person)
    world.stranger.memberships.create(unit=world.quang_ngai, role="district_leader", start_on=date(2023, 1, 1))
    assert merge(client_for(world.stranger), post_form, case, other).status_code == 302
    assert set(Case.objects.filter(pk__in=[case.pk, other.pk, hidden.pk]).values_list("person", flat=True)) == {
        case.person_id
    }


def test_a_sealed_case_of_the_own_units_goes_along_unseen(world, case, other, client_for, post_form):
    sealed = receive(world, "KIN-2", "Ai Đó", on=date(2016, 1, 1))
    Case.objects.filter(pk=sealed.pk).update(person=other.person)
    closing_services.close(by=None, case=sealed, on=date(2017, 1, 1), reason="expunged")
    answer = merge(client_for(world.leader), post_form, case, other)
    assert answer.status_code == 302
    sealed.refresh_from_db()
    assert sealed.person_id == case.person_id
    assert sealed not in Case.objects.visible_to(world.leader)


def test_a_number_that_waits_does_not_merge_what_lies_elsewhere(world, known, come_home):  # noqa: F811
    come_home(known[0])
    claim = IdentityNumber.objects.get(claim="waiting")
    owner = Case.objects.get(code="K-0")
    closing_services.close(by=None, case=owner, on=date(2024, 2, 1), reason="other")
    elsewhere(world, owner.person)
    with pytest.raises(Refused, match="cấp trên") as refusal:
        number_claims.confirm_same_person(by=world.leader, number=claim, why="Cùng CCCD")
    assert HIDDEN not in str(refusal.value)
    claim.refresh_from_db()
    assert claim.claim == "waiting"
    assert owner.person.cases.count() == 2


def test_people_are_not_parted_by_one_who_sees_a_part(world, case, other):
    made = people_services.merge_people(by=world.leader, kept=case.person, merged=other.person, why="Cùng CCCD")
    [stay] = facts_store.current_history(other)
    there = (replace(stay, unit_id=world.tu_nghia.pk),)
    corrections_services.correct_histories(by=None, items=[(other, there)], why="Sai xã")
    with pytest.raises(Refused, match="cấp trên"):
        people_services.undo_merge(by=world.leader, merge=made, why="Hai người")
    other.refresh_from_db()
    assert other.person_id == case.person_id
