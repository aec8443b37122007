"""Appending rows to the hash chain. The head row stays locked until the transaction ends, which serialises all writers."""

import hashlib
import json
from datetime import UTC

from audit.models import AuditEvent, AuditHead, EventReason

GENESIS = "0" * 64
CHUNK = 500


def link(rows: list[AuditEvent]) -> None:
    """Set number and hashes of the rows and insert them with their reasons. Locks the head row until the transaction ends."""
    if not rows:
        return
    head = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"hash": GENESIS})[0]
    for row in rows:
        row.number, row.previous_hash = head.number + 1, head.hash
        row.hash = link_hash(row)
        head.number, head.hash = row.number, row.hash
    AuditEvent.objects.bulk_create(rows, batch_size=CHUNK)
    reasons = [(row, row.new_reason) for row in rows if row.new_reason is not None]
    for row, reason in reasons:
        reason.event = row
    if reasons:
        EventReason.objects.bulk_create([reason for _row, reason in reasons], batch_size=CHUNK)
    head.save(update_fields=["number", "hash"])


def link_hash(row: AuditEvent) -> str:
    """SHA-256 (hex) of all columns of a row and the hash of the previous row, as JSON with sorted keys."""
    content = {
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
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
