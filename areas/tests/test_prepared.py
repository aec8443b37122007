"""A question composed once answers what the queryset would, whatever it is asked with."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import CharField, DateField, F, Value
from django.test.utils import CaptureQueriesContext

from areas.models import Unit
from areas.prepared import Given, Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(loaded):
    return Unit.objects.order_by("pk")


def of_parent(units):
    return units.filter(parent__code=Given("code", CharField()), valid_from__lte=Given("day", DateField()))


@pytest.mark.parametrize("code", ["51", "527", "no such"])
def test_instances_come_with_what_was_selected_with_them(units, code):
    day, asked = date(2024, 6, 1), Prepared(lambda: of_parent(units).select_related("parent").annotate(also=F("name")))
    for _time in range(2):
        found = asked.rows(code=code, day=day)
        assert found == list(units.filter(parent__code=code, valid_from__lte=day))
        with CaptureQueriesContext(connection) as made:
            assert all(one.parent.code == code and one.also == one.name for one in found)
        assert not made


def test_tuples_and_named_tuples_are_those_of_the_queryset(units):
    given = {"code": "527", "day": date(2024, 6, 1)}
    which = units.filter(parent__code="527", valid_from__lte=given["day"])
    names = ("code", "valid_from", "parent__name")
    assert Prepared(lambda: of_parent(units).values_list(*names)).rows(**given) == list(which.values_list(*names))
    named = Prepared(lambda: of_parent(units).values_list(*names, named=True)).rows(**given)
    assert [one.parent__name for one in named] == ["Sơn Tịnh"] * which.count()


def test_what_is_the_same_each_time_may_hold_any_sign(units):
    told = "100 % của 'xã' %s"
    asked = Prepared(lambda: units.filter(code=Given("code", CharField())).annotate(told=Value(told)))
    assert {one.told for code in ("51", "527") for one in asked.rows(code=code)} == {told}


@pytest.mark.parametrize("part", ["Tịnh", "%", "no such"])
def test_a_part_of_a_text_may_be_asked_for(units, part):
    """Django writes such a question with signs of per cent that mean themselves."""
    asked = Prepared(lambda: units.filter(name__contains=Given("part", CharField())))
    assert asked.rows(part=part) == list(units.filter(name__contains=part))


def test_it_is_composed_once_and_postgresql_keeps_its_plan(units):
    built = []
    asked = Prepared(
        lambda: built.append(1) or units.filter(code=Given("code", CharField())).annotate(told=Value("kept"))
    )
    for code in ("51", "527", "51"):
        asked.rows(code=code)
    assert built == [1]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%''kept''%'"
            )
            assert cursor.fetchall() == [(3, 0)]


def test_first_is_the_first_or_nothing(units):
    asked = Prepared(lambda: units.filter(code=Given("code", CharField())).order_by("valid_from"))
    assert asked.first(code="51") == units.filter(code="51").first()
    assert asked.first(code="no such") is None
