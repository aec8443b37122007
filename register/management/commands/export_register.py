"""Writes the register of a unit as a workbook that import_register reads."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from areas.models import Unit
from register.writing.workbook import export_register


class Command(BaseCommand):
    """`export_register FILE --unit CODE`: full ID numbers, so it is for the operator only."""

    help = _("Xuất sổ đăng ký của một đơn vị ra tệp .xlsx, đúng mẫu để nhập lại.")

    def add_arguments(self, parser):
        """The file and the unit."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--unit", required=True, metavar="CODE", help=_("Mã đơn vị, MÃ hoặc MÃ@NĂM-THÁNG-NGÀY."))

    def handle(self, *args, **options):
        """Write the workbook. Raises CommandError for an unknown unit or a file that cannot be written."""
        try:
            unit = Unit.objects.find(options["unit"])
        except (Unit.DoesNotExist, ValueError) as error:
            raise CommandError(str(error)) from None
        data = export_register(unit, user=None)
        try:
            options["file"].write_bytes(data)
        except OSError as error:
            values = {"path": options["file"], "error": error.strerror}
            raise CommandError(_("Không ghi được tệp %(path)s: %(error)s.") % values) from None
        self.stdout.write(
            _("Đã xuất sổ đăng ký %(unit)s: %(path)s") % {"unit": unit.full_name, "path": options["file"]}
        )
