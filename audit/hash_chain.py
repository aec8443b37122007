"""How lines come to the end of the audit's chain: the head is held while they are linked, until the transaction ends."""

import hashlib
import json
from datetime import UTC

from django.db import connection

from areas.prepared import kept_cursor
from audit.models import AuditEvent, AuditHead

GENESIS = "0" * 64
CHUNK = 500

# One line by one statement: no question travels while the head is held. Whoever waited for the head reads it as it has become
# (READ COMMITTED locks the newest version of a row).
_LINK = """
WITH last AS (SELECT number, hash FROM audit_audithead WHERE id = 1 FOR UPDATE),
link AS (
    SELECT number + 1 AS number, hash AS previous_hash,
        encode(sha256(convert_to(%s::text || (number + 1) || %s::text || hash || %s::text, 'UTF8')), 'hex') AS hash
    FROM last
),
moved AS (
    UPDATE audit_audithead AS head SET number = link.number, hash = link.hash FROM link WHERE head.id = 1
)
INSERT INTO audit_auditevent
    (number, at, by_id, action, target_type, target_id, unit_id, detail, ip, request_id, previous_hash, hash)
SELECT number, %s::timestamptz, %s::bigint, %s::text, %s::text, %s::text, %s::bigint, %s::jsonb, %s::inet, %s::text,
    previous_hash, hash
FROM link
RETURNING number, previous_hash, hash
"""


def link(rows: list[AuditEvent]) -> None:
    """Append rows to the chain, holding its head until the transaction ends."""
    if not rows or (len(rows) == 1 and connection.vendor == "postgresql" and _linked_there(rows[0])):
        return
    head = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"hash": GENESIS})[0]
    for row in rows:
        row.number, row.previous_hash = head.number + 1, head.hash
        row.hash = link_hash(row)
        head.number, head.hash = row.number, row.hash
    AuditEvent.objects.bulk_create(rows, batch_size=CHUNK)
    head.save(update_fields=["number", "hash"])


def _linked_there(row: AuditEvent) -> bool:
    """Have PostgreSQL append a row; False: the chain has no head yet."""
    values = [
        *_text_of(row), row.at, row.by_id, row.action, row.target_type, row.target_id, row.unit_id, json.dumps(row.detail),
        row.ip, row.request_id,
    ]  # fmt: skip
    with kept_cursor() as cursor:
        cursor.execute(_LINK, values)
        made = cursor.fetchone()
    if made is None:
        return False
    row.number, row.previous_hash, row.hash = made
    return True


def link_hash(row: AuditEvent) -> str:
    """SHA-256 (hex) over all of a row and the hash of the row before."""
    before, between, after = _text_of(row)
    return hashlib.sha256(f"{before}{row.number}{between}{row.previous_hash}{after}".encode()).hexdigest()


def _text_of(row: AuditEvent) -> tuple[str, str, str]:
    """What is hashed, as JSON with sorted keys: before the number, between it and the hash of the row before, after that."""
    told = {
        "action": row.action,
        "at": row.at.astimezone(UTC).isoformat(),
        "by": row.by_id,
        "detail": row.detail,
        "ip": row.ip,
    }
    more = {
        "request_id": row.request_id,
        "target_id": row.target_id,
        "target_type": row.target_type,
        "unit": row.unit_id,
    }
    return f'{_json(told)[:-1]}, "number": ', ', "previous": "', f'", {_json(more)[1:]}'


def _json(told: dict) -> str:
    return json.dumps(told, sort_keys=True, ensure_ascii=False)
