"""Which unit's stays are counted in which row of a report."""

from dataclasses import dataclass, field
from datetime import date

from areas.models import Unit, UnitSuccession

# The row of the unit the report is about, and the rows of the units directly below it.
OWN, BELOW = 0, 1


@dataclass(slots=True)
class Row:
    """One unit's rows: `unit_ids` are all units, of its day and before mergers, whose stays count here."""

    level: int
    unit: Unit
    unit_ids: set[int] = field(default_factory=set)


def unit_rows(unit: Unit, on: date) -> list[Row]:
    """The rows of a report on `unit` for a period ending `on`: units below in order of code, then the unit itself.

    A unit that no longer exists on that day is asked as it last was. Stays in a unit that was merged count where the unit
    went (its main successor), so a merger is never a transfer. Three queries, whatever the number of units.
    """
    day = on
    if unit.valid_to is not None and unit.valid_to <= on:
        day = unit.valid_to - date.resolution
    below = list(Unit.objects.on(max(day, unit.valid_from)).filter(parent=unit).order_by("code", "valid_from"))
    rows = [Row(BELOW, child) for child in below] + [Row(OWN, unit)]
    places = {(row.level, row.unit.pk): row for row in rows}
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    successors = dict(UnitSuccession.objects.filter(is_main=True).values_list("predecessor_id", "successor_id"))
    for pk in parents:
        for ancestor in _line(pk, parents, successors):
            for level in (OWN, BELOW):
                if (level, ancestor) in places:
                    places[level, ancestor].unit_ids.add(pk)
    return rows


def _line(pk: int, parents: dict[int, int | None], successors: dict[int, int]) -> set[int]:
    """The unit, everything above it, everything it became, and everything above that."""
    found: set[int] = set()
    waiting = [pk]
    while waiting:
        current = waiting.pop()
        if current is None or current in found:
            continue
        found.add(current)
        waiting += [parents.get(current), successors.get(current)]
    return found
