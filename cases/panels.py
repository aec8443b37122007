"""What the first page shows of cases."""

from accounts import audit
from accounts.home import panel
from accounts.roles import may
from cases import services_claims
from cases.models import ReoffenceChange
from cases.worklist import lines
from cases.worklist_digest import overview

SHOWN = 15


@panel
def duties(user) -> dict | None:
    """The officer's first page is what is to be done today; above it, for a leader, how things stand in the communes."""
    if not may(user, "cases.view"):
        return None
    every = lines(user)
    found = [line for line in every if line.snoozed is None]
    audit.record(by=user, action="worklist.view", detail={"found": len(found), "first_page": True})
    return {
        "template": "cases/_worklist_panel.html",
        "lines": found[:SHOWN],
        "total": len(found),
        "overdue": sum(line.is_overdue for line in found),
        "overview": overview(user, every) if may(user, "audit.looks") else None,
        "may_edit": may(user, "cases.edit"),
    }


@panel
def claimed_numbers(user) -> dict | None:
    """ID numbers of this user's people that somebody else has."""
    if not may(user, "people.merge"):
        return None
    waiting = services_claims.waiting_for(user).count()
    return {"template": "cases/_numbers_panel.html", "waiting": waiting} if waiting else None


@panel
def waiting_changes(user) -> dict | None:
    """Requests to change a recorded reoffence that wait for this user's decision."""
    if not may(user, "reoffence.decide"):
        return None
    waiting = ReoffenceChange.objects.visible_to(user).filter(state="waiting").exclude(created_by=user).count()
    return {"template": "cases/_changes_panel.html", "waiting": waiting} if waiting else None
