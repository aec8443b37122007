"""The panel about reports on the home page."""

from accounts.permissions.roles import may
from accounts.permissions.scope import unit_keys_for
from accounts.site.navigation import leader_panel, panel
from reports.definitions.models import DefinitionRequest
from reports.models import Report
from reports.reopening.models import Reopening


@panel
def latest_report(user) -> dict | None:
    """The latest report of the user's highest unit and whether the user may make another. None without permission."""
    if not may(user, "reports.view"):
        return None
    report = Report.objects.visible_to(user).kept().for_list().first()
    return {
        "template": "reports/_panel.html",
        "report": report,
        "may_make": may(user, "reports.make"),
        "to_decide": Report.objects.to_decide_by(user).count(),
    }


@leader_panel
def waiting_definitions(user) -> dict | None:
    """Changes of the rate's definition that wait for this user's decision."""
    if not may(user, "definitions.decide"):
        return None
    waiting = DefinitionRequest.objects.filter(state="waiting").exclude(created_by=user).count()
    return {"template": "reports/_definitions_panel.html", "waiting": waiting} if waiting else None


@leader_panel
def waiting_reopenings(user) -> dict | None:
    """Closed periods that a colleague asks to open again, for this user to decide."""
    if not may(user, "reopenings.decide"):
        return None
    units = unit_keys_for(user, "reopenings.decide")
    waiting = Reopening.objects.filter(unit__in=units, state="waiting", ended_at=None).exclude(created_by=user)
    found = list(waiting.select_related("unit", "period"))
    return {"template": "reports/_reopenings_panel.html", "waiting": found} if found else None
