"""The audit log: who did and who viewed what. The rows form a hash chain: each holds the hash of the row before it.

A row is inserted in the transaction of the act it describes, under a lock on the head of the chain; if it cannot be written,
the act is rolled back and the page is not shown. Database triggers refuse changes (core/database_guards.py), the chain reveals
a change made in spite of them, and an anchor outside the database reveals that the end of the chain was cut off.
"""

import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction
from django.utils import timezone

from audit import details
from audit.details import WHY
from audit.hash_chain import GENESIS, link, link_hash
from audit.models import AuditEvent, AuditHead, EventReason

# Digits of a hash that are printed on reports: enough that a forged chain with the same digits is infeasible.
PRINTED_DIGITS = 16
# Rows read at once when the chain is verified.
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Origin:
    """Client address and id of the current request; set by middleware, empty in workers and commands."""

    ip: str | None = None
    request_id: str = ""


NO_ORIGIN = Origin()
origin: ContextVar[Origin] = ContextVar("audit_origin", default=NO_ORIGIN)


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of the last row of the chain."""

    number: int
    hash: str


def record(
    *, by: AbstractBaseUser | None, action: str, target=None, unit=None, detail: dict | None = None, why: str = ""
) -> None:
    """Insert one event. `by` None: the system itself. `target`: a model instance; `unit`: a Unit or its primary key.

    `detail`: ids, numbers, dates and codes (audit/details.py; raises FreeText for anything else). `why`: what the user typed,
    kept apart so that it can be erased.
    """
    record_many(by=by, events=[{"action": action, "target": target, "unit": unit, "detail": detail, "why": why}])


def record_many(*, by: AbstractBaseUser | None, events: Sequence[dict]) -> None:
    """Insert events (dicts with the arguments of `record`) in order.

    Uses the current transaction. Outside of one, as for a page view, the events are committed before this returns.
    """
    now, request_origin = timezone.now(), origin.get()
    deferred = _DeferredRows([_row(event, by, now, request_origin) for event in events])
    if _is_deferring.get():
        # Django drops the callback if the savepoint is rolled back, together with the act it describes.
        transaction.on_commit(deferred)
    else:
        with transaction.atomic():
            link(deferred.rows)
            _record_alerts(by, deferred.rows)


# Returns an additional event about the user's recent activity, or None. Called after events of the registered actions.
# The first argument is the user, whose model is in a higher package.
AlertRule = Callable[[Any, datetime], dict | None]
_alert_rules: list[tuple[frozenset[str], AlertRule]] = []


def alert_rule(*actions: str) -> Callable[[AlertRule], AlertRule]:
    """Decorator: call the function in the transaction of each event of these actions."""

    def register(function: AlertRule) -> AlertRule:
        _alert_rules.append((frozenset(actions), function))
        return function

    return register


def _record_alerts(by: AbstractBaseUser | None, rows: list[AuditEvent]) -> None:
    recorded = {row.action for row in rows}
    for actions, rule in _alert_rules:
        if by is not None and actions & recorded and (event := rule(by, rows[-1].at)):
            record_many(by=by, events=[event])


@contextmanager
def deferred_events():
    """A transaction whose events are inserted at its end.

    For long transactions: the head of the chain stays unlocked until then, so that other requests do not wait for it.
    """
    if _is_deferring.get():
        yield
        return
    with transaction.atomic():
        token = _is_deferring.set(True)
        try:
            yield
        finally:
            _is_deferring.reset(token)
        calls = [call for _savepoints, call, *_ in connection.run_on_commit]
        link([row for call in calls if type(call) is _DeferredRows for row in call.pop_rows()])
        for call in calls:
            if type(call) is _AfterEvents:
                call.run()


def after_events(function: Callable[[], object]) -> None:
    """Call the function once the events recorded so far are stored, in the same transaction: now, or at the end of
    `deferred_events`.
    """
    if _is_deferring.get():
        # Dropped with the savepoint, like the rows.
        transaction.on_commit(_AfterEvents([function]))
    else:
        function()


_is_deferring: ContextVar[bool] = ContextVar("audit_is_deferring", default=False)


@dataclass(slots=True)
class _DeferredRows:
    """Rows kept in Django's list of on-commit callbacks until `deferred_events` inserts them; the callback does nothing."""

    rows: list[AuditEvent]

    def pop_rows(self) -> list[AuditEvent]:
        rows, self.rows = self.rows, []
        return rows

    def __call__(self) -> None:
        pass


@dataclass(slots=True)
class _AfterEvents:
    """A function kept as `_DeferredRows` are, which `deferred_events` calls when it has inserted them."""

    functions: list[Callable[[], object]]

    def run(self) -> None:
        functions, self.functions = self.functions, []
        for function in functions:
            function()

    def __call__(self) -> None:
        pass


def head() -> Head:
    """The current head of the chain."""
    row = AuditHead.objects.filter(pk=1).first()
    return Head(row.number, row.hash) if row else Head(0, GENESIS)


def anchor() -> Head | None:
    """Append the head to the anchor file outside the database (settings.AUDIT_ANCHOR). Returns None if it is there already."""
    last, path = head(), Path(settings.AUDIT_ANCHOR)
    if not last.number or (path.exists() and anchors_in(path).get(last.number) == last.hash):
        return None
    line = {"number": last.number, "hash": last.hash, "at": timezone.now().astimezone(UTC).isoformat()}
    # A single write keeps the lines of two processes intact; fsync makes the line durable before it is relied on.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb", buffering=0) as file:
        file.write((json.dumps(line) + "\n").encode())
        os.fsync(file.fileno())
    return last


def anchors_in(path: Path) -> dict[int, str]:
    """The hash (or its first printed digits) by row number, of every line of an anchor file.

    Raises OSError, ValueError, KeyError or TypeError.
    """
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    anchors = {int(line["number"]): str(line["hash"]).strip().lower() for line in lines}
    if any(len(digits) < PRINTED_DIGITS for digits in anchors.values()):
        raise ValueError(f"fewer than {PRINTED_DIGITS} digits of a hash")
    return anchors


def first_broken_event(anchors: dict[int, str]) -> int | None:
    """The number of the first event that breaks the stored chain or misses an anchor; None for a whole chain.

    The rest of the rows is not read: their cursor is closed here, not when the garbage collector finds it.
    """
    # Django's stubs call it an iterator; it is a generator, which can be closed.
    stored = cast(Generator[AuditEvent], AuditEvent.objects.order_by("number").iterator(chunk_size=CHUNK))
    with closing(stored) as rows:
        return next(first_broken(rows, anchors), None)


def first_broken(rows: Iterable[AuditEvent], anchors: dict[int, str] | None = None) -> Iterator[int]:
    """Yield the number of the first row that was altered, is missing, was swapped or cut off; nothing if the chain is intact.

    `anchors`: hashes (or their first printed digits) by row number, kept outside the database.
    """
    anchors = dict(anchors or {})
    number, previous = 0, GENESIS
    for row in rows:
        number += 1
        if row.number != number or row.previous_hash != previous or row.hash != link_hash(row):
            yield number
            return
        if not row.hash.startswith(anchors.pop(number, row.hash)):
            yield number
            return
        previous = row.hash
    if anchors:  # an anchored row lies beyond the last row
        yield number + 1


def _row(event: dict, by: AbstractBaseUser | None, now, request_origin: Origin) -> AuditEvent:
    target, unit = event.get("target"), event.get("unit")
    detail, why = event.get("detail") or {}, event.get("why", "")
    details.check(detail)
    if WHY in detail:
        raise details.FreeText("a reason in the detail: give it as why=")
    reason = EventReason.of(why) if why else None
    row = AuditEvent(
        at=now,
        by=cast(Any, by),  # the user model of a package above
        action=event["action"],
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        unit_id=unit.pk if isinstance(unit, models.Model) else unit,
        detail={**detail, WHY: reason.digest} if reason else detail,
        ip=request_origin.ip,
        request_id=request_origin.request_id,
    )
    vars(row)["new_reason"] = reason
    return row
