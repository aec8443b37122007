"""The single place that decides whose people and figures a user may see. Without permissions the querysets are empty.

The functions named `…_keys` return primary keys, which queries use as literals: with a subquery in their place PostgreSQL
misjudges the number of units and chooses slow plans.
"""

from collections.abc import Collection
from typing import Self, TypeVar

from django.db.models import F, Model, QuerySet

from accounts.models import Membership
from accounts.permissions.roles import ALLOWED, FIGURE_ROLES, PEOPLE_ROLES
from areas.models import Unit, UnitQuerySet
from core.dates import today

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


def communes_for(user, action: str) -> UnitQuerySet:
    """Today's communes in which the user may do the action; if all of them were merged away, the last ones."""
    communes = units_for(user, action).communes().order_by("name", "valid_from")
    present = communes.on(today())
    return present if present.exists() else communes


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
