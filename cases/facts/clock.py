"""The time at which a fact becomes known: one clock, the server's, for everything that writes or recounts facts."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

# Key of the PostgreSQL advisory lock. Writers of facts hold it shared; `settled_time` takes it exclusively. Any fixed number.
FACT_LOCK = 0x5245494E


def fact_time() -> datetime:
    """Return the `known_from` of facts written by this transaction.

    On PostgreSQL the shared lock is held until commit. So `settled_time` cannot return a time while facts with an earlier
    `known_from` are still uncommitted. On SQLite the write transaction itself is that lock.
    """
    _lock("pg_advisory_xact_lock_shared")
    return timezone.now()


def settled_time() -> datetime:
    """Return a time up to which every fact is committed. A report counts the facts known at this time."""
    with transaction.atomic():
        _lock("pg_advisory_xact_lock")
        return timezone.now()


def _lock(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [FACT_LOCK])
