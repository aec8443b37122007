"""The unit rows of a report, and the units whose stays count in each of them."""

from dataclasses import dataclass, field
from datetime import date

from areas.models import Unit, UnitSuccession

# Levels: the report's own unit, and the units directly below it.
OWN, BELOW = 0, 1


@dataclass(slots=True)
class UnitRow:
    """The row of one unit. `unit_ids`: every unit whose stays count in it, including units that merged into it."""

    level: int
    unit: Unit
    unit_ids: set[int] = field(default_factory=set)


def unit_rows(unit: Unit, on: date) -> list[UnitRow]:
    """The unit rows of a report on `unit` for a period that ends on the day `on`.

    A unit abolished by that day has the units below it of its last day. Stays in a merged unit count in its main successor, so
    that a merger is never a transfer (docs/measures.md §2). Three queries for any number of units.

    Returns: the units directly below in order of code, then the unit itself (level OWN).
    """
    day = on
    if unit.valid_to is not None and unit.valid_to <= on:
        day = unit.valid_to - date.resolution
    below = list(Unit.objects.on(max(day, unit.valid_from)).filter(parent=unit).order_by("code", "valid_from"))
    rows = [UnitRow(BELOW, child) for child in below] + [UnitRow(OWN, unit)]
    row_of = {(row.level, row.unit.pk): row for row in rows}
    parents: dict[int, int | None] = dict(Unit.objects.values_list("pk", "parent_id"))
    successors = dict(UnitSuccession.objects.filter(is_main=True).values_list("predecessor_id", "successor_id"))
    for pk in parents:
        for ancestor in _successors_and_ancestors(pk, parents, successors):
            for level in (OWN, BELOW):
                if (level, ancestor) in row_of:
                    row_of[level, ancestor].unit_ids.add(pk)
    return rows


def _successors_and_ancestors(pk: int, parents: dict[int, int | None], successors: dict[int, int]) -> set[int]:
    """The unit, its ancestors, its successors and their ancestors."""
    reached: set[int] = set()
    waiting: list[int | None] = [pk]
    while waiting:
        current = waiting.pop()
        if current is None or current in reached:
            continue
        reached.add(current)
        waiting += [parents.get(current), successors.get(current)]
    return reached
