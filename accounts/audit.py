"""The trail of who did and who looked, as a chain: every row holds the hash of the row before it.

Rows are written in the transaction of what they tell, under a lock on the chain's head: no audit row, no act and no page.
The database refuses changes (triggers.py); the chain shows a change made around it; the head kept outside (anchor) shows a
cut tail, which a chain alone cannot.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC

from django.db import models, transaction
from django.utils import timezone

from accounts.models import AuditEvent, AuditHead, User

GENESIS = "0" * 64
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the present request came from; set by middleware, empty in workers and commands."""

    ip: str | None = None
    request_id: str = ""


NOWHERE = Origin()
origin: ContextVar[Origin] = ContextVar("audit_origin", default=NOWHERE)


@dataclass(frozen=True, slots=True)
class Head:
    number: int
    hash: str


def record(*, by: User | None, action: str, target=None, unit=None, detail: dict | None = None) -> AuditEvent:
    """Write one event. `target` is a model instance, `unit` a Unit or its key."""
    [event] = record_many(by=by, events=[{"action": action, "target": target, "unit": unit, "detail": detail}])
    return event


@transaction.atomic
def record_many(*, by: User | None, events: Sequence[dict]) -> list[AuditEvent]:
    """Write events (dicts with the arguments of `record`) in order, as one link after another."""
    if not events:
        return []
    head = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"hash": GENESIS})[0]
    now, came = timezone.now(), origin.get()
    made = []
    for event in events:
        row = _row(event, by, now, came)
        row.number, row.previous_hash = head.number + 1, head.hash
        row.hash = link_hash(row)
        head.number, head.hash = row.number, row.hash
        made.append(row)
    AuditEvent.objects.bulk_create(made, batch_size=CHUNK)
    head.save(update_fields=["number", "hash"])
    return made


def head() -> Head:
    """The last link now."""
    row = AuditHead.objects.filter(pk=1).first()
    return Head(row.number, row.hash) if row else Head(0, GENESIS)


def link_hash(row: AuditEvent) -> str:
    """SHA-256 (hex) over all of a row and the hash of the row before."""
    told = {
        "number": row.number,
        "at": row.at.astimezone(UTC).isoformat(),
        "by": row.by_id,
        "action": row.action,
        "target_type": row.target_type,
        "target_id": row.target_id,
        "unit": row.unit_id,
        "detail": row.detail,
        "ip": row.ip,
        "request_id": row.request_id,
        "previous": row.previous_hash,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_broken(rows: Iterable[AuditEvent], anchors: dict[int, str] | None = None) -> Iterator[int]:
    """Yield the numbers at which the chain does not hold, in order: altered, missing, swapped, or cut off.

    `anchors`: number → hash of heads kept outside the database.
    """
    anchors = dict(anchors or {})
    number, previous = 0, GENESIS
    for row in rows:
        number += 1
        if row.number != number or row.previous_hash != previous or row.hash != link_hash(row):
            yield number
            return
        if anchors.pop(number, row.hash) != row.hash:
            yield number
            return
        previous = row.hash
    if anchors:  # an anchored link lies beyond the end of what is left
        yield number + 1


def _row(event: dict, by: User | None, now, came: Origin) -> AuditEvent:
    target, unit = event.get("target"), event.get("unit")
    return AuditEvent(
        at=now,
        by=by,
        action=event["action"],
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        unit_id=unit.pk if isinstance(unit, models.Model) else unit,
        detail=event.get("detail") or {},
        ip=came.ip,
        request_id=came.request_id,
    )
