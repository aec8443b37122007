"""What /healthz and /readyz say. Neither request touches anything itself: a thread looks, and the answer never waits long.

/healthz: the process answers (always 200), with what was last seen of the other parts. /readyz: 503 unless the site can work.
"""

import logging
import shutil
import socket
import time
from datetime import timedelta
from threading import Lock, Thread
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from jobs.models import Heartbeat, Job, JobProgress
from jobs.queue import RELAY

logger = logging.getLogger(__name__)

LEAST_FREE_BYTES = 200 * 1024 * 1024
# Beat and worker show themselves every few seconds; a job that waits longer than this means that no worker takes any.
SILENT_AFTER = timedelta(seconds=60)
BROKER_TIMEOUT = 1.0
# Seconds: after which it is looked again; how old what /healthz tells may be; how long a request waits for the look.
FRESH = 1.0
STALE = 30.0
PATIENCE = {"/healthz": 0.5, "/readyz": 2.0}

OK, UNKNOWN = "ok", "unknown"
PARTS = ("database", "broker", "worker", "disk")
# Without these there is nothing to be served; without the broker work waits in the database.
NEEDED = ("database", "worker", "disk")


class Looker:
    """Looks at the parts in a thread of its own, one look at a time, and remembers what it saw."""

    def __init__(self, look):
        self._look, self._lock = look, Lock()
        self._thread: Thread | None = None
        self._seen: tuple[float, dict] | None = None

    def seen(self, *, wait: float, newest: float) -> dict:
        """What was seen at most `newest` seconds ago; waits at most `wait` seconds for it, then knows nothing."""
        looking = self._looking()
        if looking and not self._is_newer(newest):
            looking.join(wait)
        return self._seen[1] if self._is_newer(newest) else dict.fromkeys(PARTS, UNKNOWN)

    def _is_newer(self, seconds: float) -> bool:
        return self._seen is not None and time.monotonic() - self._seen[0] <= seconds

    def _looking(self) -> Thread | None:
        with self._lock:
            if self._is_newer(FRESH):  # asked within the lock: else each of those who waited for it would look again
                return None
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="health", daemon=True)
                self._thread.start()
            return self._thread

    def _run(self) -> None:
        try:
            found = self._look()
        except Exception:
            logger.exception("health could not be looked at")
            found = dict.fromkeys(PARTS, UNKNOWN)
        finally:
            connection.close()
        self._seen = (time.monotonic(), found)


def look() -> dict:
    """{"database", "broker", "worker", "disk": "ok" or a word for what is wrong}, seen now."""
    database = _database()
    return {
        "database": database,
        "broker": _broker(),
        "worker": _worker() if database == OK else UNKNOWN,
        "disk": _disk(),
    }


_looker = Looker(look)


def report(path: str) -> tuple[int, dict]:
    """Status and body for /healthz or /readyz."""
    alive = path == "/healthz"
    parts = _looker.seen(wait=PATIENCE[path], newest=STALE if alive else FRESH)
    ready = all(parts[name] == OK for name in NEEDED)
    return (200 if alive or ready else 503), {"ok": ready, "web": OK, **parts}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return OK


def _broker() -> str:
    """A frozen Redis still takes connections, so it is asked something; any answer will do."""
    if not settings.REDIS_URL:
        return OK  # a folder in DATA_DIR; the disk's check is its check
    address = urlsplit(settings.REDIS_URL)
    if address.scheme != "redis":
        return UNKNOWN
    try:
        with socket.create_connection((address.hostname, address.port or 6379), timeout=BROKER_TIMEOUT) as line:
            line.settimeout(BROKER_TIMEOUT)
            line.sendall(b"PING\r\n")
            return OK if line.recv(64) else "unreachable"
    except OSError:
        return "unreachable"


def _worker() -> str:
    """The relay ran lately, or a job is being worked on; and nothing waits that nobody takes."""
    late = timezone.now() - SILENT_AFTER
    try:
        relayed = Heartbeat.objects.filter(name=RELAY, at__gt=late).exists()
        working = JobProgress.objects.filter(job__state=Job.State.RUNNING, heartbeat_at__gt=late).exists()
        waiting = Job.objects.filter(state=Job.State.QUEUED, created_at__lt=late).exists()
    except DatabaseError:
        return UNKNOWN
    return OK if working or (relayed and not waiting) else "silent"


def _disk() -> str:
    try:
        return OK if shutil.disk_usage(settings.DATA_DIR).free >= LEAST_FREE_BYTES else "full"
    except OSError:
        return "unreachable"
