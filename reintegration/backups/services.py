"""Makes a backup, checks one, and restores one into an empty database."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import events as audit_events
from audit import reasons
from cases.expungement import sealed_list
from cases.expungement import services as expungement_services
from cases.expungement.sealed_list import SealedListError
from jobs.models import Heartbeat
from reintegration.backups import archive, rows
from reintegration.backups.archive import BackupError

SCHEMA = "backup/1"
# Rows are inserted when there are this many of them, or this many characters of JSON.
BATCH_ROWS, BATCH_BYTES = 500, 4_000_000


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the manifest of the backup, how many cases were sealed again, where the audit chain is broken."""

    manifest: dict
    sealed_again: int
    broken_at: int | None


def backup(path: Path) -> dict:
    """Write an encrypted backup of all tables at one moment, and read it back. Returns its manifest. Raises BackupError."""
    if not rows.is_migrated():
        raise BackupError(_("Cơ sở dữ liệu chưa theo phiên bản đang cài. Hãy chạy migrate trước."))
    with _snapshot():
        manifest = _manifest()
        archive.write(path, _lines(manifest))
    if check(path) != manifest:
        raise BackupError(_("Tệp sao lưu vừa ghi không đọc lại được như đã ghi. Hãy kiểm tra ổ đĩa."))
    sealed_list.update()
    with transaction.atomic():
        now = timezone.now()
        Heartbeat.objects.update_or_create(name="backup", defaults={"at": now})
        audit_events.record(by=None, action="backup.made", detail=_summary(manifest), why=path.name)
    return manifest


def check(path: Path) -> dict:
    """Decrypt and read the whole file without writing anything. Returns the manifest. Raises BackupError."""
    reader = _Reader(None)
    archive.read(path, reader.take)
    reader.finish()
    return reader.manifest


def restore(path: Path, *, sealed: Path | None) -> Restored:
    """Restore a backup into the present database, which must be empty, and seal what was sealed since.

    Arguments: `sealed`, the list of sealed cases; None restores without one. Nothing is written before the whole file and
    the list were read. Raises BackupError and SealedListError.
    """
    sealed_on = sealed_list.read(sealed) if sealed else {}
    manifest = check(path)
    _require_same_version(manifest)
    _require_same_keys(manifest)
    _prepare_empty_database()
    with transaction.atomic():
        _delete_rows_of_migrations()
        reader = _Reader(_insert)
        archive.read(path, reader.take)
        reader.finish()
        if reader.manifest != manifest:
            raise BackupError(_("Tệp sao lưu bị thay trong lúc khôi phục; chưa có gì được ghi."))
        _require_counts(manifest)
        broken_at = _first_broken(manifest)
        _reset_sequences()
        if sealed:
            sealed_list.require_newer(sealed_on)
        again = expungement_services.seal_again(by=None, sealed_on=sealed_on)
        detail = _summary(manifest) | {"sealed_again": again, "sealed_list": sealed is not None}
        detail["broken_at"] = broken_at
        audit_events.record(by=None, action="backup.restored", detail=detail, why=path.name)
    return Restored(manifest, again, broken_at)


# --- writing -----------------------------------------------------------------------------------------------------


@contextmanager
def _snapshot() -> Iterator[None]:
    """A transaction that reads one state of the database and does not block writers."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    sqlite: Any = connection
    mode = sqlite.transaction_mode
    sqlite.transaction_mode = "DEFERRED"  # IMMEDIATE, as everywhere else, would lock the file for writing
    try:
        with transaction.atomic():
            yield
    finally:
        sqlite.transaction_mode = mode


def _manifest() -> dict:
    head = audit_events.head()
    return {
        "schema": SCHEMA,
        "made_at": timezone.now().astimezone(UTC).isoformat(),
        "migrations": rows.migrations(),
        "keys": _key_marks(),
        "audit": {"number": head.number, "hash": head.hash},
        "counts": {name: rows.all_rows(model).count() for name, model in rows.tables().items()},
    }


def _lines(manifest: dict) -> Iterator[object]:
    yield manifest
    for name, model in rows.tables().items():
        yield {"table": name, "columns": [field.column for field in rows.columns(model)]}
        yield from rows.read(model)


def _key_marks() -> dict[str, str]:
    """Values by which the keys of ID numbers are recognised: with other keys the restored numbers could not be read."""
    return {
        name: hmac.new(getattr(settings, name).encode(), b"mark of a backup", hashlib.sha256).hexdigest()[:32]
        for name in ("ID_ENCRYPTION_KEY", "ID_INDEX_KEY")
    }


def _summary(manifest: dict) -> dict:
    return {"made_at": manifest["made_at"], "audit": manifest["audit"], "rows": sum(manifest["counts"].values())}


# --- reading -----------------------------------------------------------------------------------------------------


class _Reader:
    """Takes the lines of a backup one by one, compares them with the manifest and passes rows on in batches.

    `insert`: called with a table and its rows, or None if the backup is only checked.
    """

    def __init__(self, insert) -> None:
        self.manifest: dict = {}
        self._insert = insert
        self._counts: Counter[str] = Counter()
        self._table = ""
        self._batch: list[list] = []
        self._size = 0

    def take(self, line) -> None:
        if not self.manifest:
            self._begin(line)
        elif isinstance(line, dict):
            self._flush()
            self._table = self._known(line)
        else:
            self._row(line)

    def finish(self) -> None:
        """Insert the last rows. Raises BackupError if the rows are not those that the manifest counts."""
        self._flush()
        if dict(self._counts) != {name: count for name, count in self.manifest["counts"].items() if count}:
            raise BackupError(_("Số dòng trong tệp sao lưu không khớp với bản kê của tệp."))

    def _begin(self, line) -> None:
        if not isinstance(line, dict) or line.get("schema") != SCHEMA:
            raise BackupError(_("Tệp này không phải bản sao lưu dạng %s.") % SCHEMA)
        self.manifest = line

    def _known(self, line: dict) -> str:
        model = rows.tables().get(line["table"])
        if model is None or [field.column for field in rows.columns(model)] != line["columns"]:
            raise BackupError(
                _("Bảng %s trong bản sao lưu không khớp phiên bản đang cài. Hãy cài đúng phiên bản đã sao lưu.")
                % line["table"]
            )
        return line["table"]

    def _row(self, line: list) -> None:
        self._counts[self._table] += 1
        if self._insert is None:
            return
        self._batch.append(line)
        self._size += sum(len(str(value)) for value in line)
        if len(self._batch) >= BATCH_ROWS or self._size >= BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._insert(self._table, self._batch)
        self._batch, self._size = [], 0


def _insert(table: str, batch: list[list]) -> None:
    rows.Table(rows.tables()[table]).insert(batch)


def _require_same_version(manifest: dict) -> None:
    if manifest["migrations"] != rows.migrations():
        raise BackupError(
            _("Bản sao lưu được tạo bởi phiên bản khác. Hãy cài đúng phiên bản đó, khôi phục, rồi mới nâng cấp.")
        )


def _require_same_keys(manifest: dict) -> None:
    marks = _key_marks()
    wrong = [name for name, mark in manifest["keys"].items() if not hmac.compare_digest(marks[name], mark)]
    if wrong:
        raise BackupError(
            _("Khóa %s không phải khóa lúc sao lưu; số giấy tờ sẽ không đọc được. Hãy đặt đúng khóa.")
            % ", ".join(wrong)
        )


def _prepare_empty_database() -> None:
    """Migrate a database without tables. Raises BackupError if there is any row."""
    existing = set(connection.introspection.table_names())
    for name, model in rows.tables().items():
        if name in existing and name not in rows.MADE_BY_MIGRATE and rows.all_rows(model).exists():
            raise BackupError(_("Cơ sở dữ liệu không trống (bảng %s). Chỉ khôi phục vào cơ sở dữ liệu trống.") % name)
    if not rows.is_migrated():
        call_command("migrate", verbosity=0, interactive=False)


def _delete_rows_of_migrations() -> None:
    with connection.cursor() as cursor:
        for name in rows.MADE_BY_MIGRATE:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")


def _require_counts(manifest: dict) -> None:
    for name, model in rows.tables().items():
        if rows.all_rows(model).count() != manifest["counts"].get(name, 0):
            raise BackupError(_("Bảng %s sau khi khôi phục không đủ dòng; chưa có gì được ghi.") % name)


def _first_broken(manifest: dict) -> int | None:
    """The number of the first broken event of the restored chain, or None.

    A broken chain is not refused: it was altered before the backup, and there may be no other backup.
    """
    head = manifest["audit"]
    anchors = {head["number"]: head["hash"]} if head["number"] else {}
    broken_at = audit_events.first_broken_event(anchors)
    return broken_at if broken_at is not None else reasons.first_wrong()


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(rows.tables().values())):
            cursor.execute(statement)


__all__ = ["BackupError", "Restored", "SealedListError", "backup", "check", "restore"]
