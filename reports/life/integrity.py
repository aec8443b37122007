"""Whether a stored report is what was made and signed: its snapshot and its files against the audit log (docs/security.md §6).

The triggers refuse a change; somebody who owns the database can drop them. The log is walked by `verify_audit`.
"""

import hashlib

from django.utils.translation import gettext as _

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
    return found


def _file_digest(key) -> str:
    """The SHA-256 of the stored bytes; empty if they cannot be decrypted any more."""
    try:
        return hashlib.sha256(StoredFile.objects.values_list("data", flat=True).get(pk=key)).hexdigest()
    except NotDecrypted:
        return ""
