"""Writes the submitted and accepted reports of a unit and all below it to a signed file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import Refused
from feed.clients.reader import UnitReader
from feed.files.services import export_reports
from feed.handed_on import reports_for
from reports.management.arguments import period_of, unit_of


class Command(BaseCommand):
    """`export_reports --unit CODE --start DAY --end DAY FILE` (docs/operations-contract.md)."""

    help = _("Xuất báo cáo đã gửi, đã chấp nhận của một kỳ ra tệp có chữ ký.")

    def add_arguments(self, parser):
        """The unit, the period and the file."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--unit", required=True, help=_("MÃ hoặc MÃ@NĂM-THÁNG-NGÀY."))
        parser.add_argument("--start", required=True, help=_("Ngày đầu kỳ, NĂM-THÁNG-NGÀY hoặc ngày/tháng/năm."))
        parser.add_argument("--end", required=True, help=_("Ngày cuối kỳ, tính cả ngày này."))

    def handle(self, *args, file, **options):
        """Write the file. Raises CommandError with a Vietnamese reason."""
        period = period_of(options["start"], options["end"])
        unit = unit_of(options["unit"], period)
        reader = UnitReader(unit)
        reports = reports_for(reader).filter(start=period.start, end=period.end)
        try:
            file.write_bytes(export_reports(by=None, reports=reports, reader=reader, period=period))
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Đã xuất %(count)d báo cáo vào %(file)s.") % {"count": reports.count(), "file": file})
