"""Probation on conditional release and its shortening compared with a slow count that walks from day to day.

Written from docs/law.md §2.4 alone: it shares no code with law/rules/probation.py and law/rules/shortening.py.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from law.rules.probation import clock
from law.rules.shortening import Probation, shortenable
from law.timeline import law_on

LAW = law_on([], date(2024, 6, 1))
DAY = timedelta(1)


def months_later(day: date, months: int) -> date:
    """The same day some months later or earlier, or the last one of a shorter month, counted month by month."""
    year, month = day.year, day.month
    for _step in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        elif month == 0:
            year, month = year - 1, 12
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def day_of_part(start: date, end: date, of: int, parts: int) -> date:
    """The first day on which `of` of `parts` equal parts of the days are served."""
    total = (end - start).days
    today, served = start, 0
    while served * parts < total * of:
        today, served = today + DAY, served + 1
    return today


@dataclass(frozen=True)
class Slow:
    """What may be cut on one day."""

    months: tuple[int, ...]
    may_cut_all: bool
    is_possible: bool


def slow(one: Probation, on: date) -> Slow:
    half = day_of_part(one.start_on, one.original_end_on, 1, 2)
    floor = half if one.is_exception else day_of_part(one.start_on, one.original_end_on, 3, 4)
    is_time = half <= on < one.end_on and all(on >= months_later(day, 12) for day in one.granted_on)
    months = tuple(n for n in range(3, 25) if months_later(one.end_on, -n) >= max(on, floor))
    less_than_three_left = months_later(on, 3) > one.end_on
    all_of_it = floor <= on < one.end_on and (less_than_three_left or one.is_exception)
    is_possible = is_time and bool(months or all_of_it)
    return Slow(months if is_possible else (), all_of_it and is_possible, is_possible)


@st.composite
def probations(draw):
    start = draw(st.dates(date(2018, 1, 1), date(2022, 12, 31)))
    original = start + timedelta(draw(st.integers(30, 1800)))
    cut = draw(st.sampled_from([0, 0, 3, 6, 24]))
    end = max(months_later(original, -cut), day_of_part(start, original, 3, 4))
    granted: tuple[date, ...] = ()
    if cut and end > start:
        granted = (start + timedelta(draw(st.integers((end - start).days // 2, (end - start).days))),)
    return Probation(start, original, max(end, start + DAY), granted, draw(st.booleans()))


# From 29 February over one year; and four years of which months were cut once already.
LEAP = Probation(date(2020, 2, 29), date(2021, 3, 1), date(2021, 3, 1))
SHORTENED = Probation(
    date(2020, 2, 29), date(2024, 2, 29), date(2023, 11, 29), (date(2020, 2, 29) + timedelta(500),), is_exception=False
)


@settings(max_examples=300, deadline=None)
@given(probations(), st.integers(-10, 1900))
@example(LEAP, 183)
@example(LEAP, 182)
@example(LEAP, 365)
@example(LEAP, 366)
@example(SHORTENED, 500)
@example(SHORTENED, 500 + 365)
@example(SHORTENED, 500 + 366)
def test_what_may_be_cut_on_a_day(one, offset):
    on = one.start_on + timedelta(offset)
    expected, answer = slow(one, on), shortenable(one, LAW, on)
    assert answer.is_possible == expected.is_possible
    assert (answer.min_months, answer.max_months) == (
        (expected.months[0], expected.months[-1]) if expected.months else (0, 0)
    )
    assert answer.may_cut_all == expected.may_cut_all


@settings(max_examples=60, deadline=None)
@given(probations())
@example(LEAP)
@example(SHORTENED)
def test_the_first_day_on_which_something_may_be_cut(one):
    today = one.start_on
    while today < one.end_on and not slow(one, today).is_possible:
        today += DAY
    assert shortenable(one, LAW, one.start_on).possible_from == (today if today < one.end_on else None)


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2018, 1, 1), date(2022, 12, 31)), st.integers(1, 1800), st.integers(-5, 1900))
@example(date(2020, 2, 29), 1, 0)
@example(date(2020, 2, 29), 366, 366)
@example(date(2019, 3, 1), 365, 364)
def test_the_days_of_a_probation(start, length, offset):
    end, on = start + timedelta(length), start + timedelta(offset)
    found = clock(start, end, LAW)
    assert found.half_on == day_of_part(start, end, 1, 2)
    assert found.three_quarters_on == day_of_part(start, end, 3, 4)
    days = [start + timedelta(n) for n in range(length)]
    assert found.served(on) == sum(day < on for day in days)
    assert found.left(on) == sum(day >= on for day in days)
    # Away for no more than a third of the probation.
    assert found.absence_max_days == max(n for n in range(length + 1) if 3 * n <= length)
    assert found.certificate_on == end
