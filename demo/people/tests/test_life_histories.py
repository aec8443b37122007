"""The invented people, without a database."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from cases.choices import EndReason, Outcome
from cases.facts import stay_chain
from cases.judgments.sentences import parse_sentence
from cases.people.id_numbers import check_id_number, disagreements
from core.dates import add_years
from core.text import nfc
from demo.people.district import CASES, COMMUNES, FRAME, MIX, PERIOD, inhabitants
from demo.people.life_histories import AMNESTIES, generate_life
from demo.people.names import cccd
from demo.people.offences import LIFE_SENTENCE, OFFENCES, judgment, sentence_in_words
from demo.workbook import FIRST_SERIAL
from law.choices import Category

SEEDS = (1, 2, 27)


@pytest.fixture(scope="module", params=SEEDS)
def people(request):
    return inhabitants(request.param)


def stays_of(people):
    return [stay for one in people for case in one.life.cases for stay in case.history]


def crimes_of(people):
    return [reoffence for one in people for reoffence in one.life.reoffences]


def test_the_seed_determines_the_people():
    assert inhabitants(5) == inhabitants(5)
    assert inhabitants(5) != inhabitants(6)


def test_seed_1_is_the_same_on_every_machine():
    people = inhabitants(1)

    assert [(one.who.full_name, one.codes, one.places[0]) for one in people[:2]] == [
        ("Mai Văn Trung", ("MAU-2024-017",), "21226"),
        ("Trần Ngọc Tâm Tài", ("MAU-2023-039",), "21178"),
    ]
    assert (len(people), len(stays_of(people)), len(crimes_of(people))) == (328, 400, 22)


def test_the_number_of_cases_is_exact_and_codes_are_unique(people):
    codes = [code for one in people for code in one.codes]

    assert len(codes) == len(set(codes)) == CASES
    assert all(code.startswith(f"MAU-{case.arrival_on.year}-") for one in people for code, case in one.cases)


def test_the_services_would_accept_every_history(people):
    for one in people:
        previous_end = None
        for case in one.life.cases:
            stay_chain.check_history(case.history)
            assert previous_end is None or previous_end <= case.arrival_on
            assert case.release_on <= case.arrival_on
            previous_end = case.history[-1].end_on
        assert all(case.history[-1].end_on for case in one.life.cases[:-1])


def test_all_events_lie_within_the_time_frame(people):
    days = [day for stay in stays_of(people) for day in (stay.start_on, stay.end_on)]
    days += [day for reoffence in crimes_of(people) for day in (reoffence.prosecuted_on, reoffence.convicted_on)]

    assert all(FRAME.first <= day <= FRAME.last for day in days if day is not None)


def test_nobody_is_prosecuted_convicted_or_jailed_in_the_period(people):
    for reoffence in crimes_of(people):
        assert reoffence.prosecuted_on not in PERIOD
        assert reoffence.convicted_on is None or reoffence.convicted_on not in PERIOD
    assert not any(stay.end_reason == EndReason.REIMPRISONED and stay.end_on in PERIOD for stay in stays_of(people))


def test_people_of_every_category_are_prosecuted_in_the_period_a_year_before(people):
    before = PERIOD.year_before()
    counted = [
        reoffence
        for reoffence in crimes_of(people)
        if reoffence.prosecuted_on in before and reoffence.outcome != Outcome.DROPPED
    ]
    categories = {
        stay.category
        for one in people
        for case in one.life.cases
        for reoffence in case.reoffences
        if reoffence in counted
        for stay in case.history
        if stay.start_on <= reoffence.prosecuted_on <= (stay.end_on or date.max)
    }

    assert len(counted) >= 4
    assert categories == set(Category.values)


def test_reoffences_lie_within_their_case(people):
    for one in people:
        for case in one.life.cases:
            for reoffence in case.reoffences:
                assert case.arrival_on < reoffence.prosecuted_on
                assert case.history[-1].end_on is None or reoffence.prosecuted_on <= case.history[-1].end_on


def test_first_releases_have_the_mix_of_categories(people):
    first = Counter(one.life.cases[0].category for one in people)

    for category, percent in MIX.items():
        assert abs(100 * first[category] / len(people) - percent) < 3


def test_amnesties_happen_only_on_the_days_of_amnesties(people):
    days = {one.life.cases[0].release_on for one in people if one.life.cases[0].category == Category.AMNESTY}

    assert days <= set(AMNESTIES)
    assert len(days) > 2


def test_probation_is_completed_on_its_last_day(people):
    ended = [
        (stay.end_on, case.probation_end_on)
        for one in people
        for case in one.life.cases
        for stay, following in zip(case.history, case.history[1:], strict=False)
        if (stay.category, following.category) == (Category.CONDITIONAL, Category.COMPLETED)
    ]

    assert ended
    assert all(on == last_day for on, last_day in ended)


def test_nobody_is_expunged_before_the_term_of_article_70_is_over(people):
    expunged = [
        (case, case.history[-1].end_on)
        for one in people
        for case in one.life.cases
        if case.history[-1].end_reason == EndReason.EXPUNGED
    ]

    assert len(expunged) > 50
    for case, on in expunged:
        months = case.judgment.months or LIFE_SENTENCE
        years = 2 if months <= 60 else 3 if months <= 180 else 5
        assert on > add_years(case.probation_end_on or case.release_on, years)


def test_identity_numbers_are_unique_and_valid(people):
    numbers = [number for one in people for number in one.numbers]

    assert len(numbers) == len(set(numbers))
    for one in people:
        for kind, number in one.numbers:
            checked = check_id_number(number)
            assert checked.kind == kind
            assert disagreements(checked, one.who.birth[0], one.who.sex) == []


def test_serial_numbers_show_that_they_are_invented(people):
    assert all(
        int(number[-6:]) >= 900_000 > FIRST_SERIAL for one in people for kind, number in one.numbers if kind == "cccd"
    )


def test_names_are_in_nfc_without_repeated_parts(people):
    for one in people:
        words = one.who.full_name.split()
        assert one.who.full_name == nfc(one.who.full_name)
        assert all(first != second for first, second in zip(words, words[1:], strict=False))


def test_people_live_in_all_communes_and_move_only_between_different_ones(people):
    assert {one.places[0] for one in people} == set(COMMUNES)
    assert all(len(set(one.places)) == 3 for one in people)


def test_people_were_adults_when_they_came_home(people):
    assert all(add_years(one.life.born_on, 18) < one.life.cases[0].release_on for one in people)


def test_an_impossible_condition_raises_an_error():
    with pytest.raises(RuntimeError):
        generate_life(Random(1), FRAME, Category.AMNESTY, lambda life: life.cases[0].release_on == date(2020, 1, 1))


@pytest.mark.parametrize(
    ("sex", "year", "number"),
    [("male", 1990, "051090900001"), ("female", 1990, "051190900001"), ("male", 2003, "051203900001"),
     ("female", 2003, "051303900001")],
)  # fmt: skip
def test_identity_numbers_encode_century_sex_and_year(sex, year, number):
    assert cccd(sex, year, 900_001) == number


@pytest.mark.parametrize("months", sorted({months for offence in OFFENCES for months in offence.months}))
def test_sentences_are_written_as_the_register_reads_them(months):
    read = parse_sentence(sentence_in_words(months))

    assert (read.life, read.months) == ((True, None) if months == LIFE_SENTENCE else (False, months))


def test_judgments_before_2018_cite_the_old_code():
    theft = OFFENCES[0]

    assert judgment(theft, 9, date(2017, 12, 31)).article == "Điều 138 khoản 1 BLHS 1999"
    assert judgment(theft, 9, date(2018, 1, 1)).article == "Điều 173 khoản 1"
