"""When the demo's officers learnt what happened: the entries of the invented people, without a database."""

from datetime import date
from statistics import median

import pytest

from cases.choices import Outcome
from cases.facts import stay_chain
from demo import recording, reoffences
from demo.people.district import COMMUNES, inhabitants
from demo.people.last_months import LAST_DAY, LAST_HALF_YEAR, everybody
from law.choices import Category

SEEDS = (1, 4, 5)


@pytest.fixture(scope="module", params=SEEDS)
def people(request):
    return everybody(request.param)


def test_the_people_of_2024_are_the_same_and_live_on(people):
    first = {code: case.history for one in inhabitants(1) for code, case in one.cases}
    after = {code: case.history for one in everybody(1) for code, case in one.cases}
    assert first.keys() < after.keys()
    assert all(
        history == after[code] or stay_chain.is_extension(history, after[code]) for code, history in first.items()
    )
    assert any(history != after[code] for code, history in first.items())
    days = [
        day
        for one in people
        for case in one.life.cases
        for stay in case.history
        for day in (stay.start_on, stay.end_on)
    ]
    assert max(day for day in days if day) <= LAST_DAY
    numbers = [number for one in people for number in one.numbers]
    assert len(numbers) == len(set(numbers))


def test_people_come_home_in_the_last_half_year_and_somebody_reoffends(people):
    new = [case for one in people for case in one.life.cases if case.arrival_on in LAST_HALF_YEAR]
    assert {case.category for case in new} >= {Category.COMPLETED, Category.CONDITIONAL}
    prosecuted = [one.prosecuted_on for person in people for case in person.life.cases for one in case.reoffences]
    assert sum(day in LAST_HALF_YEAR for day in prosecuted) in range(1, 9)


def test_what_is_entered_is_a_history_that_grows_into_the_whole(people):
    known: dict = {}
    days = []
    for entry in recording.entries(people):
        days.append(entry.on)
        for code, history in entry.histories.items():
            stay_chain.check_history(history)
            assert code not in known or stay_chain.is_extension(known[code], history)
            known[code] = history
    assert days == sorted(set(days))
    assert days[0] == recording.SYSTEM_SINCE
    assert known == {code: case.history for one in people for code, case in one.cases}


def test_nothing_is_entered_before_it_happened(people):
    for entry in recording.entries(people):
        for history in entry.histories.values():
            happened = [day for stay in history for day in (stay.start_on, stay.end_on) if day]
            assert max(happened) <= entry.on
            assert entry.on.weekday() < 5


def test_communes_differ_in_their_delay():
    days = [date(2023, month, day) for month in range(1, 13) for day in range(1, 28)]
    delays = {code: median((recording.entered_on(code, day, "x") - day).days for day in days) for code in COMMUNES}
    assert delays.pop("21196") > 30
    assert max(delays.values()) < 15
    assert len(set(delays.values())) >= 4


def test_an_outcome_is_entered_after_the_prosecution(people):
    seen = set()
    for person in people:
        for code, case in person.cases:
            for one in case.reoffences:
                data = reoffences.details(code, one)
                versions = recording.versions(person.places[0], code, data)
                assert versions[-1][1] == data
                assert [day for day, _data in versions] == sorted({day for day, _data in versions})
                assert len(versions) == 1 or versions[0][1].outcome == Outcome.PENDING
                seen.add(len(versions))
    assert seen == {1, 2}
