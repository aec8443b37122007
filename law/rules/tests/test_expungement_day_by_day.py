"""Expungement compared with a slow count that walks from day to day, on random convictions."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from law.rules.convictions import Additional, Conviction, NewCrime, Obligation
from law.rules.expungement import Status, expungement
from law.rules.tests.expungement_cases import AUTO, LAW

# The same counted once more: one day after another.
START = date(2020, 1, 1)
DAYS = st.dates(START, date(2023, 12, 31))


@dataclass
class Slow:
    status: Status
    cleared_from: date | None = None
    not_before: date | None = None


def anniversary(start: date, years: int) -> date:
    last = monthrange(start.year + years, start.month)[1]
    return date(start.year + years, start.month, min(start.day, last))


def slow(one: Conviction, years: int, lengthens: bool) -> Slow:
    """Walk from the start; a day may bring a new crime, the end of the period, or the last thing still to be done."""
    if any(other.done_on is None for other in one.obligations):
        return Slow(Status.NOT_EXPUNGED)
    crimes = {crime.act_on: crime.completed_on for crime in one.new_crimes}
    ends = [other.end_on or START for other in one.additional]
    tail = max(ends, default=START) if lengthens else START
    done = max([START, *(other.done_on or START for other in one.obligations), *ends])
    today = start = one.start_on or START
    over_on: date | None = None
    while True:
        if today in crimes:
            start, over_on = max(start, crimes[today] or start), None
        if over_on is None and today >= anniversary(start, years) and today >= tail:
            over_on = today
        if over_on is not None and done <= today:
            late = done > over_on
            if late:
                return Slow(Status.NEEDS_CONFIRMATION, None, done)
            return Slow(AUTO, today + timedelta(1))
        today += timedelta(1)


@st.composite
def convictions(draw):
    months = draw(st.sampled_from([1, 59, 60, 61, 179, 180, 181, 240]))
    crimes = draw(st.lists(st.tuples(st.integers(1, 2500), st.integers(0, 900)), max_size=3, unique_by=lambda c: c[0]))
    start = draw(DAYS)
    ends = draw(st.lists(st.integers(0, 2500), max_size=2))
    done = draw(st.lists(st.one_of(st.none(), st.integers(-300, 2500), st.integers(0, 600)), max_size=2))
    acts = [(start + timedelta(act), start + timedelta(act + served)) for act, served in crimes]
    return Conviction(
        start,
        months=months,
        additional=tuple(Additional("surveillance", end_on=start + timedelta(n)) for n in ends),
        obligations=tuple(Obligation(None if n is None else start + timedelta(n)) for n in done),
        new_crimes=tuple(NewCrime(act, done_on) for act, done_on in acts),
    )


# Two years from 29 February 2020: they end on day 730, 28 February 2022.
LEAP = Conviction(date(2020, 2, 29), months=60)


def crime_on(day: int, served: int = 0) -> Conviction:
    act = LEAP.start_on + timedelta(day)
    return replace(LEAP, new_crimes=(NewCrime(act, act + timedelta(served)),))


def done_on(day: int) -> Conviction:
    return replace(LEAP, obligations=(Obligation(LEAP.start_on + timedelta(day)),))


@settings(max_examples=300, deadline=None)
@given(one=convictions())
@example(one=LEAP)
@example(one=crime_on(730))  # the last day of two years
@example(one=crime_on(731))  # the day after
@example(one=crime_on(731, 731))
@example(one=done_on(731))
@example(one=done_on(732))
def test_counting_day_by_day_gives_the_same(one):
    years = 2 if one.months <= 60 else 3 if one.months <= 180 else 5
    answer = expungement(one, LAW)

    assert Slow(answer.status, answer.cleared_from, answer.not_before) == slow(one, years, one.months <= 180)


@settings(max_examples=200, deadline=None)
@given(one=convictions(), n=st.integers(0, 4000))
@example(one=LEAP, n=730)
@example(one=LEAP, n=731)
@example(one=done_on(731), n=731)
def test_on_each_day_the_status_agrees_with_the_dates(one, n):
    on = one.start_on + timedelta(n)
    answer = expungement(one, LAW, on)

    if answer.status == AUTO:
        assert answer.cleared_from <= on
        assert not answer.blockers
    if answer.status == Status.WAITING and answer.cleared_from:
        assert on < answer.cleared_from
    if answer.status == Status.NOT_EXPUNGED:
        assert answer.blockers


@given(one=convictions(), end=st.integers(0, 3000))
@example(one=LEAP, end=730)
@example(one=LEAP, end=731)
@example(one=crime_on(730), end=732)
def test_another_penalty_never_clears_a_record_sooner(one, end):
    more = replace(one, additional=(*one.additional, Additional("rights", end_on=one.start_on + timedelta(end))))
    before, after = expungement(one, LAW), expungement(more, LAW)

    if before.earliest and after.earliest:
        # Unless it makes a crime fall before the end of the period, which also only lengthens.
        assert after.earliest >= before.earliest
