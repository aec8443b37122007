"""Whether a stored report is what was made and signed: its snapshot, its files and what was typed, against the audit log.

See docs/security.md §6. The triggers refuse a change; somebody who owns the database can drop them. `verify_audit` walks the
log itself.
"""

import hashlib
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit.details import WHY
from audit.models import AuditEvent
from core.encrypted_fields import NotDecrypted
from jobs.models import StoredFile
from reports.measures.management import checksum
from reports.models import FORMATS, Report

# Everything from which the documents are drawn.
SNAPSHOT = ("figures", "before", "inputs", "unit_names", "texts")
# Reports were "issued" before they were signed, submitted and accepted.
SIGNED_BY = ("report.sign", "report.issue")


def snapshot_checksum(report: Report) -> str:
    """The SHA-256 of the report's snapshot, which stands in the events of making and signing it."""
    return checksum({name: getattr(report, name) for name in SNAPSHOT})


def faults(report: Report) -> list[str]:
    """What differs from the log, as Vietnamese sentences; empty for a report that nobody changed."""
    actions = SIGNED_BY if report.is_signed else ("report.make",)
    events = AuditEvent.objects.filter(target_type=report._meta.label_lower, target_id=str(report.pk))
    event = events.filter(action__in=actions).order_by("number").last()
    if event is None:
        return [_("Nhật ký không có lần lập hoặc ký báo cáo này.")]
    found = []
    if not report.checksum == checksum(report.figures) == event.detail["checksum"]:
        found.append(_("Số liệu không khớp mã kiểm tra."))
    # Events of earlier versions of this program name only the figures.
    elif event.detail.get("snapshot", snapshot_checksum(report)) != snapshot_checksum(report):
        found.append(_("Số liệu cùng kỳ, tên đơn vị, khóa hồ sơ hoặc phần lời không như khi lập."))
    found += [
        _("Tệp %s không như khi lập.") % name.upper()
        for name in FORMATS
        if _file_digest(getattr(report, f"{name}_id")) != event.detail["files"][name]
    ]
    return [*found, *_typed_faults(report, events)]


def _typed_faults(report: Report, events: QuerySet[AuditEvent]) -> Iterator[str]:
    """What was typed in the steps, which stands in the reasons of their events. A reason that was erased tells nothing."""
    answers = report.answers or ()
    typed = {
        "report.check": ("\n".join(one["answer"] for one in answers), _("Phần giải trình không như khi kiểm tra.")),
        "report.sign": (report.replaces_why, _("Lý do thay thế không như khi ký.")),
        "report.return": (report.return_why, _("Lý do trả lại không như khi trả lại.")),
    }
    for action, (text, fault) in typed.items():
        event = events.filter(action=action).select_related("reason").order_by("number").last()
        if event is not None and WHY in event.detail and not hasattr(event, "reason"):
            continue
        told = "" if event is None else event.why
        kinds = [one["kind"] for one in answers]
        if told != text or (action == "report.check" and event and event.detail["points"] != kinds):
            yield fault


def _file_digest(key) -> str:
    """The SHA-256 of the stored bytes; empty if they cannot be decrypted any more."""
    try:
        return hashlib.sha256(StoredFile.objects.values_list("data", flat=True).get(pk=key)).hexdigest()
    except NotDecrypted:
        return ""
