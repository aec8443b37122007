"""Backs up, restores into a throw-away database, compares, and writes the result to the audit log."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.expungement.sealed_list import SealedListError
from reintegration.backups.archive import BackupError
from reintegration.backups.drill import drill


class Command(BaseCommand):
    """`backup_drill [--json]`: proves that backups of this database can be restored."""

    help = _("Diễn tập khôi phục: sao lưu, khôi phục vào cơ sở dữ liệu tạm, so sánh, ghi kết quả vào nhật ký.")

    def add_arguments(self, parser):
        """The output format."""
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, **options):
        """Run the drill and print the result. Raises CommandError if anything differs."""
        try:
            found = drill()
        except (BackupError, SealedListError) as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(
                _("Khôi phục thử thành công: %(rows)d dòng, nhật ký nguyên vẹn, %(seconds)s giây.") % found
            )
