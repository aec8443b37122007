"""The database refuses a succession that no decree orders, and its deletion."""

from datetime import date

import pytest
from django.db import Error, transaction

from areas.decrees.models import Decree
from areas.models import Unit, UnitSuccession
from areas.tests.factories import succeed

MERGED = date(2025, 7, 1)


@pytest.fixture
def bac_link(loaded):
    return UnitSuccession.objects.get(predecessor__code="21205")


@pytest.fixture
def other(loaded):
    return Unit.objects.find("21220@2025-07-01")


def refused(act, *given, **named):
    with pytest.raises(Error) as found, transaction.atomic():
        act(*given, **named)
    return str(found.value)


def test_a_district_that_ended_gets_no_successor(bac_link, other):
    """Its reoffenders would count in the rate of that commune."""
    district = Unit.objects.find("527")
    given = {"predecessor": district, "successor": other, "on": MERGED, "decree": bac_link.decree}
    assert "succession without decree" in refused(UnitSuccession.objects.create, **given)
    succeed(district, other, MERGED)


@pytest.mark.parametrize("change", ["successor", "on", "is_main", "predecessor"])
def test_a_succession_is_not_changed(bac_link, other, change):
    values = {"successor": other, "on": date(2025, 8, 1), "is_main": False, "predecessor": Unit.objects.find("527")}
    rows = UnitSuccession.objects.filter(pk=bac_link.pk)
    assert "succession without decree" in refused(rows.update, **{change: values[change]})
    rows.update(source_note="đã đối chiếu")


def test_a_succession_is_not_deleted(bac_link):
    assert "append-only" in refused(bac_link.delete)


@pytest.mark.parametrize("change", [{"links": "\n"}, {"on": MERGED}, {"content": ""}])
def test_a_decree_is_neither_changed_nor_deleted(bac_link, change):
    decree = Decree.objects.filter(pk=succeed(Unit.objects.find("527"), bac_link.successor, MERGED).decree_id)
    change = {**change, "on": date(2025, 1, 1)} if "on" in change else change
    assert "append-only" in refused(decree.update, **change)
    assert refused(decree.delete)


def test_the_line_of_another_day_orders_nothing(bac_link):
    decree = Decree.objects.create(
        document="NQ 2", on=date(2025, 8, 1), content="x", digest="x", links=bac_link.decree.links
    )
    rows = UnitSuccession.objects.filter(pk=bac_link.pk)
    assert "succession without decree" in refused(rows.update, decree=decree)
