"""How long a conviction stands: by penalty, by additional penalties, and until the last day."""

from dataclasses import replace
from datetime import date

import pytest

from law.rules.convictions import TIMED, Additional, Conviction, Penalty
from law.rules.expungement import Status, expungement
from law.rules.tests.expungement_cases import AUTO, LAW, conviction, day, paid, surveillance
from law.timeline import Article, LawValue, law_on


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
