"""The one query that spares the many: what it calls empty must be empty."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.case_page.tabs import TIMELINE
from cases.facts.stay_chain import start_history
from cases.filled import filled, parts_of
from cases.models import Absence, Case, Contact, Judgment, Need, Offence, Stay
from cases.reception.services import NewCase, PersonData, receive_many
from cases.worklist.loader import _PARTS, FEW, gather


@pytest.fixture
def cases(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison")
    release = {"release_on": date(2024, 1, 5), "sentence_months": 12}
    receive_many(
        by=None, cases=[NewCase(f"HS-{n}", PersonData(f"Người {n}"), history, release) for n in range(FEW + 1)]
    )
    return list(Case.objects.order_by("pk"))


def test_what_has_a_row_is_filled_and_nothing_else_is(cases):
    one, other = cases[:2]
    Contact.objects.create(case=one, kind="visit", on=date(2024, 2, 1), outcome="Ổn định")
    assert filled([one.pk]) == {Stay, Contact}
    assert filled([other.pk]) == {Stay}
    assert filled([one.pk, other.pk]) == filled([other.pk, one.pk]) == {Stay, Contact}
    assert filled([]) == frozenset()


def test_it_is_asked_once_for_one_instance(cases):
    with CaptureQueriesContext(connection) as made:
        assert parts_of(cases[0]) is parts_of(cases[0])
    assert len(made) == 1


@pytest.mark.parametrize(("model", "function"), TIMELINE, ids=lambda one: one.__name__)
def test_a_line_of_the_timeline_is_asked_for_by_the_rows_it_reads(cases, model, function):
    """By others it would be left out of the page of whoever has only these."""
    assert model in {one.related_model for one in Case._meta.related_objects}
    with CaptureQueriesContext(connection) as made:
        list(function(cases[0]))
    assert any(f'"{model._meta.db_table}"' in query["sql"] for query in made)


@pytest.mark.parametrize("name", _PARTS)
def test_a_part_is_asked_for_by_the_rows_it_hangs_on(name):
    part = _PARTS[name]
    read = part.rows().model if part.rows else part.model
    way, _, rest = part.path.rpartition("__")
    assert rest == "case"
    assert part.model is (read._meta.get_field(way).related_model if way else read)


def test_few_cases_are_told_as_many_are(cases):
    """Few are asked for by what is filled, many by everything: the facts are the same."""
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
    many = {row.pk: row for row in gather(Case.objects.all())}
    assert len(many) == FEW + 1
    for case in cases:
        [few] = gather(Case.objects.filter(pk=case.pk))
        assert few == many[case.pk]
    assert many[one.pk].facts.wishes
    assert many[one.pk].facts.leaves
