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
    day = max(day, unit.valid_from)
    below = list(Unit.objects.on(day).filter(parent=unit).order_by("code", "valid_from"))
    rows = [UnitRow(BELOW, child) for child in below] + [UnitRow(OWN, unit)]
    row_of = {(row.level, row.unit.pk): row for row in rows}
    place_of = _Places(day, max(day, on))
    for pk in place_of.parents:
        for place in place_of.with_above(pk):
            for level in (OWN, BELOW):
                if (level, place) in row_of:
                    row_of[level, place].unit_ids.add(pk)
    return rows


class _Places:
    """The map of one day: where the people of every unit of any time are counted.

    Arguments: `day`, the day of the map; `last`, the last day of the period: what begins later is not on the map at all.
    """

    def __init__(self, day: date, last: date):
        self.parents: dict[int, int | None] = {}
        self._ended: set[int] = set()
        self._later: set[int] = set()
        for pk, parent, valid_from, valid_to in Unit.objects.values_list("pk", "parent_id", "valid_from", "valid_to"):
            self.parents[pk] = parent
            if valid_to is not None and valid_to <= day:
                self._ended.add(pk)
            if valid_from > last:
                self._later.add(pk)
        self._successors: dict[int, int] = {}
        self._predecessors: dict[int, list[int]] = {}
        for old, new, is_main in UnitSuccession.objects.values_list("predecessor_id", "successor_id", "is_main"):
            self._predecessors.setdefault(new, []).append(old)
            if is_main:
                self._successors[old] = new

    def with_above(self, pk: int) -> set[int]:
        """The unit that `pk` is on the day, and the units above it. The people of a commune that moved to another district
        count there from that day on, and in the old one for the periods before.

        A fact can be entered late under a unit that did not exist yet. Nobody knows in which of the units that merged into it
        the person lived, so it counts in what they have in common: their district, or the unit itself if it was only one.
        """
        return set.intersection(*map(self._chain, self._made_of(pk)))

    def _made_of(self, pk: int) -> set[int]:
        found, seen, waiting = set(), set(), [pk]
        while waiting:
            current = waiting.pop()
            parts = self._predecessors.get(current, []) if current in self._later else []
            if not parts:
                found.add(current)
            elif current not in seen:
                seen.add(current)
                waiting += parts
        return found or {pk}

    def _chain(self, pk: int) -> set[int]:
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
