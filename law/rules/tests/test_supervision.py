"""When the next contact is due and which group the facts suggest."""

from datetime import date

import pytest

from law.choices import Category
from law.rules.supervision import Group, Situation, classification_due, contact_due, suggested_group
from law.timeline import Article, LawValue, law_on

TODAY = date(2024, 6, 1)
LAW = law_on([], TODAY)
HOME = date(2024, 1, 10)
GOOD = Situation(has_work=True, is_work_stable=True, has_home=True)


def due(category="completed", group="B", **kwargs):
    return contact_due(category, group, LAW, managed_from=HOME, **kwargs)


@pytest.mark.parametrize(
    ("category", "group", "days"),
    [
        ("completed", "", 90),
        ("completed", "A", 180),
        ("amnesty", "C", 30),
        ("conditional", "", 30),
        ("conditional", "C", 15),
        ("conditional", "D", 0),
    ],
)
def test_the_frequency_depends_on_category_and_group(category, group, days):
    assert due(category, group).every_days == days


def test_all_stored_categories_and_groups_have_a_frequency():
    assert all(due(category, group) for category in Category.values for group in ["", *Group])


def test_the_first_contact_counts_from_coming_home_and_the_next_from_the_last():
    assert due().by_on == date(2024, 4, 9)
    assert due(last_on=date(2024, 4, 1)).by_on == date(2024, 6, 30)


def test_a_contact_before_coming_home_does_not_bring_the_next_one_forward():
    assert due(last_on=date(2023, 12, 1)).by_on == date(2024, 4, 9)


@pytest.mark.parametrize(
    ("agreed", "by", "is_agreed"),
    [
        (date(2024, 5, 1), date(2024, 5, 1), True),
        (date(2024, 6, 30), date(2024, 6, 30), True),
        (date(2024, 7, 1), date(2024, 6, 30), False),
        (date(2024, 4, 1), date(2024, 6, 30), False),  # not after the last contact: kept already
    ],
)
def test_an_agreed_day_makes_it_due_sooner_never_later(agreed, by, is_agreed):
    found = due(last_on=date(2024, 4, 1), agreed_on=agreed)

    assert (found.by_on, found.is_agreed) == (by, is_agreed)


def test_in_group_d_only_what_was_agreed_is_due():
    assert due(group="D").by_on is None
    assert due(group="D", agreed_on=date(2024, 5, 1)).by_on == date(2024, 5, 1)


def test_the_office_sets_its_own_frequency():
    row = LawValue("contact_days_completed_b", "45", Article("Kế hoạch số 5"), date(2024, 1, 1))
    found = contact_due("completed", "B", law_on([row], TODAY), managed_from=HOME)

    assert (found.by_on, str(found.article)) == (date(2024, 2, 24), "Kế hoạch số 5")


def test_classification_is_due_every_quarter():
    assert classification_due(LAW, managed_from=date(2024, 8, 31)) == date(2024, 11, 30)
    assert classification_due(LAW, managed_from=HOME, last_on=date(2024, 3, 5)) == date(2024, 6, 5)


@pytest.mark.parametrize(
    ("situation", "group", "code"),
    [
        (GOOD, Group.A, "stable"),
        (Situation(), Group.B, "work_unknown"),
        (Situation(has_work=False, has_home=True), Group.B, "no_work"),
        (Situation(has_work=True, is_work_stable=False, has_home=True), Group.B, "unstable_work"),
        (Situation(has_work=True, is_work_stable=True, has_home=False), Group.B, "no_home"),
        (Situation(has_work=True, is_work_stable=True, has_home=True, open_needs=2), Group.B, "needs"),
        (Situation(has_work=True, is_work_stable=True, has_home=True, missing_reports=1), Group.C, "missing_reports"),
        (Situation(last_breach_on=date(2024, 3, 1)), Group.C, "breach"),
        (Situation(last_breach_on=date(2024, 2, 29)), Group.B, "work_unknown"),
        (Situation(prosecuted_on=date(2020, 1, 1)), Group.C, "prosecuted"),
        (Situation(is_held=True, prosecuted_on=date(2024, 1, 1)), Group.D, "held"),
    ],
)
def test_the_group_follows_what_is_recorded(situation, group, code):
    found = suggested_group(situation, LAW, TODAY)

    assert found.group == group
    assert found.reasons[0].code == code
    assert all(reason.text and str(reason.article) for reason in found.reasons)


def test_every_difficulty_is_told():
    found = suggested_group(Situation(has_work=False, has_home=False, open_needs=1), LAW, TODAY)

    assert [reason.code for reason in found.reasons] == ["no_work", "no_home", "needs"]
