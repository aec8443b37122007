"""Verifies the hash chain of the audit log from the first row to the last, and the reasons against their digests."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import reasons
from audit.events import anchors_in, first_broken_event, head
from audit.models import AuditEvent


class Command(BaseCommand):
    """`verify_audit [--anchor FILE] [--json]`: exit status 1 if an event was changed, moved, removed or cut off."""

    help = _(
        "Kiểm tra chuỗi nhật ký: sự kiện bị sửa, đổi chỗ, xóa hoặc cắt đuôi; lý do bị sửa hoặc mất."
        " Thoát với mã 1 nếu chuỗi đứt."
    )

    def add_arguments(self, parser):
        """The file with hashes kept on another machine, and the output format."""
        parser.add_argument(
            "--anchor",
            type=Path,
            help=_("Tệp giữ ngoài hệ thống, mỗi dòng một đối tượng JSON {number, hash}; chuỗi phải đi qua từng điểm."),
        )
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, **options):
        """Prints the number of events and the number of the first wrong one.

        Raises CommandError with exit status 1 for a broken chain.
        """
        anchors = _anchors(options["anchor"]) if options["anchor"] else {}
        # The head is read first: rows inserted during the verification must not make the chain look cut off.
        last = head()
        if last.number:
            anchors.setdefault(last.number, last.hash)
        broken_at = first_broken_event(anchors)
        if broken_at is None:
            broken_at = reasons.first_wrong()
        events = AuditEvent.objects.count()
        restored = _restored_before(anchors) if broken_at is not None else None
        if options["json"]:
            number = restored and restored.number
            self.stdout.write(json.dumps({"events": events, "broken_at": broken_at, "restored_by": number}))
        else:
            self.stdout.write(f"events {events} broken_at {broken_at}")
        if restored is not None:
            raise CommandError(_of_restore(restored), returncode=1)
        if broken_at is not None:
            raise CommandError(_("Chuỗi nhật ký đứt tại sự kiện số %d.") % broken_at, returncode=1)


def _anchors(path: Path) -> dict[int, str]:
    """The hashes of an anchor file by row number. Raises CommandError for a file that cannot be read."""
    try:
        return anchors_in(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(
            _("Không đọc được tệp điểm neo %(path)s: %(error)s") % {"path": path, "error": error}
        ) from None


def _restored_before(anchors: dict[int, str]) -> AuditEvent | None:
    """The restore of a backup that explains every anchor which does not fit: the chain itself is intact; None without one."""
    hashes = dict(AuditEvent.objects.filter(pk__in=anchors).values_list("pk", "hash"))
    lost = [number for number, written in anchors.items() if not hashes.get(number, "").startswith(written)]
    kept = {number: written for number, written in anchors.items() if number not in lost}
    if not lost or first_broken_event(kept) is not None or reasons.first_wrong() is not None:
        return None
    restores = AuditEvent.objects.filter(action="backup.restored").order_by("-number")
    return next((event for event in restores if event.detail["audit"]["number"] < min(lost)), None)


def _of_restore(event: AuditEvent) -> str:
    text = _(
        "Chuỗi hiện có nguyên vẹn, nhưng %(at)s cơ sở dữ liệu đã được khôi phục từ bản sao lưu đến sự kiện số %(head)d (xem sự"
        " kiện số %(event)d): nhật ký ghi sau bản sao lưu đã mất, các điểm neo của phần đó không khớp. Nếu không ai khôi"
        " phục thì đây là dấu vết cắt đuôi nhật ký."
    )
    at = f"{timezone.localtime(event.at):%H:%M %d/%m/%Y}"
    return text % {"at": at, "head": event.detail["audit"]["number"], "event": event.number}
