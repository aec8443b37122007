"""What became of former units: the names under which their people are looked after on a day."""

from collections.abc import Iterable
from datetime import date

from areas.models import Unit, UnitSuccession
from core.table_union import Selection

# For a page that reads them together with other tables (core.table_union.read_tables).
MAIN_SUCCESSIONS = Selection(
    "main_successions",
    lambda: UnitSuccession.objects.filter(is_main=True),
    order_by="on",
    related={"successor": ("name",)},
)


def successors_on(day: date, links: Iterable[UnitSuccession]) -> dict[int, Unit]:
    """Key of each unit that ended by `day` and has a main successor -> the unit it had become a part of by then.

    Arguments: `links`, the main successions, with their successors.
    """
    successors = {link.predecessor_id: link.successor for link in links if link.on <= day}
    found = {}
    for key, successor in successors.items():
        reached, unit = {key}, successor
        while unit.pk in successors and unit.pk not in reached:
            reached.add(unit.pk)
            unit = successors[unit.pk]
        found[key] = unit
    return found


def names_on(day: date, links: Iterable[UnitSuccession]) -> dict[int, str]:
    """As `successors_on`, but the names of the units. Arguments: `links`, the rows of MAIN_SUCCESSIONS."""
    return {key: unit.name for key, unit in successors_on(day, links).items()}
