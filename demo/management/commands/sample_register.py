"""Writes a sample register of invented people as a workbook, to try the import."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from demo.workbook import sample_register

MAX_CASES = 4_000


class Command(BaseCommand):
    """`sample_register FILE [--seed N] [--cases N] [--messy]`: stores nothing in the database."""

    help = _("Ghi một sổ đăng ký mẫu (.xlsx) gồm những người không có thật, để thử nạp.")

    def add_arguments(self, parser):
        """The file, and how many cases it has and how they are written."""
        parser.add_argument("file", type=Path, help=_("Tệp .xlsx sẽ ghi; tệp đã có bị ghi đè."))
        parser.add_argument("--seed", type=int, default=1, help=_("Cùng số thì cùng một tệp."))
        parser.add_argument("--cases", type=int, default=160, help=_("Số hồ sơ, nhiều nhất %d.") % MAX_CASES)
        parser.add_argument(
            "--messy", action="store_true", help=_("Ghi lộn xộn như sổ thật: tiêu đề, ngày, số, tên xã.")
        )

    def handle(self, *args, file: Path, seed: int, cases: int, messy: bool, **options):
        """Write the workbook. Raises CommandError for a wrong number of cases or a file that cannot be written."""
        if not 1 <= cases <= MAX_CASES:
            raise CommandError(_("Số hồ sơ phải từ 1 đến %d.") % MAX_CASES)
        try:
            file.write_bytes(sample_register(seed=seed, cases=cases, messy=messy))
        except OSError as error:
            raise CommandError(_("Không ghi được tệp %(file)s: %(why)s") % {"file": file, "why": error}) from error
        self.stderr.write(_("Đã ghi %(cases)d hồ sơ vào %(file)s.") % {"cases": cases, "file": file})
