"""What the first page shows of cases."""

from accounts.home import panel
from accounts.roles import may
from cases.models import ReoffenceChange


@panel
def waiting_changes(user) -> dict | None:
    """Requests to change a recorded reoffence that wait for this user's decision."""
    if not may(user, "reoffence.decide"):
        return None
    waiting = ReoffenceChange.objects.visible_to(user).filter(state="waiting").exclude(created_by=user).count()
    return {"template": "cases/_changes_panel.html", "waiting": waiting} if waiting else None
