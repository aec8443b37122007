"""What counts as looking at a person, and when somebody looks at too many (docs/security.md §2)."""

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Exists, Subquery
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from audit import events as audit_events
from audit.models import FLAGGED, AuditEvent
from cases.models import Case

LOOKS = ("case.view", "case.form", "person.unmask")
# One person every five seconds is leafing through, not work: reading one page takes longer. Flagged, not refused, as
# a leader who prepares an inspection may have a reason; whoever answers for the officer sees it and asks.
MOST, WITHIN = 60, timedelta(minutes=5)


@audit_events.alert_rule(*LOOKS)
def too_many(user: User, now: datetime) -> dict | None:
    """Once in each span: more than MOST different people opened within it.

    Asked within the lock on the chain, so each question ends at an index: mostly the first, as the event so many before
    this one is older.
    """
    since = now - WITHIN
    own = AuditEvent.objects.filter(by=user).order_by("-number")
    is_flagged = Exists(own.filter(action=FLAGGED, at__gt=since))
    before = own.annotate(is_flagged=is_flagged).values_list("at", "is_flagged")[MOST : MOST + 1].first()
    if before is None or before[0] <= since or before[1]:
        return None
    # Numbers and instants rise together.
    earlier = Coalesce(Subquery(own.filter(at__lte=since).values("number")[:1]), 0)
    looks = own.filter(number__gt=earlier, action__in=LOOKS, target_type=Case._meta.label_lower)
    cases = looks.order_by().annotate(case=Cast("target_id", BigIntegerField())).values("case")
    people = Case.objects.filter(pk__in=cases).values("person").distinct().count()
    if people <= MOST:
        return None
    return {"action": FLAGGED, "detail": {"people": people, "minutes": WITHIN // timedelta(minutes=1)}}
