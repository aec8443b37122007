"""Expungement: the worked examples, every branch of Điều 69–73, and a second, slow way to count the same."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law.rules.convictions import TIMED, Additional, Conviction, NewCrime, Obligation, Penalty
from law.rules.expungement import Path, Status, expungement, is_open_on
from law.values import Article, LawValue, law_on

LAW = law_on([], date(2024, 6, 1))
AUTO = Status.EXPUNGED_AUTO


def day(text: str) -> date:
    number, month, year = text.split("/")
    return date(int(year), int(month), int(number))


def conviction(start: str, months: int | None = None, **kwargs) -> Conviction:
    return Conviction(day(start), months=months, **kwargs)


def surveillance(end: str) -> tuple[Additional]:
    return (Additional("surveillance", end_on=day(end)),)


def paid(on: str | None) -> tuple[Obligation]:
    return (Obligation(day(on) if on else None, "bồi thường"),)


# number, conviction, years, period_end, cleared_from, not_before, status
EXAMPLES = [
    (1, conviction("15/03/2022", 18), 2, "15/03/2024", "16/03/2024", None, AUTO),
    (2, conviction("31/08/2021", 60), 2, "31/08/2023", "01/09/2023", None, AUTO),
    (3, conviction("31/08/2021", 61), 3, "31/08/2024", "01/09/2024", None, AUTO),
    (4, conviction("30/04/2020", 180), 3, "30/04/2023", "01/05/2023", None, AUTO),
    (5, conviction("30/04/2020", 192), 5, "30/04/2025", "01/05/2025", None, AUTO),
    (6, conviction("01/10/2024", 96), 3, "01/10/2027", "02/10/2027", None, AUTO),
    (7, conviction("10/11/2024", 72), 3, "10/11/2027", "11/11/2027", None, AUTO),
    (8, conviction("10/08/2024", 72), 3, "10/08/2027", "11/08/2027", None, AUTO),
    (9, conviction("01/06/2021", 48, additional=surveillance("01/06/2024")), 2, "01/06/2024", "02/06/2024", None, AUTO),
    (
        10,
        conviction("01/06/2021", 48, additional=surveillance("01/06/2022")),
        2,
        "01/06/2023",
        "02/06/2023",
        None,
        AUTO,
    ),
    (
        11,
        conviction("01/06/2021", 192, additional=surveillance("01/06/2024")),
        5,
        "01/06/2026",
        "02/06/2026",
        None,
        AUTO,
    ),
    (
        12,
        conviction("15/03/2022", 24, obligations=paid("20/09/2024")),
        2,
        "15/03/2024",
        None,
        "20/09/2024",
        Status.NEEDS_CONFIRMATION,
    ),
    (13, conviction("15/03/2022", 24, obligations=paid(None)), 2, "15/03/2024", None, None, Status.NOT_EXPUNGED),
    (
        14,
        conviction("15/03/2022", 36, new_crimes=(NewCrime(day("01/12/2023"), day("01/12/2025")),)),
        2,
        "01/12/2027",
        "02/12/2027",
        None,
        AUTO,
    ),
    (
        15,
        conviction("20/07/2019", 84, needs_court=True),
        5,
        "20/07/2024",
        None,
        "21/07/2024",
        Status.COURT_PETITION,
    ),
    (
        16,
        conviction("20/07/2021", 36, needs_court=True),
        3,
        "20/07/2024",
        None,
        "21/07/2024",
        Status.COURT_PETITION,
    ),
    (17, conviction("20/02/2023", 24, penalty=Penalty.SUSPENDED), 1, "20/02/2024", "21/02/2024", None, AUTO),
    (18, conviction("15/03/2022", 24, leaves_no_record=True), None, None, None, None, Status.NO_RECORD),
    (19, conviction("29/02/2024", 12), 2, "28/02/2026", "01/03/2026", None, AUTO),
    (20, conviction("02/09/2019", penalty=Penalty.LIFE), 5, "02/09/2024", "03/09/2024", None, AUTO),
    (
        21,
        conviction("31/08/2021", 61, has_merit=True),
        3,
        "31/08/2022",
        None,
        "01/09/2022",
        Status.COURT_MAY_DECIDE,
    ),
]


@pytest.mark.parametrize(
    ("one", "years", "period_end", "cleared_from", "not_before", "status"),
    [example[1:] for example in EXAMPLES],
    ids=[f"example-{example[0]}" for example in EXAMPLES],
)
def test_the_worked_examples_come_out(one, years, period_end, cleared_from, not_before, status):
    answer = expungement(one, LAW)

    assert answer.status == status
    assert answer.years == years
    assert answer.period_end == (day(period_end) if period_end else None)
    assert answer.cleared_from == (day(cleared_from) if cleared_from else None)
    assert answer.not_before == (day(not_before) if not_before else None)


@pytest.mark.parametrize("one", [example[1] for example in EXAMPLES], ids=[str(example[0]) for example in EXAMPLES])
def test_every_answer_has_an_article_and_says_why(one):
    answer = expungement(one, LAW)

    assert "Điều" in str(answer.article)
    assert answer.reasons
    assert all(str(reason.article) and reason.text for reason in (*answer.reasons, *answer.blockers))


def test_the_second_conviction_of_example_14_ends_on_the_same_day():
    assert expungement(conviction("01/12/2025", 24), LAW).cleared_from == day("02/12/2027")


@pytest.mark.parametrize(
    ("months", "auto", "court"), [(1, 2, 3), (60, 2, 3), (61, 3, 5), (180, 3, 5), (181, 5, 7), (360, 5, 7)]
)
def test_bands_turn_after_five_and_fifteen_years_pronounced(months, auto, court):
    assert expungement(conviction("15/03/2022", months), LAW).years == auto
    assert expungement(conviction("15/03/2022", months, needs_court=True), LAW).years == court


@pytest.mark.parametrize("penalty", ["suspended", "non_custodial", "fine", "warning"])
def test_penalties_without_prison_take_one_year_on_both_paths(penalty):
    one = conviction("15/03/2022", penalty=Penalty(penalty))

    assert expungement(one, LAW).years == 1
    assert expungement(replace(one, needs_court=True), LAW).years == 1


@pytest.mark.parametrize("penalty", [Penalty.LIFE, Penalty.DEATH_COMMUTED])
def test_life_and_commuted_death_take_the_longest_period(penalty):
    assert expungement(conviction("15/03/2015", penalty=penalty, needs_court=True), LAW).years == 7


@pytest.mark.parametrize(
    ("on", "status"),
    [("14/03/2024", Status.WAITING), ("15/03/2024", Status.WAITING), ("16/03/2024", AUTO), ("01/01/2030", AUTO)],
)
def test_the_record_is_open_through_the_last_day_of_the_period(on, status):
    answer = expungement(conviction("15/03/2022", 18), LAW, day(on))

    assert answer.status == status
    assert answer.cleared_from == day("16/03/2024")


def test_the_convention_of_the_day_itself_is_a_setting():
    row = LawValue("expunge_next_day", "0", Article("Quy ước của đơn vị"), date(2020, 1, 1))
    law = law_on([row], date(2024, 6, 1))

    assert expungement(conviction("15/03/2022", 18), law, day("15/03/2024")).status == AUTO
    assert expungement(conviction("15/03/2022", 18), law).cleared_from == day("15/03/2024")


def test_before_the_main_penalty_is_done_the_period_has_not_begun():
    answer = expungement(Conviction(None, months=18), LAW, day("01/01/2025"))

    assert (answer.status, answer.period_end) == (Status.WAITING, None)
    assert answer.blockers


def test_something_open_before_the_period_is_over_is_only_told():
    answer = expungement(conviction("15/03/2022", 24, obligations=paid(None)), LAW, day("01/01/2024"))

    assert answer.status == Status.WAITING
    assert "bồi thường" in answer.blockers[0].text
    assert answer.earliest == day("16/03/2024")


def test_what_was_done_on_the_last_day_of_the_period_was_in_time():
    assert expungement(conviction("15/03/2022", 24, obligations=paid("15/03/2024")), LAW).status == AUTO


def test_what_was_done_the_day_after_is_late():
    answer = expungement(conviction("15/03/2022", 24, obligations=paid("16/03/2024")), LAW)

    assert (answer.status, answer.not_before) == (Status.NEEDS_CONFIRMATION, day("16/03/2024"))


def test_an_additional_fine_counts_when_paid_not_at_a_date():
    unpaid = Additional("fine", end_on=day("01/01/2023"))

    assert expungement(conviction("15/03/2022", 24, additional=(unpaid,)), LAW).status == Status.NOT_EXPUNGED
    done = replace(unpaid, done_on=day("01/01/2023"))
    assert expungement(conviction("15/03/2022", 24, additional=(done,)), LAW).status == AUTO


def test_a_penalty_whose_end_nobody_knows_blocks():
    answer = expungement(conviction("15/03/2022", 24, additional=(Additional("surveillance"),)), LAW)

    assert answer.status == Status.NOT_EXPUNGED


@pytest.mark.parametrize("kind", sorted(TIMED))
@pytest.mark.parametrize("months", [48, 120, 192])
def test_which_penalties_lengthen_the_automatic_period(kind, months):
    longer = conviction("01/06/2021", months, additional=(Additional(kind, end_on=day("01/06/2027")),))

    ends_with_it = expungement(longer, LAW).period_end == day("01/06/2027")
    assert ends_with_it == (months <= 180)


@pytest.mark.parametrize(
    ("kind", "months", "lengthens"),
    [
        ("surveillance", 48, True),
        ("residence_ban", 48, True),
        ("rights", 48, True),
        ("office_ban", 48, False),
        ("surveillance", 120, False),
    ],
)
def test_which_penalties_lengthen_the_courts_period(kind, months, lengthens):
    longer = conviction(
        "01/06/2021", months, needs_court=True, additional=(Additional(kind, end_on=day("01/06/2027")),)
    )

    assert (expungement(longer, LAW).period_end == day("01/06/2027")) == lengthens


def test_a_penalty_that_does_not_lengthen_but_ends_later_needs_confirmation():
    longer = conviction("01/06/2021", 192, additional=surveillance("10/06/2026"))

    answer = expungement(longer, LAW)
    assert (answer.status, answer.not_before) == (Status.NEEDS_CONFIRMATION, day("10/06/2026"))
    assert expungement(longer, LAW, day("01/01/2026")).status == Status.WAITING


def test_the_day_a_penalty_was_really_done_goes_before_the_day_decided():
    early = (Additional("surveillance", end_on=day("01/06/2024"), done_on=day("01/09/2023")),)

    assert expungement(conviction("01/06/2021", 48, additional=early), LAW).period_end == day("01/09/2023")


@pytest.mark.parametrize("act", ["16/03/2022", "15/03/2024"])
def test_a_new_crime_up_to_the_last_day_restarts_the_period(act):
    crime = NewCrime(day(act), day("01/12/2025"))

    assert expungement(conviction("15/03/2022", 24, new_crimes=(crime,)), LAW).period_end == day("01/12/2027")


def test_a_new_crime_after_the_period_leaves_the_old_record_gone():
    crime = NewCrime(day("16/03/2024"), day("01/12/2025"))
    answer = expungement(conviction("15/03/2022", 24, new_crimes=(crime,)), LAW)

    assert (answer.status, answer.cleared_from) == (AUTO, day("16/03/2024"))
    assert any(reason.code == "new_crime_after" for reason in answer.reasons)


def test_a_new_crime_long_after_restarts_what_only_the_court_expunges():
    crime = NewCrime(day("16/03/2030"), day("01/12/2031"))
    answer = expungement(conviction("15/03/2022", 24, needs_court=True, new_crimes=(crime,)), LAW)

    assert (answer.status, answer.period_end) == (Status.COURT_PETITION, day("01/12/2034"))


def test_a_new_crime_restarts_a_record_that_was_still_open_for_unpaid_compensation():
    crime = NewCrime(day("01/06/2024"), day("01/12/2025"))
    late = conviction("15/03/2022", 24, obligations=paid("20/09/2024"), new_crimes=(crime,))

    answer = expungement(late, LAW)
    assert (answer.status, answer.period_end) == (AUTO, day("01/12/2027"))


def test_what_was_never_done_keeps_the_record_open_for_a_crime_long_after():
    crime = NewCrime(day("01/06/2024"), day("01/12/2025"))
    answer = expungement(conviction("15/03/2022", 24, obligations=paid(None), new_crimes=(crime,)), LAW)

    assert (answer.status, answer.period_end) == (Status.NOT_EXPUNGED, day("01/12/2027"))


def test_a_new_crime_after_late_payment_stays_with_the_confirmation():
    crime = NewCrime(day("01/12/2024"), day("01/12/2025"))
    answer = expungement(conviction("15/03/2022", 24, obligations=paid("20/09/2024"), new_crimes=(crime,)), LAW)

    assert answer.status == Status.NEEDS_CONFIRMATION
    assert "tính lại" in answer.reasons[-1].text


@pytest.mark.parametrize(
    "crime", [NewCrime(day("01/12/2023")), NewCrime(day("01/12/2023"), is_convicted=False)], ids=["serving", "pending"]
)
def test_a_new_crime_not_dealt_with_blocks(crime):
    answer = expungement(conviction("15/03/2022", 24, new_crimes=(crime,)), LAW, day("01/01/2024"))

    assert (answer.status, answer.cleared_from) == (Status.NOT_EXPUNGED, None)
    assert "01/12/2023" in answer.blockers[0].text


def test_two_new_crimes_restart_twice():
    crimes = (NewCrime(day("01/01/2027"), day("01/01/2028")), NewCrime(day("01/12/2023"), day("01/12/2025")))

    assert expungement(conviction("15/03/2022", 24, new_crimes=crimes), LAW).period_end == day("01/01/2030")


def test_mixed_crimes_follow_the_courts_periods_and_say_so():
    answer = expungement(conviction("20/07/2021", 36, needs_court=True, is_mixed=True), LAW)

    assert (answer.path, answer.years) == (Path.COURT, 3)
    assert any("Điều 73 khoản 3" in str(reason.article) for reason in answer.reasons)


@pytest.mark.parametrize(
    ("refused", "not_before"),
    [
        (["01/09/2024"], "02/09/2025"),
        (["01/09/2024", "05/10/2025"], "06/10/2027"),
        (["01/09/2022"], "21/07/2024"),
    ],
)
def test_a_refused_petition_waits_one_year_and_then_two(refused, not_before):
    one = conviction("20/07/2021", 36, needs_court=True, refused_on=tuple(day(text) for text in refused))
    answer = expungement(one, LAW)

    assert answer.not_before == day(not_before)
    assert expungement(one, LAW, day(not_before) - timedelta(1)).status == Status.WAITING
    assert expungement(one, LAW, day(not_before)).status == Status.COURT_PETITION


@pytest.mark.parametrize(
    ("on", "status"),
    [("31/08/2022", Status.WAITING), ("01/09/2022", Status.COURT_MAY_DECIDE), ("01/09/2024", AUTO)],
)
def test_merit_opens_the_way_after_a_third_until_the_whole_is_over(on, status):
    assert expungement(conviction("31/08/2021", 61, has_merit=True), LAW, day(on)).status == status


def test_merit_waits_for_what_was_done_after_the_third():
    one = conviction("31/08/2021", 61, has_merit=True, obligations=paid("05/05/2023"))

    assert (expungement(one, LAW).status, expungement(one, LAW).not_before) == (
        Status.COURT_MAY_DECIDE,
        day("05/05/2023"),
    )


def test_merit_in_a_courts_case_stays_with_the_court():
    one = conviction("31/08/2021", 61, has_merit=True, needs_court=True)

    answer = expungement(one, LAW, day("01/09/2030"))
    assert answer.status == Status.COURT_MAY_DECIDE
    assert answer.period_end == day("30/04/2023")  # a third of five years: 20 months


@pytest.mark.parametrize(
    ("end", "third"),
    [("01/06/2027", "01/06/2023"), ("02/06/2027", "02/06/2023"), ("05/06/2027", "03/06/2023")],
)
def test_a_third_of_a_lengthened_period_is_a_third_of_all_of_it(end, third):
    one = conviction("01/06/2021", 48, has_merit=True, additional=surveillance(end))

    assert expungement(one, LAW).period_end == day(third)  # six years: two years; else days, rounded up


def test_a_minor_is_left_to_a_person_under_an_article_of_its_day():
    one = conviction("15/03/2022", 24, is_minor=True)

    assert expungement(one, LAW).status == Status.NEEDS_CONFIRMATION
    assert "Điều 107" in str(expungement(one, LAW).article)
    assert "chưa thành niên" in str(expungement(one, law_on([], date(2026, 1, 1))).article)


@pytest.mark.parametrize("months", [None, 0, -3])
def test_prison_without_months_is_refused(months):
    with pytest.raises(ValueError, match="mức án"):
        conviction("15/03/2022", months)


def test_a_new_sentence_cannot_be_served_before_its_crime():
    with pytest.raises(ValueError, match="trước ngày phạm tội"):
        NewCrime(day("01/12/2023"), day("30/11/2023"))


@pytest.mark.parametrize(("on", "is_open"), [("15/03/2024", True), ("16/03/2024", False)])
def test_a_record_is_open_until_the_law_clears_it(on, is_open):
    assert is_open_on(conviction("15/03/2022", 18), LAW, day(on)) is is_open


def test_no_record_is_never_open_and_an_undecided_one_always():
    assert not is_open_on(conviction("15/03/2022", 18, leaves_no_record=True), LAW, day("01/04/2022"))
    assert is_open_on(conviction("15/03/2012", 18, needs_court=True), LAW, day("01/04/2022"))


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
    tail = max((other.end_on for other in one.additional), default=START) if lengthens else START
    done = max([START, *(o.done_on for o in one.obligations), *(a.end_on for a in one.additional)])
    today, start, over_on = one.start_on, one.start_on, None
    while True:
        if today in crimes:
            start, over_on = max(start, crimes[today]), None
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


@settings(max_examples=300, deadline=None)
@given(one=convictions())
def test_counting_day_by_day_gives_the_same(one):
    years = 2 if one.months <= 60 else 3 if one.months <= 180 else 5
    answer = expungement(one, LAW)

    assert Slow(answer.status, answer.cleared_from, answer.not_before) == slow(one, years, one.months <= 180)


@settings(max_examples=200, deadline=None)
@given(one=convictions(), n=st.integers(0, 4000))
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
def test_another_penalty_never_clears_a_record_sooner(one, end):
    more = replace(one, additional=(*one.additional, Additional("rights", end_on=one.start_on + timedelta(end))))
    before, after = expungement(one, LAW), expungement(more, LAW)

    if before.earliest and after.earliest:
        # Unless it makes a crime fall before the end of the period, which also only lengthens.
        assert after.earliest >= before.earliest
