"""Panels of the first page about cases."""

from accounts.permissions.roles import may
from accounts.site.navigation import leader_panel, panel
from audit import events as audit_events
from cases.models import SecondPersonRequest
from cases.people import number_claims
from cases.reoffences import services as reoffences_services
from cases.second_person import services as second_person_services
from cases.worklist.lists import Worklist

SHOWN = 15


@panel
def duties(user) -> dict | None:
    """The most urgent duties."""
    if not may(user, "cases.view"):
        return None
    found = Worklist(user).chosen()
    audit_events.record(by=user, action="worklist.view", detail={"found": len(found), "first_page": True})
    return {
        "template": "cases/_worklist_panel.html",
        "lines": found[:SHOWN],
        "total": len(found),
        "overdue": found.overdue,
        "may_edit": may(user, "cases.edit"),
    }


@leader_panel
def claimed_numbers(user) -> dict | None:
    """Count the pending claims on ID numbers."""
    if not may(user, "people.merge"):
        return None
    waiting = number_claims.pending_claims(user).count()
    return {"template": "cases/_numbers_panel.html", "waiting": waiting} if waiting else None


@leader_panel
def unconfirmed_reoffences(user) -> dict | None:
    """Count the reoffences that this leader is to confirm: those that the leader did not enter."""
    if not may(user, "reoffence.confirm"):
        return None
    waiting = reoffences_services.unconfirmed_for(user).exclude(recorded_by=user).count()
    return {"template": "cases/_unconfirmed_panel.html", "waiting": waiting} if waiting else None


@leader_panel
def second_person_requests(user) -> dict | None:
    """Requests that wait for this user's decision, and drafts that this user has not sent yet."""
    if not may(user, "second_person.view"):
        return None
    waiting = second_person_services.waiting_for(user).count()
    drafts = SecondPersonRequest.objects.filter(created_by=user, state=SecondPersonRequest.State.DRAFT).count()
    template = "cases/_second_person_panel.html"
    return {"template": template, "waiting": waiting, "drafts": drafts} if waiting or drafts else None
