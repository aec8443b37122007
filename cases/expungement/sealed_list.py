"""The list of sealed cases outside the database, so that restoring an older backup does not show sealed cases again.

Each line has a keyed digest of a case and the day of its sealing; neither a name nor a key of the database can be read
from it. Restoring compares the digests of the restored cases with the list and seals what was sealed since
(services.seal_again).
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, Stay


class SealedListError(Exception):
    """The list cannot be used, with a message that says what to do."""


def update(path: Path | None = None) -> int:
    """Append every sealed case that the list does not have yet; make the file if it is missing. Returns how many were added.

    Without BACKUP_KEY there are no backups and no list.
    """
    if not settings.BACKUP_KEY:
        return 0
    path = path or Path(settings.SEALED_LIST)
    known = read(path) if path.exists() else {}
    new = {digest: day for digest, day in _sealed().items() if digest not in known}
    lines = [json.dumps({"case": digest, "on": day.isoformat()}) + "\n" for digest, day in sorted(new.items())]
    # A single write keeps the lines of two processes intact; a case that both of them append is listed twice.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb", buffering=0) as file:
        file.write("".join(lines).encode())
        os.fsync(file.fileno())
    return len(new)


def update_on_commit() -> None:
    """Update the list when the present transaction is committed. An error is logged; the hourly task writes what is missing."""
    transaction.on_commit(update, robust=True)


def read(path: Path) -> dict[str, date]:
    """The day of sealing by digest. Raises SealedListError."""
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {str(line["case"]): date.fromisoformat(line["on"]) for line in lines}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SealedListError(
            _("Không đọc được danh sách niêm phong %(path)s: %(error)s") % {"path": path, "error": error}
        ) from None


def require_newer(sealed_on: dict[str, date]) -> None:
    """Raise SealedListError if the list lacks a case that is sealed in the database: it is older than the backup, or cut."""
    missing = len(_sealed().keys() - sealed_on.keys())
    if missing:
        raise SealedListError(
            _(
                "Danh sách niêm phong thiếu %d hồ sơ đã niêm phong trong bản sao lưu: danh sách cũ hơn bản sao lưu, bị cắt, hoặc"
            )
            % missing
            + " "
            + _("được ghi với BACKUP_KEY khác. Hãy dùng danh sách mới nhất.")
        )


def sealed_since(sealed_on: dict[str, date]) -> Iterator[tuple[Case, date]]:
    """The cases of the list that are not sealed in the database, with the day of sealing."""
    sealed = _sealed()
    for case in Case.objects.order_by("pk").iterator(chunk_size=500):
        digest = _digest(case.public_id)
        if digest in sealed_on and digest not in sealed:
            yield case, sealed_on[digest]


def _sealed() -> dict[str, date]:
    """The day of sealing of each sealed case, by digest."""
    rows = Stay.objects.sealed().values_list("case__public_id", "end_on", "case__sealed_on")
    # A sealed case has ended.
    return {_digest(public_id): cast(date, sealed_on or end_on) for public_id, end_on, sealed_on in rows}


def _digest(public_id) -> str:
    return hmac.new(settings.BACKUP_KEY.encode(), f"sealed case {public_id}".encode(), hashlib.sha256).hexdigest()
