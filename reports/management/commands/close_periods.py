"""Plans the reporting periods and closes those that are over, as the schedule does every few minutes."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.dates import today
from reports.periods.models import ReportingPeriod
from reports.periods.services import plan_periods
from reports.tasks import close_periods


class Command(BaseCommand):
    """`close_periods [--since DAY]`; a new installation chooses with it how far back its periods begin."""

    help = _("Lập các kỳ báo cáo theo quy định đang áp dụng và chốt những kỳ đã hết mà chưa chốt.")

    def add_arguments(self, parser):
        """The day with which the first period begins."""
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            help=_("Chỉ khi chưa có kỳ nào: bắt đầu từ kỳ có ngày này (NĂM-THÁNG-NGÀY)."),
        )

    def handle(self, *args, **options):
        """Plan and close. Raises CommandError for `--since` if periods are planned already."""
        since = options["since"]
        if since and ReportingPeriod.objects.exists():
            raise CommandError(_("Đã có kỳ báo cáo; --since chỉ dùng cho lần đầu."))
        plan_periods(by=None, today=today(), since=since)
        close_periods()
        for period in ReportingPeriod.objects.exclude(closed_at=None).filter(finished_at=None):
            self.stdout.write(f"{period.name} {period.start} {period.end} {period.due_reports.count()}")
