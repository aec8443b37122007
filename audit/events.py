"""The trail of who did and who looked, as a chain: every row holds the hash of the row before it.

Rows are written in the transaction of what they tell, under a lock on the chain's head: no audit row, no act and no page.
The database refuses changes (triggers.py); the chain shows a change made around it; the head kept outside (anchor) shows a
cut tail, which a chain alone cannot.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction
from django.utils import timezone

from audit.hash_chain import GENESIS, link, link_hash
from audit.models import AuditEvent, AuditHead

# Of a hash on paper (reports/services.py): enough that nobody finds another chain with the same ones.
PRINTED_DIGITS = 16


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


def record(*, by: AbstractBaseUser | None, action: str, target=None, unit=None, detail: dict | None = None) -> None:
    """Write one event. `target` is a model instance, `unit` a Unit or its key."""
    record_many(by=by, events=[{"action": action, "target": target, "unit": unit, "detail": detail}])


def record_many(*, by: AbstractBaseUser | None, events: Sequence[dict]) -> None:
    """Write events (dicts with the arguments of `record`) in order, as one link after another.

    In the present transaction; where there is none, as with a page that is only looked at, in one of its own, which is committed
    before this returns.
    """
    now, came = timezone.now(), origin.get()
    told = _Told([_row(event, by, now, came) for event in events])
    if _gathering.get():
        # Forgotten by Django with the savepoint it was said in, like the act it tells of.
        transaction.on_commit(told)
    else:
        with transaction.atomic():
            link(told.rows)
            _watch(by, told.rows)


# From (user, instant) to one more event about what the user has been doing, or None; asked after events of these actions.
Watcher = Callable[[AbstractBaseUser, datetime], dict | None]
_watchers: list[tuple[frozenset[str], Watcher]] = []


def watch(*actions: str) -> Callable[[Watcher], Watcher]:
    """Decorator: have a function look at what a user does, in the transaction of each event of these actions."""

    def register(function: Watcher) -> Watcher:
        _watchers.append((frozenset(actions), function))
        return function

    return register


def _watch(by: AbstractBaseUser | None, rows: list[AuditEvent]) -> None:
    done = {row.action for row in rows}
    for actions, watcher in _watchers:
        if by is not None and actions & done and (event := watcher(by, rows[-1].at)):
            record_many(by=by, events=[event])


@contextmanager
def gathered():
    """A transaction with much work, whose events are written at its end.

    The chain's head stays free until then; everybody else's page needs it.
    """
    if _gathering.get():
        yield
        return
    with transaction.atomic():
        token = _gathering.set(True)
        try:
            yield
        finally:
            _gathering.reset(token)
        link([row for _savepoints, call, *_ in connection.run_on_commit if type(call) is _Told for row in call.take()])


_gathering: ContextVar[bool] = ContextVar("audit_gathering", default=False)


@dataclass(slots=True)
class _Told:
    """Rows that wait in Django's list of things to do on commit, where nothing is left to do."""

    rows: list[AuditEvent]

    def take(self) -> list[AuditEvent]:
        rows, self.rows = self.rows, []
        return rows

    def __call__(self) -> None:
        pass


def head() -> Head:
    """The last link now."""
    row = AuditHead.objects.filter(pk=1).first()
    return Head(row.number, row.hash) if row else Head(0, GENESIS)


def anchor() -> Head | None:
    """Append the head to the file outside the database (settings.AUDIT_ANCHOR); None: it stands there already."""
    last, path = head(), Path(settings.AUDIT_ANCHOR)
    if not last.number or (path.exists() and anchors_in(path).get(last.number) == last.hash):
        return None
    line = {"number": last.number, "hash": last.hash, "at": timezone.now().astimezone(UTC).isoformat()}
    # One write of one line: of two processes at once both lines are whole. On the disk before anybody relies on it.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb", buffering=0) as file:
        file.write((json.dumps(line) + "\n").encode())
        os.fsync(file.fileno())
    return last


def anchors_in(path: Path) -> dict[int, str]:
    """Number → hash, or its first digits as printed, of every line of an anchor file.

    Raises OSError, ValueError, KeyError or TypeError.
    """
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    anchors = {int(line["number"]): str(line["hash"]).strip().lower() for line in lines}
    if any(len(digits) < PRINTED_DIGITS for digits in anchors.values()):
        raise ValueError(f"fewer than {PRINTED_DIGITS} digits of a hash")
    return anchors


def first_broken(rows: Iterable[AuditEvent], anchors: dict[int, str] | None = None) -> Iterator[int]:
    """Yield the numbers at which the chain does not hold, in order: altered, missing, swapped, or cut off.

    `anchors`: number → hash of heads kept outside the database, or as many of its first digits as were printed.
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
    if anchors:  # an anchored link lies beyond the end of what is left
        yield number + 1


def _row(event: dict, by: AbstractBaseUser | None, now, came: Origin) -> AuditEvent:
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
