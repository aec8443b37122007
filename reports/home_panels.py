"""The panel about reports on the home page."""

from accounts.permissions.roles import may
from accounts.permissions.scope import unit_keys_for
from accounts.site.navigation import leader_panel, panel
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
def waiting_reopenings(user) -> dict | None:
    """Closed periods that a colleague asks to open again, for this user to decide."""
    if not may(user, "reopenings.decide"):
        return None
    units = unit_keys_for(user, "reopenings.decide")
    waiting = Reopening.objects.filter(unit__in=units, state="waiting", ended_at=None).exclude(created_by=user)
    found = list(waiting.select_related("unit", "period"))
    return {"template": "reports/_reopenings_panel.html", "waiting": found} if found else None
