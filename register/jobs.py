"""Checking and applying a register in the background."""

from pathlib import PurePath

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions.roles import may
from core.spreadsheets.guard import FileRefused, check_file
from core.spreadsheets.writing import CONTENT_TYPE
from jobs.models import Job, StoredFile
from jobs.queue import JobError, Progress, handler, store_file
from register.preview import encrypted
from register.reading.rows import ParsedRegister
from register.services import CheckResult, apply_parsed, check_parsed, read_register
from register.uploads import APPLY, CHECK, delete_upload
from register.writing.marked_copy import marked_copy

STEPS = 3


@handler(CHECK)
def check(job: Job, progress: Progress):
    """Params: `file` (id of a stored file). Result: see docs/operations-contract.md, with `marked_file_url`."""
    stored, parsed = _read(job, progress)
    progress(1, STEPS, _("Đang kiểm tra %d dòng") % sum(parsed.counts.values()))
    result = check_parsed(parsed, by=job.by, name=stored.name, with_preview=True)
    shown = {"preview": encrypted(result.preview, job.pk), "unknown_headers": result.unknown_headers}
    if not result.errors:
        return _as_json(result) | shown
    progress(2, STEPS, _("Đang đánh dấu lỗi trong tệp"))
    data = bytes(stored.data)
    marked = marked_copy(data, check_file(stored.name, data), result.errors)
    return lambda: _as_json(result) | shown | {"marked_file_url": _keep_marked(job, stored, marked)}


@handler(APPLY)
def apply(job: Job, progress: Progress):
    """Params: `file`, `good_rows`. Result: as of a check, with `applied`. All is written in the last transaction."""
    stored, parsed = _read(job, progress)
    progress(1, STEPS, _("Đang ghi %d dòng") % sum(parsed.counts.values()))
    good_rows = bool(job.params.get("good_rows"))

    def write() -> dict:
        result = apply_parsed(parsed, by=job.by, name=stored.name, good_rows=good_rows)
        if result.applied:
            delete_upload(job=job, with_marked=not good_rows)
        return _as_json(result)

    return write


def _read(job: Job, progress: Progress) -> tuple[StoredFile, ParsedRegister]:
    """The rows of the user's own file. The permission is checked again, because it may have ended since the upload."""
    stored = StoredFile.objects.filter(pk=job.params["file"], by=job.by).first()
    if job.by is not None and stored is None:
        raise JobError(_("Tệp này đã được áp dụng hoặc đã bỏ nên không còn; hãy chọn lại tệp."))
    if job.by is None or stored is None or not may(job.by, "cases.import"):
        raise JobError(_("Anh/chị không có quyền nhập sổ đăng ký này."))
    progress(0, STEPS, _("Đang đọc tệp"))
    try:
        return stored, read_register(stored.name, bytes(stored.data), by=job.by)
    except FileRefused as refused:
        raise JobError(str(refused)) from refused


def _as_json(result: CheckResult) -> dict:
    waiting = [issue.as_json() for issue in result.set_aside]
    return result.as_json() | {"can_apply_good_rows": result.can_apply_good_rows, "set_aside": waiting}


def _keep_marked(job: Job, stored: StoredFile, data: bytes) -> str:
    name = _("%s - có đánh dấu lỗi.xlsx") % PurePath(stored.name).stem
    return reverse("jobs:file", args=[store_file(by=job.by, name=name, data=data, content_type=CONTENT_TYPE).pk])
