"""Reasons of audit events that can be erased, and the check that none was changed or taken away without an event."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model

from audit import events
from audit.details import WHY
from audit.models import AuditEvent, EventReason

ERASED = "audit.erase_reasons"


@transaction.atomic
def erase(*, by, numbers: list[int], target=None) -> int:
    """Delete the reasons of these events and record which were deleted. Returns how many."""
    found = EventReason.objects.filter(event__in=numbers)
    erased = sorted(found.values_list("pk", flat=True))
    if erased:
        EventReason.objects.filter(pk__in=erased).delete()
        events.record(by=by, action=ERASED, target=target, detail={"count": len(erased), "events": erased})
    return len(erased)


def texts(action: str, targets: Iterable[Model]) -> dict[str, str]:
    """What was typed with the events of one action about these rows, by the key of the row as text; one query."""
    rows = list(targets)
    if not rows:
        return {}
    found = AuditEvent.objects.filter(
        action=action, target_type=rows[0]._meta.label_lower, target_id__in=[str(row.pk) for row in rows]
    )
    return {event.target_id: event.why for event in found.select_related("reason").order_by("number")}


def first_wrong() -> int | None:
    """The number of the first event whose reason is not the text of its digest, has no digest, or is gone untold; or None."""
    digests = {
        number: detail[WHY]
        for number, detail in AuditEvent.objects.filter(detail__has_key=WHY).values_list("number", "detail")
    }
    told = {
        number
        for detail in AuditEvent.objects.filter(action=ERASED).values_list("detail", flat=True)
        for number in detail["events"]
    }
    kept = set()
    wrong = []
    for reason in EventReason.objects.iterator():
        kept.add(reason.pk)
        if digests.get(reason.pk) != reason.digest:
            wrong.append(reason.pk)
    wrong += digests.keys() - kept - told
    return min(wrong, default=None)
