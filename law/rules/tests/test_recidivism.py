"""The hint of recidivism: Điều 53 over all combinations, against the law's own words."""

from datetime import date
from itertools import product

import pytest

from law.rules.recidivism import Crime, CrimeClass, Hint, Previous, crime_class, recidivism
from law.timeline import law_on

LAW = law_on([], date(2024, 6, 1))
ACT = date(2024, 5, 1)
LESS, SERIOUS, VERY, EXTREME = CrimeClass


def hint(new: Crime, *previous: Previous) -> Hint:
    return recidivism(new, previous, LAW).hint


@pytest.mark.parametrize(
    ("top", "found"),
    [(3, LESS), (4, SERIOUS), (7, SERIOUS), (8, VERY), (15, VERY), (16, EXTREME), (20, EXTREME), (None, EXTREME)],
)
def test_the_class_goes_by_the_top_of_the_frame(top, found):
    assert crime_class(top) == found


def test_without_an_open_record_there_is_no_recidivism():
    assert hint(Crime(ACT, True, EXTREME)) == Hint.NONE
    assert hint(Crime(ACT, True, EXTREME), Previous(False, True, EXTREME, found_recidivist=True)) == Hint.NONE


@pytest.mark.parametrize(
    ("new", "previous", "found"),
    [
        (Crime(ACT, True, LESS), Previous(True, True, LESS), Hint.RECIDIVISM),
        (Crime(ACT, True, None), Previous(True, False, None), Hint.RECIDIVISM),
        (Crime(ACT, False, LESS), Previous(True, True, EXTREME), Hint.NONE),
        (Crime(ACT, False, SERIOUS), Previous(True, True, EXTREME), Hint.NONE),
        (Crime(ACT, False, VERY), Previous(True, True, LESS), Hint.RECIDIVISM),
        (Crime(ACT, False, EXTREME), Previous(True, True, EXTREME, found_recidivist=True), Hint.RECIDIVISM),
        (Crime(ACT, True, VERY), Previous(True, True, EXTREME), Hint.DANGEROUS),
        (Crime(ACT, True, VERY), Previous(True, False, EXTREME), Hint.RECIDIVISM),
        (Crime(ACT, True, SERIOUS), Previous(True, True, EXTREME), Hint.RECIDIVISM),
        (Crime(ACT, True, LESS), Previous(True, True, LESS, found_recidivist=True), Hint.DANGEROUS),
        (Crime(ACT, False, None), Previous(True, True, LESS), Hint.UNKNOWN),
        (Crime(ACT, None, EXTREME), Previous(True, False, LESS), Hint.RECIDIVISM),
        (Crime(ACT, True, LESS), Previous(True, None, None), Hint.RECIDIVISM),
        (Crime(ACT, True, VERY), Previous(True, True, None), Hint.UNKNOWN),
        (Crime(ACT, True, LESS), Previous(None, True, LESS), Hint.UNKNOWN),
        (Crime(ACT, True, LESS), Previous(True, True, LESS, None), Hint.UNKNOWN),
        (Crime(None, True, LESS), Previous(None, True, LESS), Hint.UNKNOWN),
        (Crime(None, False, LESS), Previous(None, True, LESS), Hint.NONE),
    ],
)
def test_the_cases_of_article_53(new, previous, found):
    answer = recidivism(new, [previous], LAW)

    assert answer.hint == found
    assert ("01/05/2024" if new.act_on else "chưa ghi ngày phạm tội") in answer.reasons[0].text
    assert bool(answer.questions) == (found == Hint.UNKNOWN)
    assert "Điều" in str(answer.article)


def test_one_open_record_among_several_is_enough():
    assert hint(Crime(ACT, True, LESS), Previous(False, True, VERY), Previous(True, True, LESS)) == Hint.RECIDIVISM


def by_the_words_of_the_law(new: Crime, one: Previous) -> Hint:
    """docs/law.md §4.1 as it stands there."""
    if not one.is_open:
        return Hint.NONE
    if (
        new.is_intentional
        and new.crime_class in {VERY, EXTREME}
        and one.is_intentional
        and one.crime_class in {VERY, EXTREME}
    ):
        return Hint.DANGEROUS
    if new.is_intentional and one.found_recidivist:
        return Hint.DANGEROUS
    if new.is_intentional or new.crime_class in {VERY, EXTREME}:
        return Hint.RECIDIVISM
    return Hint.NONE


def test_all_combinations_agree_with_the_words_of_the_law():
    for intent, found, is_open, was_intent, was, recidivist in product(
        [True, False], CrimeClass, [True, False], [True, False], CrimeClass, [True, False]
    ):
        new, one = Crime(ACT, intent, found), Previous(is_open, was_intent, was, recidivist)
        assert hint(new, one) == by_the_words_of_the_law(new, one), (new, one)


def test_unknown_guilt_is_left_open_and_said_to_be_the_courts():
    answer = recidivism(Crime(date(2024, 1, 1), is_intentional=None), [Previous(True, True)], LAW)

    assert answer.hint == Hint.UNKNOWN
    assert "do Tòa án quyết định" in answer.reasons[0].text
    assert "Điều 53" in str(answer.article)


@pytest.mark.parametrize(
    ("new", "previous", "asked"),
    [
        (Crime(None, None), [Previous(None, True, LESS)], ["no_act", "no_intent", "no_class"]),
        (Crime(ACT, True, None), [Previous(True, True, VERY)], ["no_class"]),
        (Crime(ACT, True, None), [Previous(True, False, None)], []),
        (
            Crime(ACT, True, VERY),
            [Previous(True, None, None, label="A")],
            ["previous_is_intentional", "previous_crime_class"],
        ),
        (Crime(ACT, True, LESS), [Previous(None, True, LESS, label="A")], ["previous_is_open"]),
        (
            Crime(ACT, True, LESS),
            [Previous(True, True, LESS, None), Previous(False, None)],
            ["previous_found_recidivist"],
        ),
        (Crime(ACT, True, LESS), [Previous(True, True, LESS, True), Previous(None, None, None, None)], []),
    ],
)
def test_only_what_could_change_the_answer_is_asked(new, previous, asked):
    assert [one.code for one in recidivism(new, previous, LAW).questions] == asked


def test_an_unknown_fact_leaves_open_exactly_what_its_values_differ_in():
    """Over all ways to leave facts out: the hint is given if every completion gives it, and only then."""
    values = [
        (True, False, None),
        (LESS, VERY, None),
        (True, False, None),
        (True, None),
        (LESS, VERY, None),
        (True, False, None),
    ]
    for intent, found, is_open, was_intent, was, recidivist in product(*values):
        every = {
            by_the_words_of_the_law(Crime(ACT, *crime), Previous(*one))
            for crime in product(*(_all(intent), _all(found, classes=True)))
            for one in product(_all(is_open), _all(was_intent), _all(was, classes=True), _all(recidivist))
        }
        answer = recidivism(Crime(ACT, intent, found), [Previous(is_open, was_intent, was, recidivist)], LAW)
        assert answer.hint == (every.pop() if len(every) == 1 else Hint.UNKNOWN)


def _all(value, *, classes: bool = False):
    if value is not None:
        return (value,)
    return tuple(CrimeClass) if classes else (True, False)
