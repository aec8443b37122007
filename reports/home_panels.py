"""The panel about reports on the home page."""

from accounts.permissions.roles import may
from accounts.site.navigation import panel
from reports.models import Report


@panel
def latest_report(user) -> dict | None:
    """The latest report of the user's highest unit and whether the user may make another. None without permission."""
    if not may(user, "reports.view"):
        return None
    report = Report.objects.visible_to(user).kept().for_list().first()
    return {"template": "reports/_panel.html", "report": report, "may_make": may(user, "reports.make")}
