"""The single place that decides whose people and figures a user may see. Without permissions the querysets are empty.

The functions named `…_keys` return primary keys, which queries use as literals: with a subquery in their place PostgreSQL
misjudges the number of units and chooses slow plans.
"""

from collections.abc import Collection
from datetime import date
from typing import Self, TypeVar

from django.db.models import F, Model, QuerySet

from accounts.models import Membership
from accounts.permissions.roles import ALLOWED, FIGURE_ROLES, PEOPLE_ROLES
from areas.models import Unit, UnitQuerySet
from core.dates import DAY_ONE, today

_Row = TypeVar("_Row", bound=Model)


def visible_unit_keys(user) -> Collection[int]:
    """Units whose people the user may see today: those of the current memberships, and all below them."""
    return _keys(user, PEOPLE_ROLES)


def reportable_unit_keys(user) -> Collection[int]:
    """Units whose figures the user may see; figures name nobody."""
    return _keys(user, FIGURE_ROLES)


def unit_keys_for(user, action: str) -> Collection[int]:
    """Units in which the user has a role that allows the action; a role in other units does not count."""
    return _keys(user, ALLOWED[action])


def visible_units(user) -> UnitQuerySet:
    """`visible_unit_keys` as a queryset."""
    return Unit.objects.filter(pk__in=visible_unit_keys(user))


def reportable_units(user) -> UnitQuerySet:
    """`reportable_unit_keys` as a queryset."""
    return Unit.objects.filter(pk__in=reportable_unit_keys(user))


def units_for(user, action: str) -> UnitQuerySet:
    """`unit_keys_for` as a queryset."""
    return Unit.objects.filter(pk__in=unit_keys_for(user, action))


def units_to_choose(user, action: str) -> UnitQuerySet:
    """`units_for` in the order of a list: today's units before former ones; province, district, commune."""
    return units_for(user, action).order_by(F("valid_to").desc(nulls_first=True), "-level", "code")


def map_day(user) -> date:
    """The day whose units lists offer to the user: today, or the last day of the user's units while none exists any more.

    An office works on by the old map until a decree is applied, which moves its memberships (accounts/decrees).
    """
    ends = [one.unit.valid_to for one in user.current_memberships]
    last = max((end for end in ends if end is not None), default=None)
    if last is None or None in ends or last > today():
        return today()
    return last - DAY_ONE


def communes_for(user, action: str) -> UnitQuerySet:
    """The communes of `map_day` in which the user may do the action, by name."""
    return units_for(user, action).communes().on(map_day(user)).order_by("name")


def visible_communes(user) -> UnitQuerySet:
    """The communes of `map_day` whose people the user may see, by name: what a filter offers."""
    return visible_units(user).communes().on(map_day(user)).order_by("name")


def _keys(user, roles: Collection[str]) -> tuple[int, ...]:
    """The keys by one query; cached on the user of the request for the duration of the request (User.unit_keys)."""
    if not user.is_authenticated or not user.is_active:
        return ()
    if user.unit_keys is None:
        return _within(Membership.objects.on(today()).filter(user=user.pk, role__in=roles).values("unit"))
    own = frozenset(one.unit_id for one in user.current_memberships if one.role in roles)
    if own not in user.unit_keys:
        user.unit_keys[own] = _within(Unit.objects.filter(pk__in=own)) if own else ()
    return user.unit_keys[own]


def _within(units: QuerySet) -> tuple[int, ...]:
    return tuple(Unit.objects.within(units).order_by().values_list("pk", flat=True))


class ScopedQuerySet(QuerySet[_Row]):
    """A queryset about people. `unit_path` leads from a row to the unit that decides who sees it."""

    unit_path = "unit"

    def visible_to(self, user) -> Self:
        """The rows whose unit the user may see."""
        return self.filter(**{f"{self.unit_path}__in": visible_unit_keys(user)})
