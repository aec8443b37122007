"""What counts as looking at a person, and when somebody looks at too many (docs/security.md §2)."""

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, DateTimeField, Exists

from accounts.models import User
from areas.prepared import Given, Prepared
from audit import events as audit_events
from audit.models import FLAGGED, AuditEvent
from cases.models import Case

LOOKS = ("case.view", "case.form", "person.unmask")
# One person every five seconds is leafing through, not work: reading one page takes longer. Flagged, not refused, as
# a leader who prepares an inspection may have a reason; whoever answers for the officer sees it and asks.
MOST, WITHIN = 60, timedelta(minutes=5)

_BY = {"by": Given("user", BigIntegerField())}
_FLAGS = AuditEvent.objects.filter(action=FLAGGED, at__gt=Given("since", DateTimeField()), **_BY)
# When so many events before this one were, and whether the user is flagged already.
_BEFORE = Prepared(
    lambda: (
        AuditEvent.objects.filter(**_BY)
        .order_by("-number")
        .annotate(is_flagged=Exists(_FLAGS))
        .values_list("at", "is_flagged")[MOST : MOST + 1]
    )
)


@audit_events.watch(*LOOKS)
def too_many(user: User, now: datetime) -> dict | None:
    """Once in each span: more than MOST different people opened within it.

    Asked within the lock on the chain, so each question ends at an index: mostly the first, as the event so many before
    this one is older.
    """
    since = now - WITHIN
    before = _BEFORE.first(user=user.pk, since=since)
    if before is None or before[0] <= since or before[1]:
        return None
    own = AuditEvent.objects.filter(by=user).order_by("-number")
    # Numbers and instants rise together.
    earlier = own.filter(at__lte=since).values_list("number", flat=True).first() or 0
    looks = own.filter(number__gt=earlier, action__in=LOOKS, target_type=Case._meta.label_lower)
    cases = {int(key) for key in looks.values_list("target_id", flat=True)}
    people = Case.objects.filter(pk__in=cases).values("person").distinct().count()
    if people <= MOST:
        return None
    return {"action": FLAGGED, "detail": {"people": people, "minutes": WITHIN // timedelta(minutes=1)}}
