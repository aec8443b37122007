"""Combinations of doors that one person tried against a counted reoffence: none takes it out of any rate alone."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.tests.factories import MembershipFactory
from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.facts import store as facts_store
from cases.facts.rate_guard import counted_reoffences
from cases.facts.stay_chain import reopen, start_history
from cases.facts.store import ReoffenceData
from cases.models import Person, PersonMerge
from cases.people import services as people_services
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.second_person.calls import NeedsSecondPerson
from cases.transfers import services as transfers_services
from core.errors import Refused
from register.planning.second_person import apply_case

DAY = date(2024, 3, 1)
ONE = timedelta(days=1)
BASIS = {"why": "Nhầm", "document_number": "9/KL"}


@pytest.fixture
def mighty(world):
    """Officer of both communes and leader of the district in one."""
    for unit, role in ((world.tinh_ha, "commune_officer"), (world.son_tinh, "district_leader")):
        MembershipFactory(user=world.officer, unit=unit, role=role)
    return User.objects.get(pk=world.officer.pk)


def come_home(world, by, code, person, on=date(2023, 5, 1), category="completed"):
    history = start_history(unit_id=world.tinh_bac.pk, category=category, on=on, origin="prison")
    return reception_services.receive(by=by, case=NewCase(code, person, history, {"release_on": on}))


def record(by, case, on=DAY):
    return reoffences_services.record_reoffence(by=by, case=case, data=ReoffenceData(on, "5/QĐ"))


def counts() -> Counter:
    """Counted people by unit, category, day and kind of date."""
    found = counted_reoffences(Person.objects.values_list("pk", flat=True))
    return Counter((one.unit_id, one.category, one.on, one.counted_date) for one in found)


def recategorised_then_closed(world, by, case):
    def other(history):
        return (*history[:-1], replace(history[-1], category="amnesty"))

    return (
        lambda: corrections_services.correct(
            by=by, case=case, history=other(facts_store.current_history(case)), **BASIS
        ),
        lambda: apply_case(by=by, case=case, history=other(facts_store.current_history(case)), verdicts=(), **BASIS),
        lambda: closing_services.close(by=by, case=case, on=DAY - ONE, reason="other", document_number="1"),
    )


def closed_the_day_before_and_reopened(world, by, case):
    def close(day):
        return lambda: closing_services.close(by=by, case=case, on=day, reason="other", document_number="1")

    def end_and_go_on():
        closing_services.close(by=by, case=case, on=DAY + ONE, reason="other", document_number="1")
        history = reopen(facts_store.current_history(case))
        corrections_services.correct(by=by, case=case, history=history, **BASIS)

    return close(DAY - ONE), close(DAY), end_and_go_on, close(DAY - ONE), close(DAY)


def closed_and_entered_again_from_the_day_of_the_crime(world, by, case):
    def close():
        closing_services.close(by=by, case=case, on=DAY + ONE, reason="reimprisoned", document_number="1")

    def again(on):
        return lambda: come_home(world, by, f"HS-{on}", case.person, on, "amnesty")

    return close, again(DAY), again(DAY + ONE), again(DAY + 2 * ONE), again(DAY - ONE)


def entered_twice_and_merged(world, by, case):
    twin = come_home(world, by, "HS-2", PersonData("Nguyễn Văn Ân B"), date(2022, 1, 1), "amnesty")
    copied = record(by, twin, DAY)

    def merge(kept, merged):
        return lambda: people_services.merge_people(by=by, kept=kept, merged=merged, why="Một người")

    def unmerge():
        for merge in PersonMerge.objects.filter(undone_at=None):
            people_services.undo_merge(by=by, merge=merge, why="Nhầm")

    return (
        lambda: closing_services.close(by=by, case=twin, on=DAY + ONE, reason="reimprisoned", document_number="1"),
        merge(case.person, twin.person),
        merge(twin.person, case.person),
        lambda: reoffences_services.withdraw_reoffence(by=by, reoffence=copied, **BASIS),
        lambda: closing_services.close(by=by, case=case, on=DAY + ONE, reason="reimprisoned", document_number="1"),
        merge(twin.person, case.person),
        unmerge,
    )


def moved_before_the_crime_and_closed(world, by, case):
    def move(on):
        return lambda: transfers_services.transfer(by=by, case=case, to_unit=world.tinh_ha, on=on)

    return (
        move(DAY - ONE),
        move(DAY),
        move(DAY + ONE),
        lambda: closing_services.close(by=by, case=case, on=DAY + 2 * ONE, reason="moved_away", document_number="1"),
        lambda: closing_services.close(by=by, case=case, on=DAY - ONE, reason="moved_away", document_number="1"),
    )


def withdrawn_and_entered_again(world, by, case):
    return (
        lambda: corrections_services.withdraw(by=by, case=case, **BASIS),
        lambda: come_home(world, by, "HS-3", case.person, DAY + ONE),
        lambda: record(by, case, DAY + 9 * ONE),
        lambda: reoffences_services.withdraw_reoffence(by=by, reoffence=case.reoffences.current().first(), **BASIS),
    )


SEQUENCES = [
    recategorised_then_closed,
    closed_the_day_before_and_reopened,
    closed_and_entered_again_from_the_day_of_the_crime,
    entered_twice_and_merged,
    moved_before_the_crime_and_closed,
    withdrawn_and_entered_again,
]


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda one: one.__name__)
def test_no_combination_of_doors_takes_a_counted_reoffence_away(world, mighty, sequence):
    case = come_home(world, mighty, "HS-1", PersonData("Nguyễn Văn Ân"))
    record(mighty, case)
    acts, stopped = sequence(world, mighty, case), 0
    before = counts()
    for number, act in enumerate(acts):
        try:
            act()
        except (NeedsSecondPerson, Refused, ValidationError):
            stopped += 1
        assert before <= counts(), number
        before = counts()
    # Otherwise nothing was attacked.
    assert stopped
