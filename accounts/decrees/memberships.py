"""Which roles follow a unit that ends, and to where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from accounts.models import Membership
from accounts.permissions.roles import LEVELS_OF_ROLE, Role
from areas.decrees.plan import EndedUnit, Plan
from areas.models import Level
from core.dates import today


@dataclass(frozen=True, slots=True)
class Following:
    """A role that ends on `on`, and the units in which the same role begins on that day, by code; none if it just ends."""

    membership: Membership
    on: date
    codes: tuple[str, ...]
    names: tuple[str, ...]


def followings(plan: Plan) -> list[Following]:
    """The roles of the day that are held in units that end, or in offices that the file closes.

    A role ends when the decree takes effect or, if that is over, today: nobody's past acts lose the role by which they were
    done.
    """
    on = max(plan.on, today())
    ended = {one.unit.pk: one for one in plan.ended.values()}
    closed = {pk for pk in plan.closed if pk not in ended}
    rows = Membership.objects.filter(Q(end_on=None) | Q(end_on__gt=on) & Q(end_on__gt=F("start_on")))
    rows = rows.filter(Q(unit__in=ended) | Q(unit__in=closed, role=Role.DISTRICT_LEADER))
    found = []
    for row in rows.select_related("user", "unit__parent__parent").order_by("unit__code", "role", "pk"):
        codes = tuple(_codes(plan, ended[row.unit_id], row)) if row.unit_id in ended else ()
        names = tuple((plan.created.get(code) or plan.staying[code]).full_name for code in codes)
        found.append(Following(row, max(on, row.start_on), codes, names))
    return found


def _codes(plan: Plan, one: EndedUnit, row: Membership) -> Iterator[str]:
    if one.into and plan.created[one.into[0]].level in LEVELS_OF_ROLE[row.role]:
        yield one.into[0]
    elif row.role == Role.ADMINISTRATOR:
        if above := plan.above(one.unit):
            yield above
    elif row.role == Role.BANK_LIAISON:
        yield from _communes_made_of(plan, one)


def _communes_made_of(plan: Plan, one: EndedUnit) -> Iterator[str]:
    """The communes that consist of nothing but former communes of the unit: the bank's office goes on serving those."""
    parts: dict[str, set[int | None]] = {}
    for other in plan.ended.values():
        if other.unit.level == Level.COMMUNE and other.into:
            parts.setdefault(other.into[0], set()).add(other.unit.parent_id)
    yield from (code for code, above in parts.items() if above == {one.unit.pk})
