"""Expungement by the court: mixed crimes, refused petitions, merit, minors and what is not a valid conviction."""

from datetime import date, timedelta

import pytest

from law.rules.convictions import NewCrime
from law.rules.expungement import Path, Status, expungement, is_open_on
from law.rules.tests.expungement_cases import AUTO, LAW, conviction, day, paid, surveillance
from law.timeline import law_on


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
