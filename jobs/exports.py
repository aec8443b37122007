"""Exports of people's data: requested with a reason, limited, produced in the requester's scope, watermarked and logged.

An app registers each kind of export (`exportable`). The page asks for a reason and the password; a worker produces the file; the
link works for one hour and only for the requester; the audit log keeps the SHA-256 of the file (docs/security.md §5).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.roles import Role, may
from audit import events as audit_events
from audit import reasons
from audit.details import without_texts
from audit.models import AuditHead
from core.dates import VIETNAM
from core.errors import Refused
from core.spreadsheets.export_marks import Mark
from core.text import nfc
from jobs import quotas
from jobs.models import Export, Job
from jobs.queue import JobError, Progress, enqueue, handler, store_file

MAKE = "export.make"
# The action of the event that keeps the reason.
ASKED = "export.ask"
LIFE = timedelta(hours=1)
PER_DAY, PER_DAY_LEADER = settings.EXPORTS_PER_DAY, settings.EXPORTS_PER_DAY_LEADER
# More than SMALL rows need a leader; more than LARGEST are refused.
SMALL, LARGEST = 200, 5_000


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A produced export: the file, and how many rows about people it contains."""

    name: str
    data: bytes
    content_type: str
    rows: int


@dataclass(frozen=True, slots=True)
class Exportable:
    """A kind of export.

    `count(user, filters)`: the number of its rows; `make(user, filters, mark)`: the file, in that user's scope.
    """

    kind: str
    label: Promise
    action: str
    count: Callable[[User, dict], int]
    make: Callable[[User, dict, Mark], MadeFile]


_kinds: dict[str, Exportable] = {}


def exportable(one: Exportable) -> Exportable:
    """Register a kind of export. Raises ValueError for a kind that exists already."""
    if one.kind in _kinds:
        raise ValueError(f"two exports {one.kind}")
    _kinds[one.kind] = one
    return one


def kind_of(name: str) -> Exportable:
    """The registered kind of export. Raises KeyError for an unknown one."""
    return _kinds[name]


def labels() -> list[tuple[str, Promise]]:
    """(kind, label) of every kind of export, in the order in which they were registered."""
    return [(kind, one.label) for kind, one in _kinds.items()]


def rows_of(user: User, kind: str, filters: dict) -> int:
    """The number of rows of an export. Raises Refused above the limit of this user."""
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
    """Request an export. Raises Refused without a reason, above a limit, or without permission."""
    if not may(by, _kinds[kind].action):
        raise Refused(_("Vai trò của anh/chị không được xuất dữ liệu này."))
    if not reason.strip():
        raise Refused(_("Phải nêu lý do xuất dữ liệu."))
    AuditHead.objects.select_for_update().filter(
        pk=1
    ).first()  # serialises requests: numbers without gaps, and limits that hold
    most = PER_DAY_LEADER if _is_leader(by) else PER_DAY
    quotas.require_free(Export.objects.filter(by=by), "created_at", most, "export")
    rows_of(by, kind, filters)
    number = (Export.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Export.objects.create(number=number, kind=kind, by=by, filters=filters)
    made.job = enqueue(by=by, kind=MAKE, params={"export": str(made.pk)}, key=f"export:{made.pk}")
    made.save(update_fields=["job"])
    audit_events.record(by=by, action=ASKED, target=made, detail=_audit_detail(made), why=nfc(reason))
    return made


@handler(MAKE)
def make(job: Job, progress: Progress):
    """Job handler. Params: `export`. Reads everything with the permissions that the requester has now."""
    export = Export.objects.select_related("by").get(pk=job.params["export"])
    kind, by = _kinds[export.kind], export.by
    if not may(by, kind.action):
        raise JobError(_("Vai trò của anh/chị không còn được xuất dữ liệu này."))
    progress(0, 2, _("Đang đọc dữ liệu"))
    at = f"{timezone.now().astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    made = kind.make(by, export.filters, Mark(export.number, str(by), at))
    progress(1, 2, _("Đang lưu tệp"))
    return lambda: _store(export, made)


def _store(export: Export, made: MadeFile) -> dict:
    export.file = store_file(by=export.by, name=made.name, data=made.data, content_type=made.content_type)
    export.rows, export.expires_at = made.rows, timezone.now() + LIFE
    export.save(update_fields=["file", "rows", "expires_at"])
    detail = {**_audit_detail(export), "rows": made.rows, "sha256": export.file.sha256, "size": export.file.size}
    audit_events.record(by=export.by, action="export.made", target=export, detail=detail)
    return {"url": reverse("jobs:export", args=[export.pk])}


@transaction.atomic
def download(*, by: User, export: Export) -> Export:
    """Return the export with its file and log the download. Raises Refused after the link has expired."""
    row = Export.objects.select_for_update(of=("self",)).select_related("file").get(pk=export.pk)
    if row.file is None or row.expires_at is None or row.expires_at < timezone.now():
        raise Refused(_("Liên kết tải chỉ có hiệu lực một giờ và đã hết hạn. Hãy xuất lại nếu còn cần."))
    Export.objects.filter(pk=row.pk).update(downloads=F("downloads") + 1)
    audit_events.record(
        by=by, action="export.download", target=row, detail={"number": row.number, "sha256": row.file.sha256}
    )
    return row


def _audit_detail(export: Export) -> dict:
    """The number and the filters, of the words searched for, a name perhaps, only how many letters."""
    filters = dict(export.filters)
    if "query" in filters:
        query = QueryDict(str(filters["query"])).dict()
        filters["query"] = {name: {"chars": len(text)} if name == "q" else text for name, text in query.items()}
    without, _texts = without_texts(filters)
    return {"number": export.number, "kind": export.kind, "filters": without}


def reasons_of(made: Iterable[Export]) -> dict[str, str]:
    """Why each export was asked for, by its key as text."""
    return reasons.texts(ASKED, made)


def _is_leader(user: User) -> bool:
    return not user.roles.isdisjoint({Role.DISTRICT_LEADER, Role.BANK_LIAISON})
