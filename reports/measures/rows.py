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

    A unit abolished by that day has the units below it of its last day, and the map of that day. Stays in a merged unit count
    in its main successor, so that a merger is never a transfer (docs/measures.md §2). Three queries for any number of units.

    Returns: the units directly below in order of code, then the unit itself (level OWN).
    """
    day = on
    if unit.valid_to is not None and unit.valid_to <= on:
        day = unit.valid_to - date.resolution
    below = list(Unit.objects.on(max(day, unit.valid_from)).filter(parent=unit).order_by("code", "valid_from"))
    rows = [UnitRow(BELOW, child) for child in below] + [UnitRow(OWN, unit)]
    row_of = {(row.level, row.unit.pk): row for row in rows}
    place_of = _Places(max(day, unit.valid_from))
    for pk in place_of.parents:
        for place in place_of.with_above(pk):
            for level in (OWN, BELOW):
                if (level, place) in row_of:
                    row_of[level, place].unit_ids.add(pk)
    return rows


class _Places:
    """The map of one day: where the people of every unit of any time are counted."""

    def __init__(self, day: date):
        columns = Unit.objects.values_list("pk", "parent_id", "valid_to")
        self.parents: dict[int, int | None] = {}
        self._ended: set[int] = set()
        for pk, parent, valid_to in columns:
            self.parents[pk] = parent
            if valid_to is not None and valid_to <= day:
                self._ended.add(pk)
        main = UnitSuccession.objects.filter(is_main=True)
        self._successors: dict[int, int] = dict(main.values_list("predecessor_id", "successor_id"))

    def with_above(self, pk: int) -> set[int]:
        """The unit that `pk` is on the day, and the units above it. The people of a commune that moved to another district
        count there from that day on, and in the old one for the periods before.
        """
        reached: set[int] = set()
        current: int | None = pk
        while current is not None:
            current = self._on_the_day(current)
            if current in reached:
                break
            reached.add(current)
            current = self.parents.get(current)
        return reached

    def _on_the_day(self, pk: int) -> int:
        passed = set()
        while pk in self._ended and pk in self._successors and pk not in passed:
            passed.add(pk)
            pk = self._successors[pk]
        return pk
