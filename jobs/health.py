"""The health checks /healthz and /readyz. A background thread does the checks, so that a request never waits long for one.

/healthz: 200 whenever the process answers, with the last known state of the other parts. /readyz: 503 unless the site can work.
"""

import logging
import shutil
import socket
import time
from collections.abc import Callable
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
# Beat and worker write a heartbeat every few seconds. A job that is queued for longer means that no worker is running.
SILENT_AFTER = timedelta(seconds=60)
# The restore drill is run every 30 days (reintegration/tasks.py), and again every night after a failure.
DRILL_LATE_AFTER = timedelta(days=45)
BROKER_TIMEOUT = 1.0
# Seconds: after which the checks run again; maximum age of the state that /healthz reports; how long a request waits.
FRESH = 1.0
STALE = 30.0
MAX_WAIT = {"/healthz": 0.5, "/readyz": 2.0}

OK, UNKNOWN = "ok", "unknown"
PARTS = ("database", "broker", "worker", "disk", "drill")
# The site cannot work without these. Without the broker, jobs wait in the database. The restore drill is only reported.
NEEDED = ("database", "worker", "disk")


class HealthMonitor:
    """Runs the checks in a background thread, one run at a time, and keeps the last result."""

    def __init__(self, check: Callable[[], dict], unknown: dict | None = None) -> None:
        self._check, self._lock = check, Lock()
        self._unknown = dict.fromkeys(PARTS, UNKNOWN) if unknown is None else unknown
        self._thread: Thread | None = None
        self._result: tuple[float, dict] | None = None

    def state(self, *, wait: float, newest: float) -> dict:
        """The state of the parts, at most `newest` seconds old. Waits at most `wait` seconds, then reports `unknown`."""
        running = self._start()
        if running and self._newer(newest) is None:
            running.join(wait)
        found = self._newer(newest)
        return dict.fromkeys(PARTS, UNKNOWN) if found is None else found

    def _newer(self, seconds: float) -> dict | None:
        """The last result, or None if it is older than that."""
        if self._result is None or time.monotonic() - self._result[0] > seconds:
            return None
        return self._result[1]

    def _start(self) -> Thread | None:
        with self._lock:
            # Compared inside the lock, so that waiting requests do not each start another run.
            if self._newer(FRESH) is not None:
                return None
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="health", daemon=True)
                self._thread.start()
            return self._thread

    def _run(self) -> None:
        try:
            found = self._check()
        except Exception:
            logger.exception("the health checks failed")
            found = self._unknown
        finally:
            connection.close()
        self._result = (time.monotonic(), found)


def check_parts() -> dict:
    """Check all parts now: {"database", "broker", "worker", "disk", "drill"} with "ok" or a word for what is wrong."""
    database = _database()
    return {
        "database": database,
        "broker": _broker(),
        "worker": _worker() if database == OK else UNKNOWN,
        "disk": _disk(),
        "drill": _drill() if database == OK else UNKNOWN,
    }


_monitor = HealthMonitor(check_parts)


def report(path: str) -> tuple[int, dict]:
    """HTTP status and JSON body for /healthz or /readyz."""
    alive = path == "/healthz"
    parts = _monitor.state(wait=MAX_WAIT[path], newest=STALE if alive else FRESH)
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
    """The state of the broker. A frozen Redis still accepts connections, so a PING is sent; any answer will do."""
    if not settings.REDIS_URL:
        return OK  # a folder in DATA_DIR, covered by the disk check
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
    """Whether the relay ran recently or a job is being executed, and no job has been queued for too long."""
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


def _drill() -> str:
    """Whether backups can be made at all, and were proved to be restorable lately."""
    if not settings.BACKUP_KEY:
        return "no key"
    try:
        proved = Heartbeat.objects.filter(name="drill", at__gt=timezone.now() - DRILL_LATE_AFTER).exists()
    except DatabaseError:
        return UNKNOWN
    return OK if proved else "late"
