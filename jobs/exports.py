"""Files with people's data leave as jobs: asked for with a reason, limited, made in the scope of who asked, marked, counted.

An app registers what can be exported (`exportable`). The page asks for reason and password; the worker makes the file; the link
works for an hour and for nobody else; the audit keeps the fingerprint of what left (docs/security.md §5).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.roles import Role, may
from audit import events as audit_events
from audit.models import AuditHead
from core.dates import VIETNAM
from core.errors import Refused
from core.spreadsheets.export_marks import Mark
from core.text import nfc
from jobs.models import Export, Job
from jobs.queue import JobError, Progress, enqueue, handler, store_file

MAKE = "export.make"
LIFE = timedelta(hours=1)
DAY = timedelta(days=1)
PER_DAY, PER_DAY_LEADER = 3, 10
# Above SMALL rows only a leader; above LARGEST nobody.
SMALL, LARGEST = 200, 5_000


@dataclass(frozen=True, slots=True)
class MadeFile:
    name: str
    data: bytes
    content_type: str
    rows: int


@dataclass(frozen=True, slots=True)
class Exportable:
    """`count(user, filters)`: rows it would have; `make(user, filters, mark)`: the file, in that user's scope."""

    kind: str
    label: Promise
    action: str
    count: Callable[[User, dict], int]
    make: Callable[[User, dict, Mark], MadeFile]


_kinds: dict[str, Exportable] = {}


def exportable(one: Exportable) -> Exportable:
    if one.kind in _kinds:
        raise ValueError(f"two exports {one.kind}")
    _kinds[one.kind] = one
    return one


def kind_of(name: str) -> Exportable:
    return _kinds[name]


def rows_of(user: User, kind: str, filters: dict) -> int:
    """How many rows it would have. Raises Refused above what this user may take."""
    rows = _kinds[kind].count(user, filters)
    if rows > LARGEST:
        raise Refused(
            _("Danh sách có %(rows)d dòng; mỗi lần xuất không quá %(most)d.") % {"rows": rows, "most": LARGEST}
        )
    if rows > SMALL and not _is_leader(user):
        text = _("Danh sách có %(rows)d dòng; quá %(most)d dòng phải do lãnh đạo xuất. Hãy lọc bớt.")
        raise Refused(text % {"rows": rows, "most": SMALL})
    return rows


@transaction.atomic
def ask(*, by: User, kind: str, reason: str, filters: dict) -> Export:
    """Ask for a file. Raises Refused without a reason, over a limit, or without the right."""
    if not may(by, _kinds[kind].action):
        raise Refused(_("Vai trò của anh/chị không được xuất dữ liệu này."))
    if not reason.strip():
        raise Refused(_("Phải nêu lý do xuất dữ liệu."))
    AuditHead.objects.select_for_update().filter(pk=1).first()  # one at a time: numbers without gaps, limits that hold
    most = PER_DAY_LEADER if _is_leader(by) else PER_DAY
    if Export.objects.filter(by=by, created_at__gt=timezone.now() - DAY).count() >= most:
        raise Refused(_("Đã xuất %d lần trong 24 giờ qua; hãy chờ sang ngày mai.") % most)
    rows_of(by, kind, filters)
    number = (Export.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Export.objects.create(number=number, kind=kind, by=by, reason=nfc(reason), filters=filters)
    made.job = enqueue(by=by, kind=MAKE, params={"export": str(made.pk)}, key=f"export:{made.pk}")
    made.save(update_fields=["job"])
    audit_events.record(by=by, action="export.ask", target=made, detail=_told(made))
    return made


@handler(MAKE)
def make(job: Job, progress: Progress):
    """Params: `export`. Everything is read as the user who asked, with the rights of this moment."""
    export = Export.objects.select_related("by").get(pk=job.params["export"])
    kind, by = _kinds[export.kind], export.by
    if not may(by, kind.action):
        raise JobError(_("Vai trò của anh/chị không còn được xuất dữ liệu này."))
    progress(0, 2, _("Đang đọc dữ liệu"))
    at = f"{timezone.now().astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    made = kind.make(by, export.filters, Mark(export.number, str(by), at))
    progress(1, 2, _("Đang lưu tệp"))
    return lambda: _keep(export, made)


def _keep(export: Export, made: MadeFile) -> dict:
    export.file = store_file(by=export.by, name=made.name, data=made.data, content_type=made.content_type)
    export.rows, export.expires_at = made.rows, timezone.now() + LIFE
    export.save(update_fields=["file", "rows", "expires_at"])
    detail = {**_told(export), "rows": made.rows, "sha256": export.file.sha256, "size": export.file.size}
    audit_events.record(by=export.by, action="export.made", target=export, detail=detail)
    return {"url": reverse("jobs:export", args=[export.pk])}


@transaction.atomic
def take(*, by: User, export: Export) -> Export:
    """Hand the file over to who asked for it. Raises Refused when the hour is over."""
    row = Export.objects.select_for_update(of=("self",)).select_related("file").get(pk=export.pk)
    if row.file is None or row.expires_at < timezone.now():
        raise Refused(_("Liên kết tải chỉ có hiệu lực một giờ và đã hết hạn. Hãy xuất lại nếu còn cần."))
    Export.objects.filter(pk=row.pk).update(downloads=F("downloads") + 1)
    audit_events.record(
        by=by, action="export.download", target=row, detail={"number": row.number, "sha256": row.file.sha256}
    )
    return row


def _told(export: Export) -> dict:
    return {"number": export.number, "kind": export.kind, "filters": export.filters, "reason": export.reason}


def _is_leader(user: User) -> bool:
    return not user.roles.isdisjoint({Role.DISTRICT_LEADER, Role.BANK_LIAISON})
