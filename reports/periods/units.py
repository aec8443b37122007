"""Which units owe a report for a period: those that exist on its last day, on the level that then reports."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from accounts.models import Membership
from areas.models import Level, Unit, UnitQuerySet, UnitSuccession
from law.provider import law


def reporting_units(day: date) -> UnitQuerySet:
    """The units of the office's provinces that report for a period ending on `day`, by code: districts, later communes."""
    return reporting_units_of(_provinces(), day)


def reporting_units_of(provinces: Iterable[int], day: date) -> UnitQuerySet:
    """The same below the provinces with these keys."""
    level = Level.DISTRICT if law(day).flag("districts_report") else Level.COMMUNE
    below = Q(parent__in=provinces) | Q(parent__parent__in=provinces)
    return Unit.objects.on(day).filter(below, level=level).order_by("code")


def _provinces() -> set[int]:
    """The provinces in which anybody has ever worked with this system, and what became of them."""
    chosen = Unit.objects.filter(pk__in=Membership.objects.values("unit")).select_related("parent__parent")
    found = {_top(unit).pk for unit in chosen}
    links = list(UnitSuccession.objects.filter(is_main=True, predecessor__level=Level.PROVINCE))
    while new := {link.successor_id for link in links if link.predecessor_id in found} - found:
        found |= new
    return found


def _top(unit: Unit) -> Unit:
    while unit.parent is not None:
        unit = unit.parent
    return unit
