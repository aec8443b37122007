"""The panel of the first page about half-years that wait for a decision."""

from typing import Any

from accounts.permissions.roles import may
from accounts.site.navigation import leader_panel
from law.half_years.models import HalfYearRequest


@leader_panel
def waiting_half_years(user: Any) -> dict[str, Any] | None:
    """Changes of the half-years that wait for this user's decision."""
    if not may(user, "definitions.decide"):
        return None
    waiting = HalfYearRequest.objects.filter(state="waiting").exclude(created_by=user).count()
    return {"template": "law/_half_years_panel.html", "waiting": waiting} if waiting else None
