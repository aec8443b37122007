"""The drill: makes a backup, restores it into a temporary database by another process, and compares both.

The result is an audit event, also if the drill fails.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import events as audit_events
from jobs.models import Heartbeat
from reintegration.backups import services
from reintegration.backups.archive import BackupError
from reintegration.settings import env

MANAGE = settings.BASE_DIR / "manage.py"


def drill() -> dict:
    """Run the drill. Returns {"rows", "audit", "seconds"}. Raises BackupError if the backup could not be restored as it was."""
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="drill-", dir=settings.DATA_DIR) as folder:
            found = _drill(Path(folder))
    except BackupError as error:
        audit_events.record(by=None, action="backup.drill", detail={"ok": False}, why=str(error)[:500])
        raise
    found["seconds"] = round(time.monotonic() - began, 1)
    with transaction.atomic():
        Heartbeat.objects.update_or_create(name="drill", defaults={"at": timezone.now()})
        audit_events.record(by=None, action="backup.drill", detail={"ok": True, **found})
    return found


def _drill(folder: Path) -> dict:
    file = folder / "backup.age"
    manifest = services.backup(file)
    with _temporary_database(folder) as url:
        # An anchor file of its own: the restored chain ends where the backup was made.
        environment = {
            **os.environ, "DATABASE_URL": url, "APP_ROLE": "command", "LOG_LEVEL": "WARNING",
            "DATA_DIR": str(settings.DATA_DIR), "AUDIT_ANCHOR": str(folder / "anchor.jsonl"),
        }  # fmt: skip
        environment.pop("DATABASE_URL_FILE", None)
        restored = _run(environment, "restore", str(file), "--sealed", settings.SEALED_LIST)
        verified = _run(environment, "verify_audit")
    if restored["counts"] != manifest["counts"] or restored["audit"] != manifest["audit"]:
        raise BackupError(_("Bản khôi phục thử không giống bản đã sao lưu."))
    if verified["broken_at"] is not None:
        raise BackupError(_("Chuỗi nhật ký của bản khôi phục thử đứt tại sự kiện số %d.") % verified["broken_at"])
    return {"rows": sum(manifest["counts"].values()), "audit": manifest["audit"]}


def _run(environment: dict, *arguments: str) -> dict:
    command = [sys.executable, str(MANAGE), *arguments, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise BackupError(
            _("Khôi phục thử không thành công (%(what)s): %(error)s") % {"what": arguments[0], "error": last}
        )
    return json.loads(done.stdout)


@contextmanager
def _temporary_database(folder: Path) -> Iterator[str]:
    """The address of an empty database that is removed afterwards."""
    if connection.vendor != "postgresql":
        yield f"sqlite:///{folder / 'drill.sqlite3'}"
        return
    name = f"drill_{secrets.token_hex(8)}"
    quoted = connection.ops.quote_name(name)
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quoted}")
    except DatabaseError as error:
        raise BackupError(
            _("Không tạo được cơ sở dữ liệu để khôi phục thử. Hãy chạy bằng vai trò có quyền CREATEDB (%s).")
            % type(error).__name__
        ) from None
    try:
        yield urlsplit(env.str("DATABASE_URL"))._replace(path=f"/{name}").geturl()
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
