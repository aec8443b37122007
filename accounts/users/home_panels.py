"""The panel about accounts on the first page."""

from accounts.permissions.roles import may
from accounts.site.navigation import leader_panel
from accounts.users.confirmation import is_confirmed, waiting_for


@leader_panel
def unconfirmed_accounts(user) -> dict | None:
    """Accounts of second persons that this user may confirm, and whether the user's own waits."""
    if not may(user, "accounts.confirm"):
        return None
    waiting, is_own_waiting = len(waiting_for(user)), not is_confirmed(user)
    template = "accounts/_confirmations_panel.html"
    return {"template": template, "waiting": waiting, "is_own": is_own_waiting} if waiting or is_own_waiting else None
