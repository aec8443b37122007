"""Shortening of probation: from when, by how much, and what a decision may not do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.dates import add_months
from law.rules.shortening import Probation, check_decision, shortenable
from law.timeline import law_on

LAW = law_on([], date(2024, 6, 1))
# The worked example: half 10/10/2024, three quarters 24/02/2025.
ONE = Probation(date(2024, 1, 10), date(2025, 7, 10), date(2025, 7, 10))
FOUR_YEARS = Probation(date(2022, 1, 10), date(2026, 1, 10), date(2026, 1, 10))


def codes(reasons) -> set[str]:
    return {reason.code for reason in reasons}


@pytest.mark.parametrize(
    ("on", "possible", "most", "rest"),
    [
        (date(2024, 10, 9), False, 0, False),
        (date(2024, 10, 10), True, 4, False),  # 10/03/2025 is the earliest end in whole months
        (date(2025, 3, 10), True, 4, False),
        (date(2025, 3, 11), True, 3, False),
        (date(2025, 4, 10), True, 3, False),
        (date(2025, 4, 11), True, 0, True),  # less than three months left
        (date(2025, 7, 9), True, 0, True),
        (date(2025, 7, 10), False, 0, False),
    ],
)
def test_the_worked_example_can_be_shortened_from_half_on(on, possible, most, rest):
    answer = shortenable(ONE, LAW, on)

    assert (answer.is_possible, answer.max_months, answer.may_cut_all) == (possible, most, rest)
    assert answer.possible_from == date(2024, 10, 10)


def test_before_half_the_day_of_half_is_told():
    answer = shortenable(ONE, LAW, date(2024, 6, 1))

    assert codes(answer.blockers) == {"half"}
    assert "10/10/2024" in answer.blockers[0].text


def test_one_time_takes_two_years_at_most():
    long = Probation(date(2015, 1, 10), date(2030, 1, 10), date(2030, 1, 10))

    assert shortenable(long, LAW, date(2024, 1, 10)).max_months == 24


def test_a_short_probation_has_no_room_until_three_quarters_are_served():
    short = Probation(date(2024, 1, 1), date(2024, 9, 1), date(2024, 9, 1))  # 244 days; 3/4 = 183
    answer = shortenable(short, LAW, date(2024, 5, 15))

    assert codes(answer.blockers) == {"room"}
    assert answer.possible_from == date(2024, 7, 2)
    assert shortenable(short, LAW, date(2024, 7, 1)).is_possible is False
    assert shortenable(short, LAW, date(2024, 7, 2)).may_cut_all


@pytest.mark.parametrize(("on", "possible"), [(date(2025, 2, 14), False), (date(2025, 2, 15), True)])
def test_a_second_time_waits_a_year(on, possible):
    again = replace(FOUR_YEARS, end_on=date(2025, 10, 10), granted_on=(date(2024, 2, 15),))

    answer = shortenable(again, LAW, on)
    assert answer.is_possible == possible
    assert possible or codes(answer.blockers) == {"year"}
    assert answer.possible_from == date(2025, 2, 15)


def test_three_quarters_are_of_the_probation_as_first_decided():
    again = replace(FOUR_YEARS, end_on=date(2025, 2, 10), granted_on=(date(2024, 2, 15),))

    # 1461 days: three quarters on 10/01/2025; the end 10/02/2025 comes before a year is over.
    answer = shortenable(again, LAW, date(2025, 1, 20))
    assert answer.earliest_end_on == date(2025, 1, 20)
    assert answer.possible_from is None


def test_in_an_exception_all_the_rest_may_go_from_half_on():
    old = replace(ONE, is_exception=True)

    assert shortenable(old, LAW, date(2024, 10, 9)).is_possible is False
    answer = shortenable(old, LAW, date(2024, 10, 10))
    assert (answer.may_cut_all, answer.max_months) == (True, 9)
    assert "Điều 64 khoản 3" in str(answer.article)


@pytest.mark.parametrize(
    ("decided", "end", "wrong"),
    [
        (date(2024, 11, 1), date(2025, 3, 10), set()),
        (date(2024, 11, 1), date(2025, 4, 10), set()),
        (date(2024, 11, 1), date(2025, 4, 11), {"length"}),
        (date(2024, 11, 1), date(2025, 2, 23), {"room"}),
        (date(2024, 9, 1), date(2025, 3, 10), {"half"}),
        (date(2025, 5, 5), date(2025, 5, 5), set()),
        (date(2025, 5, 5), date(2025, 5, 12), set()),
    ],
)
def test_a_decision_that_does_not_fit_is_pointed_out(decided, end, wrong):
    assert codes(check_decision(ONE, LAW, decided_on=decided, new_end_on=end)) == wrong


def test_in_an_exception_a_decision_may_end_it_at_once():
    old = replace(ONE, is_exception=True)

    assert check_decision(old, LAW, decided_on=date(2024, 11, 1), new_end_on=date(2024, 11, 1)) == ()


@given(
    start=st.dates(date(2019, 1, 1), date(2026, 1, 1)),
    length=st.integers(30, 4000),
    n=st.integers(0, 4200),
    is_exception=st.booleans(),
)
@example(start=date(2024, 2, 29), length=366, n=183, is_exception=False)  # half, to the day
@example(start=date(2024, 2, 29), length=366, n=182, is_exception=False)
@example(start=date(2023, 3, 1), length=365, n=364, is_exception=True)  # the last day
@example(start=date(2023, 3, 1), length=365, n=365, is_exception=True)
def test_what_is_possible_keeps_every_limit(start, length, n, is_exception):
    end, on = start + timedelta(length), start + timedelta(n)
    one = Probation(start, end, end, is_exception=is_exception)
    answer = shortenable(one, LAW, on)

    served = (on - start).days
    assert answer.is_possible <= (2 * served >= length and served < length)
    if answer.is_possible:
        assert answer.may_cut_all or 3 <= answer.min_months <= answer.max_months <= 24
    if answer.max_months:
        new_end = add_months(end, -answer.max_months)
        assert new_end >= on
        assert is_exception or 4 * (new_end - start).days >= 3 * length
        # One month more would break a limit.
        more = add_months(end, -answer.max_months - 1)
        assert answer.max_months == 24 or more < max(on, answer.earliest_end_on)
    if answer.may_cut_all and not is_exception:
        assert add_months(on, 3) > end
        assert 4 * served >= 3 * length


@given(start=st.dates(date(2019, 1, 1), date(2026, 1, 1)), length=st.integers(30, 1500), is_exception=st.booleans())
@example(start=date(2024, 2, 29), length=366, is_exception=False)
@example(start=date(2023, 11, 30), length=91, is_exception=False)  # three months are 29 February
def test_the_first_possible_day_is_the_first_one_found_by_trying(start, length, is_exception):
    end = start + timedelta(length)
    one = Probation(start, end, end, is_exception=is_exception)
    tried = (start + timedelta(n) for n in range(length))

    first = next((day for day in tried if shortenable(one, LAW, day).is_possible), None)
    assert shortenable(one, LAW, start).possible_from == first
