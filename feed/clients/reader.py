"""Whom `visible_to` sees when a program asks: a province viewer in the unit of the program's client, and nobody more."""

from accounts.models import Membership
from accounts.permissions.roles import Role
from feed.clients.models import AccessToken


class TokenReader:
    """In place of a user, with what accounts/permissions/scope.py reads of one; it has the role in no other unit."""

    is_authenticated = is_active = True
    pk = None

    def __init__(self, token: AccessToken) -> None:
        self.token = token
        self.current_memberships = [Membership(unit=token.client.unit, role=Role.PROVINCE_VIEWER)]
        self.roles = {Role.PROVINCE_VIEWER}
        # The kept keys of units, as of the user of a request.
        self.unit_keys: dict[frozenset[int], tuple[int, ...]] = {}
