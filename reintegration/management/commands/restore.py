"""Restores a backup into an empty database."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.expungement.sealed_list import SealedListError
from reintegration.backups import services
from reintegration.backups.archive import BackupError


class Command(BaseCommand):
    """`restore FILE [--sealed FILE] [--without-sealed] [--json]` (docs/deployment.md)."""

    help = _(
        "Khôi phục một bản sao lưu vào cơ sở dữ liệu trống, rồi niêm phong lại những hồ sơ được xóa án tích sau đó."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        """The backup, the list of sealed cases, and the output format."""
        parser.add_argument("file", type=Path)
        given = parser.add_mutually_exclusive_group()
        given.add_argument("--sealed", type=Path, help=_("Danh sách niêm phong; mặc định là SEALED_LIST."))
        given.add_argument(
            "--without-sealed",
            action="store_true",
            help=_("Không có danh sách niêm phong: người được xóa án tích sau khi sao lưu sẽ hiện lại."),
        )
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, file, **options):
        """Restore, seal again what was sealed after the backup, and print both.

        Raises CommandError without the list of sealed cases, or if the backup cannot be restored.
        """
        sealed = None if options["without_sealed"] else options["sealed"] or Path(settings.SEALED_LIST)
        if sealed and not sealed.exists():
            raise CommandError(
                _(
                    "Không có danh sách niêm phong %s. Hãy chép tệp ấy từ máy cũ (--sealed TỆP). Nếu thật sự đã mất, dùng "
                    "--without-sealed và tự niêm phong lại những hồ sơ được xóa án tích sau khi sao lưu."
                )
                % sealed
            )
        try:
            done = services.restore(file, sealed=sealed)
        except (BackupError, SealedListError) as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            found = {"sealed_again": done.sealed_again, "broken_at": done.broken_at}
            self.stdout.write(json.dumps({**found, **done.manifest}))
            return
        self.stdout.write(
            _("Đã khôi phục %(rows)d dòng, nhật ký đến sự kiện %(number)d; niêm phong lại %(again)d hồ sơ.")
            % {"rows": sum(done.manifest["counts"].values()), "again": done.sealed_again, **done.manifest["audit"]}
        )
        if done.broken_at is not None:
            self.stderr.write(_("Chú ý: chuỗi nhật ký trong bản sao lưu đứt tại sự kiện số %d.") % done.broken_at)
        self.stdout.write(
            _("Hãy cất tệp điểm neo cũ (%s) và để hệ thống bắt đầu tệp mới: những sự kiện sau khi sao lưu không còn.")
            % settings.AUDIT_ANCHOR
        )
