"""What /healthz says. A dead part is named; only what makes the site itself useless makes it say no."""

import shutil
import socket
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.models import Job

LEAST_FREE_BYTES = 200 * 1024 * 1024
# A job that waits longer than this means that no worker takes any.
WAITING_TOO_LONG = timedelta(seconds=60)
BROKER_TIMEOUT = 1.0


def report() -> dict:
    """{"ok": bool, "web", "database", "broker", "worker", "disk": "ok" or a word for what is wrong}."""
    parts = {"web": "ok", "database": _database(), "broker": _broker(), "disk": _disk()}
    parts["worker"] = _worker() if parts["database"] == "ok" else "unknown"
    return {"ok": parts["database"] == "ok" and parts["disk"] == "ok", **parts}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _broker() -> str:
    if not settings.REDIS_URL:
        return "ok"  # a folder in DATA_DIR; the disk's check is its check
    address = urlsplit(settings.REDIS_URL)
    try:
        with socket.create_connection((address.hostname, address.port or 6379), timeout=BROKER_TIMEOUT):
            return "ok"
    except OSError:
        return "unreachable"


def _worker() -> str:
    late = timezone.now() - WAITING_TOO_LONG
    try:
        waits = Job.objects.filter(state=Job.State.QUEUED, created_at__lt=late).exists()
    except DatabaseError:
        return "unknown"
    return "silent" if waits else "ok"


def _disk() -> str:
    return "ok" if shutil.disk_usage(settings.DATA_DIR).free >= LEAST_FREE_BYTES else "full"
