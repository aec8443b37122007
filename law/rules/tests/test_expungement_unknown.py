"""What is not recorded is a question in the answer: obligations, the day of a new act, another sentence of the person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.dates import DAY_ONE, add_years
from law.rules.convictions import Conviction, NewCrime, Obligation
from law.rules.expungement import Status, band, expungement
from law.rules.person_record import UnknownConviction, person_record
from law.rules.tests.expungement_cases import LAW

START, END = date(2022, 3, 15), date(2024, 3, 15)
PLAIN = Conviction(START, months=18)


def codes(reasons) -> list[str]:
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("months", "days", "end"),
    [
        (59, 29, date(2024, 3, 15)),
        (60, 0, date(2024, 3, 15)),
        (60, 1, date(2025, 3, 15)),
        (60, 15, date(2025, 3, 15)),
        (180, 0, date(2025, 3, 15)),
        (180, 15, date(2027, 3, 15)),
    ],
)
def test_days_beyond_the_months_decide_the_band(months, days, end):
    assert expungement(replace(PLAIN, months=months, days=days), LAW).period_end == end


@given(months=st.integers(0, 400), days=st.integers(0, 29))
@example(months=60, days=0)
@example(months=60, days=1)
@example(months=180, days=0)
@example(months=180, days=15)
def test_the_band_compares_the_exact_term(months, days):
    exact = months * 30 + days
    expected = "low" if exact <= 1800 else "high" if exact <= 5400 else "top"
    assert band("prison", months, LAW, days) == expected


@pytest.mark.parametrize(
    ("on", "status"),
    [(END, Status.WAITING), (END + DAY_ONE, Status.NEEDS_ANSWER), (None, Status.NEEDS_ANSWER)],
)
def test_unrecorded_obligations_are_asked_about(on, status):
    answer = expungement(replace(PLAIN, are_obligations_known=False), LAW, on)

    assert (answer.status, answer.earliest) == (status, END + DAY_ONE)
    assert codes(answer.questions) == ["obligations_unknown"]


def test_an_obligation_that_is_open_is_told_first():
    answer = expungement(replace(PLAIN, obligations=(Obligation(),)), LAW)

    assert (answer.status, answer.questions) == (Status.NOT_EXPUNGED, ())


@pytest.mark.parametrize(
    ("crime", "status"),
    [
        # The act may have come before or after the end of the period.
        (NewCrime(None, date(2026, 1, 1), known_by=date(2025, 1, 1)), Status.NEEDS_ANSWER),
        (NewCrime(None, date(2026, 1, 1)), Status.NEEDS_ANSWER),
        # Prosecuted within the period: the act came earlier still.
        (NewCrime(None, date(2026, 1, 1), known_by=END), Status.EXPUNGED_AUTO),
        (NewCrime(None, known_by=END), Status.NOT_EXPUNGED),
        (NewCrime(None, known_by=date(2025, 1, 1), is_convicted=False), Status.NOT_EXPUNGED),
    ],
)
def test_an_unknown_day_of_the_act_is_a_question_and_never_after_the_period(crime, status):
    answer = expungement(replace(PLAIN, new_crimes=(crime,)), LAW)

    assert answer.status == status
    assert codes(answer.questions) == ["act_unknown"]
    if status == Status.EXPUNGED_AUTO:
        assert answer.start_on == date(2026, 1, 1)


def test_an_unknown_act_restarts_what_only_a_court_expunges():
    crime = NewCrime(None, date(2030, 1, 1), known_by=date(2029, 1, 1))
    answer = expungement(replace(PLAIN, needs_court=True, new_crimes=(crime,)), LAW)

    assert (answer.status, answer.start_on) == (Status.COURT_PETITION, date(2030, 1, 1))


def test_article_72_has_no_waiting_year_after_a_refusal():
    refused = replace(PLAIN, months=72, has_merit=True, special_refused_on=(date(2023, 6, 1),))
    answer = expungement(refused, LAW, date(2023, 6, 2))

    assert answer.status == Status.COURT_MAY_DECIDE
    assert "special_refused" in codes(answer.reasons)
    assert "không quy định thời gian chờ" in next(r.text for r in answer.reasons if r.code == "special_refused")


def test_a_refusal_under_article_72_does_not_delay_the_petition_of_article_71():
    court = Conviction(START, months=36, needs_court=True, special_refused_on=(date(2025, 3, 1),))

    assert expungement(court, LAW).not_before == date(2025, 3, 16)


def test_the_longest_of_several_records_decides():
    long = Conviction(START, months=72, label="b")
    record = person_record([PLAIN, long], LAW, date(2024, 6, 1))

    assert [one.answer.status for one in record.answers] == [Status.EXPUNGED_AUTO, Status.WAITING]
    assert (record.deciding.label, record.answer.earliest) == ("b", date(2025, 3, 16))


def test_a_conviction_without_sentence_is_a_question_about_the_person():
    record = person_record([PLAIN, UnknownConviction("b")], LAW, date(2024, 6, 1))

    assert record.answer.status == Status.NEEDS_ANSWER
    assert codes(record.answer.questions) == ["sentence_unknown"]


def test_nobody_is_asked_about_without_a_conviction():
    with pytest.raises(ValueError, match="conviction"):
        person_record([], LAW)


@given(
    months=st.integers(1, 360),
    done=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    act=st.integers(0, 4000),
    known=st.integers(0, 900),
)
@example(months=60, done=date(2020, 2, 29), act=730, known=0)  # known on the last day
@example(months=60, done=date(2020, 2, 29), act=731, known=0)
@example(months=180, done=date(2021, 3, 1), act=1096, known=0)
def test_an_unknown_act_agrees_with_every_day_it_may_have_been(months, done, act, known):
    """Slow calculation: the answer is certain only if all possible days of the act lead to the same start."""
    completed = date.fromordinal(done.toordinal() + act + known)
    known_by = date.fromordinal(done.toordinal() + act)
    base = Conviction(done, months=months)
    years = 2 if months <= 60 else 3 if months <= 180 else 5
    answer = expungement(replace(base, new_crimes=(NewCrime(None, completed, known_by=known_by),)), LAW)

    if known_by <= add_years(done, years):
        assert answer.start_on == completed
    else:
        assert answer.status == Status.NEEDS_ANSWER
