"""Few cases are loaded by their keys, many by a subquery; the facts are the same."""

from datetime import date

import pytest

from cases.facts.stay_chain import start_history
from cases.models import Absence, Case, IdentityNumber, Judgment, Need, Offence
from cases.reception.services import NewCase, PersonData, receive_many
from cases.worklist.loader import FEW, load_worklist_case, load_worklist_cases, with_last


@pytest.fixture
def cases(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison")
    release = {"release_on": date(2024, 1, 5), "sentence_months": 12}
    receive_many(
        by=None, cases=[NewCase(f"HS-{n}", PersonData(f"Người {n}"), history, release) for n in range(FEW + 1)]
    )
    return list(Case.objects.order_by("pk"))


@pytest.fixture
def full(cases):
    one = cases[3]
    Need.objects.create(case=one, kind="job", description="Việc", raised_on=date(2024, 2, 1), due_on=date(2024, 3, 1))
    Absence.objects.create(
        case=one, applied_on=date(2024, 2, 1), from_on=date(2024, 2, 5), until_on=date(2024, 2, 9),
        destination="Đà Nẵng", reason="Thăm con", is_granted=True, decided_on=date(2024, 2, 2),
    )  # fmt: skip
    judgment = Judgment.objects.create(
        case=one, number="12/2020/HS-ST", on=date(2020, 5, 5), court="TAND huyện", main_penalty="prison", months=12
    )
    Offence.objects.create(judgment=judgment, name="Trộm cắp tài sản", is_intentional=True)
    IdentityNumber.of(one.person, "cccd", "051085000001").save()
    return one


def test_few_cases_are_told_as_many_are(cases, full):
    many = {row.pk: row for row in load_worklist_cases(Case.objects.all())}
    assert len(many) == FEW + 1
    for case in cases:
        [few] = load_worklist_cases(Case.objects.filter(pk=case.pk))
        assert few == many[case.pk]
    assert many[full.pk].facts.wishes
    assert many[full.pk].facts.leaves
    assert many[full.pk].facts.has_number


def test_one_case_takes_two_queries_and_many_no_more(cases, full, django_assert_num_queries):
    for wanted in (cases[:1], cases):
        with django_assert_num_queries(2):
            assert len(load_worklist_cases(Case.objects.filter(pk__in=[case.pk for case in wanted]))) == len(wanted)


def test_a_case_of_a_page_is_not_read_again(full, django_assert_num_queries):
    [read] = with_last(Case.objects.filter(pk=full.pk).with_latest().select_related("person", "officer"))
    with django_assert_num_queries(1):
        found = load_worklist_case(read)
    assert found == load_worklist_case(full)
