"""The panel of the first page about reorganisations that wait for a decision."""

from typing import Any

from accounts.decrees.models import DecreeRequest
from accounts.permissions.roles import may
from accounts.site.navigation import leader_panel


@leader_panel
def waiting_decrees(user: Any) -> dict[str, Any] | None:
    """Reorganisations that wait for this user's decision."""
    if not may(user, "definitions.decide"):
        return None
    waiting = DecreeRequest.objects.filter(state="waiting").exclude(created_by=user).count()
    return {"template": "accounts/_decrees_panel.html", "waiting": waiting} if waiting else None
