"""What the first page shows of cases."""

from accounts.home import panel
from accounts.roles import may
from cases.models import ReoffenceChange
from cases.worklist import lines

SHOWN = 15


@panel
def duties(user) -> dict | None:
    """The officer's first page is what is to be done today."""
    if not may(user, "cases.view"):
        return None
    found = [line for line in lines(user) if line.snoozed_until is None]
    return {
        "template": "cases/_worklist_panel.html",
        "lines": found[:SHOWN],
        "total": len(found),
        "overdue": sum(line.is_overdue for line in found),
        "may_edit": may(user, "cases.edit"),
    }


@panel
def waiting_changes(user) -> dict | None:
    """Requests to change a recorded reoffence that wait for this user's decision."""
    if not may(user, "reoffence.decide"):
        return None
    waiting = ReoffenceChange.objects.visible_to(user).filter(state="waiting").exclude(created_by=user).count()
    return {"template": "cases/_changes_panel.html", "waiting": waiting} if waiting else None
