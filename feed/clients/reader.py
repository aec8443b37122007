"""Whom `visible_to` sees where no user asks: a province viewer in one unit, and nobody more."""

from accounts.models import Membership
from accounts.permissions.roles import Role
from areas.models import Unit


class UnitReader:
    """In place of a user, with what accounts/permissions/scope.py reads of one; it has the role in no other unit."""

    is_authenticated = is_active = True
    pk = None

    def __init__(self, unit: Unit) -> None:
        self.current_memberships = [Membership(unit=unit, role=Role.PROVINCE_VIEWER)]
        self.roles = {Role.PROVINCE_VIEWER}
        # The kept keys of units, as of the user of a request.
        self.unit_keys: dict[frozenset[int], tuple[int, ...]] = {}
