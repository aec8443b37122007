"""Alert for a user who opens too many people within a short time (docs/security.md §2)."""

from datetime import datetime, timedelta

from django.db.models import Exists, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from audit import events as audit_events
from audit.models import FLAGGED, AuditEvent
from cases.access_log.looks import VIEW_ACTIONS, Look, is_look, look, people_seen
from jobs.models import Export

# Sixty people in five minutes is browsing, not work: reading one page takes longer than five seconds. The event is flagged,
# not refused, because there may be a reason, e.g. an inspection. The leader of the officer sees the flag.
MAX_PEOPLE, WINDOW = 60, timedelta(minutes=5)


@audit_events.alert_rule(*VIEW_ACTIONS)
def too_many_people(user: User, now: datetime) -> dict | None:
    """Return a flag event if the user opened more than MAX_PEOPLE people within WINDOW, at most one per window.

    This runs under the lock of the audit chain, so each query uses an index. Usually the first query is enough: the event
    MAX_PEOPLE before this one is older than the window.
    """
    since = now - WINDOW
    own = AuditEvent.objects.filter(by=user).order_by("-number")
    is_flagged = Exists(own.filter(action=FLAGGED, at__gt=since))
    before = own.annotate(is_flagged=is_flagged).values_list("at", "is_flagged")[MAX_PEOPLE : MAX_PEOPLE + 1].first()
    if before is None or before[0] <= since or before[1]:
        return None
    # Event numbers and times increase together.
    earlier = Coalesce(Subquery(own.filter(at__lte=since).values("number")[:1]), 0)
    people = people_seen(own.filter(is_look(), number__gt=earlier))
    if people <= MAX_PEOPLE:
        return None
    return {"action": FLAGGED, "detail": {"people": people, "minutes": WINDOW // timedelta(minutes=1)}}


def alerting_look(one: Look) -> Look:
    """Register pages that show a person outside the case, and watch them as the pages of cases."""
    audit_events.alert_rule(*one.actions)(too_many_people)
    return look(one)


@audit_events.alert_rule("export.made")
def many_people_exported(user: User, now: datetime) -> dict | None:
    """Return a flag event if the user's exports of WINDOW hold more than MAX_PEOPLE rows: a list is looked at as a whole."""
    rows = Export.objects.filter(by=user, created_at__gt=now - WINDOW).aggregate(rows=Sum("rows"))["rows"] or 0
    if rows <= MAX_PEOPLE:
        return None
    return {"action": FLAGGED, "detail": {"people": rows, "minutes": WINDOW // timedelta(minutes=1), "exported": True}}
