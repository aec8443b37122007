"""Generates very many invented people for load tests."""

import json
from dataclasses import asdict

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from areas.models import Unit
from demo.population import generate
from demo.users import DemoRefused


class Command(BaseCommand):
    """`generate_population --people N [--seed N] [--json]`: for load tests, never on a system in use."""

    help = _(
        "Tạo thật nhiều người giả định với đủ quá trình quản lý trong cả tỉnh, để thử tải. Không dùng khi chạy thật."
    )

    def add_arguments(self, parser):
        """The number of people, the seed of the random numbers, and the output format."""
        parser.add_argument("--people", type=int, required=True, help=_("Số người."))
        parser.add_argument("--seed", type=int, default=1, help=_("Cùng số thì cùng những cuộc đời."))
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, people: int, seed: int, **options):
        """Generate the people and print counts and speed.

        Raises CommandError for fewer than one person, or if the system refuses invented people.
        """
        if people < 1:
            raise CommandError(_("Số người phải từ 1 trở lên."))
        if not Unit.objects.exists():
            call_command("load_units", stdout=self.stderr, stderr=self.stderr)
        try:
            made = generate(people=people, seed=seed)
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        values = {**asdict(made), "seconds": round(made.seconds, 2), "per_second": made.per_second}
        if options["json"]:
            self.stdout.write(json.dumps(values))
            return
        line = _(
            "%(people)d người, %(cases)d hồ sơ, %(stays)d giai đoạn, %(reoffences)d lần tái phạm trong %(seconds).2f giây"
        )
        self.stdout.write(f"{line % values} ({_('%d người/giây') % made.per_second}).")
