"""What each breach and each administrative penalty asks for, by when, and when revocation becomes possible."""

from dataclasses import replace
from datetime import date

import pytest

from law.rules.breaches import Breach, Step, breaches
from law.rules.workdays import Calendar
from law.timeline import law_on

LAW, CALENDAR = law_on([], date(2024, 6, 1)), Calendar()
MARCH = Breach(date(2024, 3, 4))
MAY = Breach(date(2024, 5, 6))
JULY = Breach(date(2024, 7, 8))
PENALTY = Breach(date(2024, 4, 1), is_administrative=True)
PENALTY_TWO = Breach(date(2024, 6, 3), is_administrative=True)


def steps(*found: Breach) -> list[tuple[Step, date]]:
    return [(step.step, step.breach.on) for step in breaches(found, LAW, CALENDAR).steps]


def test_nothing_asks_for_nothing():
    answer = breaches([], LAW, CALENDAR)

    assert (answer.steps, answer.is_revocation_ground) == ((), False)


def test_the_first_breach_asks_for_minutes_and_a_review_meeting():
    assert steps(MARCH) == [(Step.MINUTES, MARCH.on), (Step.MEETING, MARCH.on)]


def test_the_second_intentional_breach_asks_for_minutes_and_a_report_but_no_second_meeting():
    assert steps(MAY, MARCH) == [
        (Step.MINUTES, MARCH.on),
        (Step.MEETING, MARCH.on),
        (Step.MINUTES, MAY.on),
        (Step.REPORT, MAY.on),
    ]


def test_each_further_breach_is_reported_too():
    assert (Step.REPORT, JULY.on) in steps(MARCH, MAY, JULY)


def test_a_breach_without_intent_asks_for_the_meeting_only_and_does_not_count():
    careless = replace(MARCH, is_intentional=False)

    assert steps(careless) == [(Step.MEETING, MARCH.on)]
    answer = breaches([careless, MAY], LAW, CALENDAR)
    assert (answer.intentional, answer.is_revocation_ground) == (1, False)


def test_one_breach_and_one_penalty_are_counted_apart():
    answer = breaches([MARCH, PENALTY], LAW, CALENDAR)

    assert (answer.intentional, answer.administrative, answer.is_revocation_ground) == (1, 1, False)
    assert steps(MARCH, PENALTY).count((Step.MEETING, PENALTY.on)) == 1
    assert Step.REPORT not in {step for step, _on in steps(MARCH, PENALTY)}


@pytest.mark.parametrize("two", [(MARCH, MAY), (PENALTY, PENALTY_TWO)])
def test_two_of_a_kind_are_a_ground_for_revocation(two):
    assert breaches(two, LAW, CALENDAR).is_revocation_ground


def test_the_second_penalty_is_reported_without_minutes():
    assert steps(PENALTY, PENALTY_TWO) == [(Step.MEETING, PENALTY.on), (Step.REPORT, PENALTY_TWO.on)]


@pytest.mark.parametrize(
    ("reported", "by"),
    [
        (date(2024, 5, 7), date(2024, 5, 10)),
        (date(2024, 5, 9), date(2024, 5, 14)),
        (date(2024, 4, 26), date(2024, 5, 4)),
    ],
)
def test_revocation_is_asked_for_in_three_working_days_from_the_report(reported, by):
    second = replace(MAY, on=date(2024, 4, 25), reported_on=reported)
    request = [step for step in breaches([MARCH, second], LAW, CALENDAR).steps if step.step == Step.REQUEST]

    assert [step.by_on for step in request] == [by]
    assert "Điều 69 khoản 3" in str(request[0].article)


def test_a_request_made_is_not_asked_for_again():
    second = replace(MAY, reported_on=date(2024, 5, 7), requested_on=date(2024, 5, 9))
    third = replace(JULY, reported_on=date(2024, 7, 9))
    answer = breaches([MARCH, second, third], LAW, CALENDAR)

    assert [step.breach.on for step in answer.steps if step.step == Step.REQUEST] == [MAY.on]


def test_what_is_entered_is_no_longer_open():
    done = replace(MARCH, record_on=date(2024, 3, 5), meeting_on=date(2024, 3, 12), key=7)

    answer = breaches([done], LAW, CALENDAR)
    assert answer.open_steps == []
    assert [step.breach.key for step in answer.steps] == [7, 7]


def test_every_step_names_its_article():
    second = replace(MAY, reported_on=date(2024, 5, 7))

    for step in breaches([MARCH, second, PENALTY, PENALTY_TWO], LAW, CALENDAR).steps:
        assert "Điều 66" in str(step.article) or "Điều 69" in str(step.article)
