"""Prints the indicator of a province as JSON. Nothing is stored."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from areas.models import Level
from cases.facts.clock import settled_time
from reports.indicator.figures import indicator_figures, live_figures
from reports.management.arguments import period_of, unit_of
from reports.measures.management import Unbalanced


class Command(BaseCommand):
    """`province_indicator --unit CODE --start DAY --end DAY [--live] [--json]` (docs/operations-contract.md)."""

    help = _("Chỉ tiêu tỷ lệ tái phạm của một tỉnh, từ báo cáo đã chấp nhận. Không lưu gì.")

    def add_arguments(self, parser):
        """The province, the period and the source."""
        parser.add_argument("--unit", required=True, help=_("MÃ hoặc MÃ@NĂM-THÁNG-NGÀY của tỉnh."))
        parser.add_argument("--start", required=True, help=_("Ngày đầu kỳ, NĂM-THÁNG-NGÀY hoặc ngày/tháng/năm."))
        parser.add_argument("--end", required=True, help=_("Ngày cuối kỳ, tính cả ngày này."))
        parser.add_argument("--live", action="store_true", help=_("Đếm từ hồ sơ hiện có, không từ báo cáo."))
        parser.add_argument("--json", action="store_true", help=_("In dạng JSON (mặc định)."))

    def handle(self, *args, **options):
        """Print the indicator. Raises CommandError for wrong values and for figures that contradict themselves."""
        period = period_of(options["start"], options["end"])
        province = unit_of(options["unit"], period)
        if province.level != Level.PROVINCE:
            raise CommandError(_("%s không phải là tỉnh.") % province.full_name)
        count = live_figures if options["live"] else indicator_figures
        try:
            found = count(province, period, settled_time())
        except Unbalanced as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
