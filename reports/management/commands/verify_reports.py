"""Verifies every stored report against the audit log: its snapshot and its files."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.life.integrity import faults
from reports.models import Report


class Command(BaseCommand):
    """`verify_reports [--json]`: exit status 1 if the figures, texts or a file of a report are not as they were made."""

    help = _("Kiểm tra số liệu, phần lời và tệp của mọi báo cáo theo nhật ký. Thoát với mã 1 nếu có báo cáo bị sửa.")

    def add_arguments(self, parser):
        """The output format."""
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, **options):
        """Prints the number of reports and the wrong ones. Raises CommandError with exit status 1 if there are any."""
        count, wrong = 0, {}
        for report in Report.objects.order_by("pk").iterator(chunk_size=20):
            count += 1
            if found := faults(report):
                wrong[str(report.public_id)] = found
        if options["json"]:
            self.stdout.write(json.dumps({"reports": count, "wrong": wrong}, ensure_ascii=False))
        else:
            self.stdout.write(f"reports {count} wrong {len(wrong)}")
            for public_id, found in wrong.items():
                self.stdout.write(f"{public_id}: {' '.join(found)}")
        if wrong:
            raise CommandError(_("%d báo cáo không như khi lập hoặc ký.") % len(wrong), returncode=1)
