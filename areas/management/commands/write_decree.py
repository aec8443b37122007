"""Prints what the data files say of one day as a file for `apply_decree`."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from areas.decrees.from_data import file_of
from areas.management.commands.load_units import data_rows


class Command(BaseCommand):
    """`write_decree DAY --document TEXT`: for an office that loaded the units before the reorganisation took effect."""

    help = _("In việc sắp xếp của một ngày trong areas/data thành tệp cho apply_decree.")

    def add_arguments(self, parser):
        """The day, and the document that orders the changes."""
        parser.add_argument("day", metavar="DATE", help=_("Ngày áp dụng, năm-tháng-ngày."))
        parser.add_argument("--document", required=True, help=_("Số văn bản làm căn cứ."))

    def handle(self, *args, day, document, **options):
        """Print the file on stdout."""
        try:
            on = date.fromisoformat(day)
        except ValueError:
            raise CommandError(_("Ngày phải ghi năm-tháng-ngày.")) from None
        self.stdout.write(file_of(on, document, data_rows("units"), data_rows("successions")), ending="")
