"""The clock of conditional release: the worked example of the law, months due, and the same counted day by day."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.dates import add_months
from law.rules.probation import (
    MonthState,
    assessments,
    clock,
    missing,
    move_decision_by,
    part_served_on,
    present_by,
    self_reports,
)
from law.timeline import Article, LawValue, law_on

LAW = law_on([], date(2024, 6, 1))
START, END = date(2024, 1, 10), date(2025, 7, 10)
STARTS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
LENGTHS = st.integers(1, 3000)


def test_the_worked_example_comes_out():
    found = clock(START, END, LAW)

    assert found.present_by == date(2024, 1, 15)
    assert found.days == 547
    assert found.half_on == date(2024, 10, 10)
    assert found.three_quarters_on == date(2025, 2, 24)
    assert found.absence_max_days == 182
    assert found.handover_by == date(2025, 6, 25)
    assert found.certificate_on == END


def test_shortening_moves_the_end_and_the_allowed_absence_but_not_half_and_three_quarters():
    found = clock(START, date(2025, 4, 10), LAW, original_end_on=END)

    assert (found.half_on, found.three_quarters_on) == (date(2024, 10, 10), date(2025, 2, 24))
    assert found.days == 456
    assert found.absence_max_days == 152
    assert found.handover_by == date(2025, 3, 26)


def test_presentation_counts_from_the_day_of_release():
    assert clock(START, END, LAW, released_on=date(2024, 1, 12)).present_by == date(2024, 1, 17)


@pytest.mark.parametrize(
    ("on", "served", "left"),
    [
        (date(2023, 12, 31), 0, 547),
        (START, 0, 547),
        (date(2024, 1, 11), 1, 546),
        (END, 547, 0),
        (date(2026, 1, 1), 547, 0),
    ],
)
def test_days_served_and_left(on, served, left):
    found = clock(START, END, LAW)

    assert (found.served(on), found.left(on)) == (served, left)


def test_a_probation_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="hết thử thách"):
        clock(START, START, LAW)


def test_the_numbers_are_those_of_the_law_given():
    row = LawValue("present_days", "7", Article("Luật mới"), date(2020, 1, 1))

    assert present_by(START, law_on([row], START)) == date(2024, 1, 17)


def test_moving_is_decided_within_fifteen_days():
    assert move_decision_by(date(2024, 2, 20), LAW) == date(2024, 3, 6)


@given(start=STARTS, length=LENGTHS, share=st.sampled_from([Fraction(1, 2), Fraction(3, 4), Fraction(1, 3)]))
@example(start=date(2024, 2, 29), length=1, share=Fraction(1, 2))
@example(start=date(2023, 3, 1), length=366, share=Fraction(3, 4))
@example(start=date(2023, 8, 31), length=0, share=Fraction(1, 3))
def test_a_share_is_served_on_the_first_day_that_reaches_it(start, length, share):
    end = start + timedelta(length)
    day, served = start, 0
    while served * share.denominator < length * share.numerator:
        day, served = day + timedelta(1), served + 1

    assert part_served_on(start, end, share) == day


@given(start=STARTS, length=LENGTHS)
@example(start=date(2024, 2, 29), length=1)
@example(start=date(2024, 2, 28), length=2)
@example(start=date(2024, 1, 1), length=3)
def test_the_allowed_absence_is_at_most_a_third_and_one_day_more_would_be_over(start, length):
    most = clock(start, start + timedelta(length), LAW).absence_max_days

    assert 3 * most <= length < 3 * (most + 1)


def states(duties) -> dict[date, MonthState]:
    return {duty.month: duty.state for duty in duties}


def test_self_reports_are_due_by_the_end_of_each_month_and_of_the_probation():
    found = self_reports(clock(START, END, LAW), {}, LAW, START)

    assert len(found) == 19
    assert [duty.due_on for duty in found[:3]] == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    assert found[-1].due_on == END
    assert found[0].opens_on == START
    assert "Điều 62" in str(found[0].article)


def test_the_states_of_self_reports_follow_the_day():
    done = {date(2024, 1, 1): date(2024, 1, 30), date(2024, 2, 1): date(2024, 3, 2)}
    found = states(self_reports(clock(START, END, LAW), done, LAW, date(2024, 4, 30)))

    assert found[date(2024, 1, 1)] == MonthState.DONE
    assert found[date(2024, 2, 1)] == MonthState.LATE
    assert found[date(2024, 3, 1)] == MonthState.MISSING
    assert found[date(2024, 4, 1)] == MonthState.DUE
    assert found[date(2024, 5, 1)] == MonthState.FUTURE


def test_a_report_is_missing_only_the_day_after_it_was_due():
    of = clock(START, END, LAW)

    assert missing(self_reports(of, {}, LAW, date(2024, 1, 31))) == []
    assert [duty.month for duty in missing(self_reports(of, {}, LAW, date(2024, 2, 1)))] == [date(2024, 1, 1)]


@pytest.mark.parametrize(
    ("start", "month"), [(date(2024, 1, 26), date(2024, 1, 1)), (date(2024, 1, 27), date(2024, 2, 1))]
)
def test_a_month_over_before_one_had_to_present_asks_for_no_report(start, month):
    assert self_reports(clock(start, END, LAW), {}, LAW, START)[0].month == month


def test_who_is_away_with_permission_reports_on_coming_back():
    away = [(date(2024, 3, 20), date(2024, 4, 12))]
    found = {duty.month: duty.due_on for duty in self_reports(clock(START, END, LAW), {}, LAW, START, away=away)}

    assert found[date(2024, 3, 1)] == date(2024, 4, 12)
    assert found[date(2024, 4, 1)] == date(2024, 4, 30)


def test_assessments_are_due_in_the_first_five_days_of_the_next_month():
    found = assessments(clock(START, END, LAW), {}, LAW, date(2024, 2, 5))

    assert (found[0].opens_on, found[0].due_on, found[0].state) == (
        date(2024, 2, 1),
        date(2024, 2, 5),
        MonthState.DUE,
    )
    assert found[-1].month == date(2025, 6, 1)
    assert (
        states(assessments(clock(START, END, LAW), {}, LAW, date(2024, 2, 6)))[date(2024, 1, 1)] == MonthState.MISSING
    )


@pytest.mark.parametrize(
    ("end", "month"), [(date(2025, 6, 30), date(2025, 5, 1)), (date(2025, 7, 1), date(2025, 6, 1))]
)
def test_the_last_assessment_is_of_the_last_month_that_was_over_by_the_end(end, month):
    assert assessments(clock(START, end, LAW), {}, LAW, START)[-1].month == month


@given(start=STARTS, length=LENGTHS, on=st.dates(date(2018, 1, 1), date(2036, 1, 1)))
@example(start=date(2024, 1, 31), length=29, on=date(2024, 2, 29))  # ends today, on 29 February
@example(start=date(2024, 1, 1), length=30, on=date(2024, 1, 31))
@example(start=date(2024, 1, 31), length=1, on=date(2024, 2, 1))
@example(start=date(2024, 2, 29), length=1, on=date(2024, 2, 29))
def test_every_month_of_probation_is_asked_about_once(start, length, on):
    of = clock(start, start + timedelta(length), LAW)
    found = self_reports(of, {}, LAW, on)

    touched = sorted({(start + timedelta(n)).replace(day=1) for n in range(length + 1)})
    asked = [duty.month for duty in found]
    assert asked == [m for m in touched if m != touched[0]] or asked == touched
    for duty in found:
        assert duty.opens_on <= duty.due_on <= of.end_on
        assert duty.month <= duty.due_on < add_months(duty.month, 1)
        assert (duty.state == MonthState.MISSING) == (duty.due_on < on)
        assert (duty.state == MonthState.FUTURE) == (on < duty.opens_on)
