"""The time at which a fact becomes known: one clock, the server's, for everything that writes or recounts facts."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import events as audit_events
from core import clock

# Key of the PostgreSQL advisory lock. Writers of facts hold it shared; `settled_time` takes it exclusively. Any fixed number.
FACT_LOCK = 0x5245494E
_invented: ContextVar[datetime | None] = ContextVar("invented_fact_time", default=None)


def fact_time() -> datetime:
    """Return the `known_from` of facts written by this transaction.

    On PostgreSQL the shared lock is held until commit. So `settled_time` cannot return a time while facts with an earlier
    `known_from` are still uncommitted. On SQLite the write transaction itself is that lock.
    """
    _lock("pg_advisory_xact_lock_shared")
    return _invented.get() or timezone.now()


@contextmanager
def invented_past(instant: datetime) -> Iterator[None]:
    """Facts written inside count as known from `instant`: only for the invented people of demo/, who need a past.

    The audit log keeps the server's time, so it tells when they were really written. Raises RuntimeError in production, in the
    request of a user and for an instant that is not past.
    """
    if settings.PRODUCTION or audit_events.origin.get() != audit_events.NO_ORIGIN or instant > timezone.now():
        raise RuntimeError("only invented people have an invented past")
    token = _invented.set(instant)
    try:
        yield
    finally:
        _invented.reset(token)


@contextmanager
def invented_now(instant: datetime) -> Iterator[None]:
    """The same for everything that reads the clock, so that a report of the past is counted, signed and accepted in the past."""
    with invented_past(instant), clock.invented(instant):
        yield


def settled_time() -> datetime:
    """Return a time up to which every fact is committed. A report counts the facts known at this time."""
    with transaction.atomic():
        _lock("pg_advisory_xact_lock")
        return clock.now()


def _lock(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [FACT_LOCK])
