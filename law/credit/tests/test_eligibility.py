"""Who may borrow under QĐ 22/2023: every condition, the boundary days, and what is asked for instead of guessed."""

from datetime import date

import pytest

from law.credit.eligibility import Business, Level, Released, Status, business, eligible_until, released
from law.timeline import law_on

DAY = date(2024, 3, 1)
LAW = law_on([], DAY)
YES = {"has_need": True, "is_listed": True, "has_other_debt": False}


def person(done_on=date(2022, 5, 10), category="completed", **answers) -> Released:
    return Released(category, done_on, **{**YES, **answers})


def failed(answer) -> list[str]:
    return [reason.code for reason in answer.of(Level.FAILED)]


@pytest.mark.parametrize(
    ("done_on", "last"),
    [
        (date(2020, 2, 29), date(2025, 2, 28)),
        (date(2020, 2, 28), date(2025, 2, 28)),
        (date(2019, 3, 1), date(2024, 3, 1)),
        (date(2023, 12, 31), date(2028, 12, 31)),
    ],
)
def test_five_years_end_on_the_same_day_and_on_the_28th_for_the_29th(done_on, last):
    assert eligible_until(done_on, LAW) == last


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2025, 2, 27), Status.ELIGIBLE),
        (date(2025, 2, 28), Status.ELIGIBLE),
        (date(2025, 3, 1), Status.NOT_ELIGIBLE),
    ],
)
def test_the_last_day_of_five_years_is_inside(on, status):
    answer = released(person(date(2020, 2, 29)), law_on([], on), on)

    assert answer.status == status
    assert answer.last_day == date(2025, 2, 28)


def test_whoever_is_on_conditional_release_is_sent_to_the_banks_other_programmes():
    answer = released(person(None, "conditional"), LAW, DAY)

    assert answer.status == Status.NOT_ELIGIBLE
    [result] = answer.of(Level.FAILED)
    assert "chương trình khác" in result.text
    assert "Điều 3" in str(result.article)


@pytest.mark.parametrize(
    ("on", "status"),
    [(date(2024, 5, 9), Status.NOT_ELIGIBLE), (date(2024, 5, 10), Status.ELIGIBLE)],
)
def test_the_clock_of_conditional_release_starts_with_the_end_of_probation(on, status):
    answer = released(person(date(2024, 5, 10), "conditional"), law_on([], on), on)

    assert answer.status == status
    assert answer.last_day == date(2029, 5, 10)


def test_an_amnesty_counts_from_its_certificate():
    answer = released(person(date(2022, 9, 1), "amnesty"), LAW, DAY)

    assert answer.status == Status.ELIGIBLE
    assert "Được đặc xá ngày 01/09/2022" in answer.conditions[0].reason.text


@pytest.mark.parametrize("name", ["has_need", "is_listed", "has_other_debt"])
def test_what_nobody_said_is_asked_and_not_guessed(name):
    answer = released(person(**{name: None}), LAW, DAY)

    assert answer.status == Status.NEEDS_ANSWER
    assert len(answer.of(Level.ASK)) == 1


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"has_need": False}, "loan_need"),
        ({"is_listed": False}, "loan_list"),
        ({"has_other_debt": True}, "loan_other_debt"),
    ],
)
def test_each_condition_alone_refuses(answers, code):
    assert failed(released(person(**answers), LAW, DAY)) == [code]


def test_without_a_day_of_completion_nothing_is_promised():
    answer = released(person(None), LAW, DAY)

    assert answer.status == Status.NEEDS_ANSWER
    assert answer.last_day is None


@pytest.mark.parametrize(("on", "is_early"), [(date(2023, 10, 9), True), (date(2023, 10, 10), False)])
def test_nothing_is_lent_before_the_decision_is_in_force(on, is_early):
    law = law_on([], on)

    assert ("not_in_force" in failed(released(person(), law, on))) is is_early
    assert ("not_in_force" in failed(business(Business(10, 1), law))) is is_early


@pytest.mark.parametrize(
    ("workers", "released_workers", "level"),
    [
        (10, 1, Level.MET),
        (11, 1, Level.FAILED),
        (19, 2, Level.MET),
        (21, 2, Level.FAILED),
        (1, 1, Level.MET),
        (5, 0, Level.FAILED),
        (None, 1, Level.ASK),
    ],
)
def test_a_tenth_of_the_workers_is_enough_and_less_is_not(workers, released_workers, level):
    establishment = Business(workers, released_workers, is_lawful=True, has_confirmed_plan=True, has_other_debt=False)
    answer = business(establishment, LAW)

    assert [one.level for one in answer.conditions if one.reason.code == "loan_business_share"] == [level]
    wanted = {Level.MET: Status.ELIGIBLE, Level.FAILED: Status.NOT_ELIGIBLE, Level.ASK: Status.NEEDS_ANSWER}
    assert answer.status == wanted[level]


@pytest.mark.parametrize(("workers", "released_workers"), [(3, 4), (0, 0), (5, -1)])
def test_more_released_workers_than_workers_are_a_slip(workers, released_workers):
    with pytest.raises(ValueError, match="lao động"):
        business(Business(workers, released_workers), LAW)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"is_lawful": False}, "loan_business"),
        ({"has_confirmed_plan": False}, "loan_business_plan"),
        ({"has_other_debt": True}, "loan_other_debt"),
    ],
)
def test_each_condition_of_an_establishment_alone_refuses(given, code):
    known = {"is_lawful": True, "has_confirmed_plan": True, "has_other_debt": False, **given}

    assert failed(business(Business(10, 2, **known), LAW)) == [code]


def test_every_condition_names_its_article():
    for answer in (released(person(), LAW, DAY), business(Business(10, 2), LAW)):
        assert all("Quyết định 22/2023/QĐ-TTg, Điều" in str(one.reason.article) for one in answer.conditions)
