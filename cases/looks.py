"""What counts as looking at a person, and when somebody looks at too many (security.md §3 row 16)."""

from datetime import datetime, timedelta

from accounts import audit
from accounts.models import AuditEvent, User
from cases.models import Case

LOOKS = ("case.view", "case.form", "person.unmask")
MANY = "access.many"
# One person every five seconds is leafing through, not work: reading one page takes longer. Flagged, not refused, as
# a leader who prepares an inspection may have a reason; whoever answers for the officer sees it and asks.
MOST, WITHIN = 60, timedelta(minutes=5)


@audit.watch(*LOOKS)
def too_many(user: User, now: datetime) -> dict | None:
    """Once in each span: more than MOST different people opened within it."""
    own, since = AuditEvent.objects.filter(by=user).order_by("-number"), now - WITHIN
    # Mostly the end of it: the event so many before this one is older. No count, whatever the length of the chain.
    before = own.values_list("at", flat=True)[MOST : MOST + 1]
    if not before or before[0] <= since:
        return None
    recent = AuditEvent.objects.filter(by=user, number__gt=_first_number(own, since))
    if recent.filter(action=MANY).exists():
        return None
    looks = recent.filter(action__in=LOOKS, target_type=Case._meta.label_lower).values_list("target_id", flat=True)
    people = Case.objects.filter(pk__in={int(key) for key in looks}).values("person").distinct().count()
    if people <= MOST:
        return None
    return {"action": MANY, "detail": {"people": people, "minutes": WITHIN // timedelta(minutes=1)}}


def _first_number(own, since: datetime) -> int:
    """The number of the user's last event before the span: numbers and instants rise together."""
    return next((number for number, at in own.values_list("number", "at").iterator(chunk_size=MOST) if at <= since), 0)
