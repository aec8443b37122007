"""When the system knew something. One clock, the server's, shared by everything that writes or recomputes facts."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

# Any fixed number: the advisory lock under which facts are written (shared) and an instant is settled (alone).
FACT_LOCK = 0x5245494E


def fact_instant() -> datetime:
    """`known_from` for facts written by this transaction.

    On PostgreSQL the shared lock is held until commit, so that no instant can be settled while facts older than it are
    still on their way. On SQLite the write transaction itself is that lock.
    """
    _lock("pg_advisory_xact_lock_shared")
    return timezone.now()


def settled_instant() -> datetime:
    """An instant up to which everything that will ever be known is already committed: what a report counts at."""
    with transaction.atomic():
        _lock("pg_advisory_xact_lock")
        return timezone.now()


def _lock(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [FACT_LOCK])
