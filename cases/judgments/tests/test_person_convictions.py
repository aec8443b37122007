"""All cases and judgments of a person count for expungement, and what is not recorded stays a question."""

from datetime import date

import pytest

from cases.closing import services as closing_services
from cases.expungement.rules import record_of
from cases.facts.store import ReoffenceData
from cases.judgments.convictions import borrows_from, convictions_of, started_on
from cases.models import Case, CivilObligation, Judgment, NewSentence, Offence
from cases.reoffences import services as reoffences_services
from cases.tests.factories import receive
from cases.worklist.loader import load_worklist_cases
from law.rules.convictions import NewCrime
from law.rules.expungement import Status

FIRST, SECOND = date(2018, 1, 10), date(2022, 5, 10)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(world):
    """An ended case of 2018, and the person's open case of 2022."""
    old = receive(world, code="HS-1", on=FIRST, sentence_months=18)
    closing_services.close(by=None, case=old, on=date(2019, 1, 1), reason="moved_away", document_number="1")
    new = receive(world, code="HS-2", on=SECOND, sentence_months=72)
    Case.objects.filter(pk=new.pk).update(person=old.person)
    return with_latest(old), with_latest(new)


def with_latest(case: Case) -> Case:
    return Case.objects.with_latest().get(pk=case.pk)


def judge(case: Case, **fields) -> Judgment:
    return Judgment.objects.create(case=case, court="x", number="1", **fields)


def test_a_later_case_is_a_new_crime_against_the_earlier_one(cases):
    old, new = cases
    judgment = judge(new, on=date(2020, 6, 1), months=72)
    Offence.objects.create(judgment=judgment, name="Trộm cắp", article="173", act_on=date(2019, 12, 1))

    assert convictions_of(old).own.new_crimes == (NewCrime(date(2019, 12, 1), SECOND, known_by=date(2020, 6, 1)),)
    assert convictions_of(new).own.new_crimes == ()
    assert [one.label for one in convictions_of(new).others] == ["HS-1"]


def test_without_the_day_of_the_act_the_judgment_says_by_when_it_came(cases):
    old, new = cases
    judge(new, on=date(2020, 6, 1), months=72)

    assert convictions_of(old).own.new_crimes == (NewCrime(None, SECOND, known_by=date(2020, 6, 1)),)


def test_a_prosecution_in_the_old_case_and_the_new_case_are_one_crime(cases):
    old, new = cases
    data = ReoffenceData(date(2018, 12, 1), convicted_on=date(2020, 6, 1), outcome="convicted")
    reoffences_services.record_reoffence(by=None, case=new, data=data)

    assert convictions_of(old).own.new_crimes == (NewCrime(None, SECOND, known_by=date(2018, 12, 1)),)


def test_the_page_answers_for_the_person_and_names_the_deciding_case(cases):
    old, new = cases
    CivilObligation.objects.create(case=old, kind="court_fee", done_on=FIRST)
    CivilObligation.objects.create(case=new, kind="court_fee", done_on=SECOND)
    judge(new, on=date(2018, 12, 20), months=72)
    record = record_of(new)

    # Both run from the end of the second sentence: two years for the first, three for the second.
    assert [one.answer.period_end for one in record.answers] == [date(2025, 5, 10), date(2024, 5, 10)]
    assert record.answer.status == Status.EXPUNGED_AUTO


def test_another_case_without_its_sentence_is_a_question(cases):
    old, new = cases
    Case.objects.filter(pk=old.pk).update(sentence_months=None)

    assert record_of(new).answer.status == Status.NEEDS_ANSWER


def test_an_expunged_case_counts_as_never_convicted(world):
    old = receive(world, code="HS-1", on=FIRST, sentence_months=18)
    closing_services.close(by=None, case=old, on=date(2021, 1, 1), reason="expunged", document_number="1")
    new = receive(world, code="HS-2", on=SECOND, sentence_months=72)
    Case.objects.filter(pk=new.pk).update(person=old.person)

    assert convictions_of(with_latest(new)).others == ()


def test_the_worklist_knows_the_same_convictions(cases):
    _old, new = cases
    [followed] = load_worklist_cases(Case.objects.filter(pk=new.pk))

    assert (followed.facts.conviction, followed.facts.other_convictions) == (
        convictions_of(new).own,
        convictions_of(new).others,
    )


def test_all_convictions_of_a_person_are_read_by_one_query(cases, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert convictions_of(cases[1]).others


def test_an_act_of_unknown_day_is_not_dated_by_the_prosecution(case):
    data = ReoffenceData(date(2024, 3, 1), convicted_on=date(2024, 6, 1), outcome="convicted")
    reoffences_services.record_reoffence(by=None, case=case, data=data)
    NewSentence.objects.create(case=case, prosecuted_on=date(2024, 3, 1), court="x", number="9", on=date(2024, 6, 1))

    assert convictions_of(case).own.new_crimes == (NewCrime(None, known_by=date(2024, 3, 1)),)


def test_obligations_are_unknown_until_something_is_recorded(case):
    assert not convictions_of(case).own.are_obligations_known
    judge(case, on=date(2023, 1, 1), months=18, has_no_obligations=True)
    assert convictions_of(case).own.are_obligations_known


@pytest.mark.parametrize(("ticked", "court"), [(None, True), (False, False), (True, True)])
def test_the_chapter_follows_from_the_article_and_a_tick_corrects_it(case, ticked, court):
    Offence.objects.create(
        judgment=judge(case, on=date(2023, 1, 1), months=18), name="x", article="Điều 117 khoản 1", needs_court=ticked
    )

    assert convictions_of(case).own.needs_court == court


@pytest.mark.parametrize(("text", "days", "years"), [("5 năm", 0, 2), ("5 năm 15 ngày", 15, 3)])
def test_the_register_text_keeps_the_days(case, text, days, years):
    Case.objects.filter(pk=case.pk).update(sentence_months=60, sentence_text=text)
    case.refresh_from_db()

    assert convictions_of(case).own.days == days
    assert record_of(with_latest(case)).answer.years == years


class Stay:
    def __init__(self, category, start_on):
        self.category, self.start_on = category, start_on


class Dates:
    release_on, certificate_on, probation_end_on = date(2024, 10, 1), date(2024, 10, 9), date(2025, 4, 1)


@pytest.mark.parametrize(
    ("stays", "start"),
    [
        ([Stay("completed", date(2024, 10, 1))], date(2024, 10, 1)),
        ([Stay("amnesty", date(2024, 10, 1))], date(2024, 10, 1)),
        ([Stay("conditional", date(2024, 10, 1))], None),
        # The certificate was entered ten days late, and one that ended before the day first planned.
        ([Stay("conditional", date(2024, 10, 1)), Stay("completed", date(2025, 4, 11))], date(2025, 4, 1)),
        ([Stay("conditional", date(2024, 10, 1)), Stay("completed", date(2025, 3, 1))], date(2025, 3, 1)),
        ([], None),
    ],
)
def test_the_period_starts_on_the_last_day_and_not_with_a_certificate(stays, start):
    assert started_on(Dates, stays) == start


@pytest.mark.parametrize(
    ("category", "start"), [("amnesty", date(2024, 10, 9)), ("completed", date(2024, 10, 1)), ("conditional", None)]
)
def test_the_years_for_a_loan_count_from_the_amnesty_certificate(category, start):
    assert borrows_from(Dates, [Stay(category, date(2024, 10, 1))]) == start
