"""Writes an encrypted backup of the whole database, stored files included."""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.expungement.sealed_list import SealedListError
from reintegration.backups import archive, services
from reintegration.backups.archive import BackupError


class Command(BaseCommand):
    """`backup FILE [--json]`, or `backup --new-key` (docs/deployment.md)."""

    help = _("Sao lưu toàn bộ cơ sở dữ liệu, kể cả các tệp đã lưu, vào một tệp mã hóa bằng BACKUP_KEY.")

    def add_arguments(self, parser):
        """The file, or the wish for a new key, and the output format."""
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--new-key", action="store_true", help=_("Chỉ in một khóa mới cho BACKUP_KEY."))
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, file, **options):
        """Write the backup and print what it contains. Raises CommandError if it cannot be made."""
        if options["new_key"]:
            self.stdout.write(archive.new_key())
            return
        if file is None:
            raise CommandError(_("Hãy cho biết tên tệp sao lưu."))
        began = time.monotonic()
        try:
            manifest = services.backup(file)
        except (BackupError, SealedListError) as error:
            raise CommandError(str(error)) from None
        size, seconds = file.stat().st_size, round(time.monotonic() - began, 1)
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(file), "bytes": size, "seconds": seconds, **manifest}))
            return
        for table, count in manifest["counts"].items():
            if count:
                self.stdout.write(f"{table} {count}")
        self.stdout.write(
            _("Đã sao lưu vào %(file)s: %(rows)d dòng, nhật ký đến sự kiện %(number)d (%(hash)s), %(size)d byte.")
            % {
                "file": file,
                "rows": sum(manifest["counts"].values()),
                "size": size,
                **manifest["audit"],
            }
        )
