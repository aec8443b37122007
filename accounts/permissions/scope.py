"""THE choke point: whose people, and whose figures, a user may see. Absence of rights is an empty queryset."""

from django.db.models import BigIntegerField, DateField, F, QuerySet

from accounts.models import Membership
from accounts.permissions.roles import ALLOWED, FIGURE_ROLES, PEOPLE_ROLES
from areas.models import Unit
from areas.prepared import Given
from core.dates import today


class SOMEONE:
    """Stands for the user in a question composed once (areas/prepared.py) and asked with `for_user`."""

    is_authenticated = is_active = True
    pk = Given("user", BigIntegerField())
    today = Given("today", DateField())


def for_user(user) -> dict:
    """Who SOMEONE is now. Absence of rights is nobody, whose membership there is none."""
    return {"user": user.pk if user.is_authenticated and user.is_active else None, "today": today()}


def visible_units(user, on=None) -> QuerySet[Unit]:
    """Units whose people the user may see on a day (today): those of current memberships, and all below them."""
    return _units(user, PEOPLE_ROLES, on)


def reportable_units(user, on=None) -> QuerySet[Unit]:
    """Units whose figures, which name nobody, the user may see."""
    return _units(user, FIGURE_ROLES, on)


def units_for(user, action: str, on=None) -> QuerySet[Unit]:
    """Units in which the user's own role there allows the action, not merely a role held somewhere else."""
    return _units(user, ALLOWED[action], on)


def units_to_choose(user, action: str) -> QuerySet[Unit]:
    """`units_for` in the order of a list: today's before those of the past; province, district, commune."""
    return units_for(user, action).order_by(F("valid_to").desc(nulls_first=True), "-level", "code")


def communes_for(user, action: str) -> QuerySet[Unit]:
    """The communes in which the user may do it now: today's; of an office whose communes have all been merged, its last."""
    communes = units_for(user, action).communes().order_by("name", "valid_from")
    present = communes.on(today())
    return present if present.exists() else communes


def _units(user, roles, on) -> QuerySet[Unit]:
    if not user.is_authenticated or not user.is_active:
        return Unit.objects.none()
    day = on or (SOMEONE.today if user is SOMEONE else today())
    memberships = Membership.objects.on(day).filter(user=user.pk, role__in=roles)
    own = Unit.objects.filter(pk__in=memberships.values("unit"))
    return Unit.objects.within(own)


class ScopedQuerySet(QuerySet):
    """A queryset about people. `unit_path` leads from a row to the unit that decides who sees it."""

    unit_path = "unit"

    def visible_to(self, user):
        return self.filter(**{f"{self.unit_path}__in": visible_units(user)})
