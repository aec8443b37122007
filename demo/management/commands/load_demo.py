"""Loads the demo district of Sơn Tịnh. All people are invented. Running it again changes nothing."""

import json

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions.roles import Role
from areas.models import Unit
from core.dates import vn_date
from demo import reports, users
from demo.load import LoadResult, load_district
from demo.loans import load_loans
from demo.management.commands.seed_demo import table
from demo.people.last_months import LAST_DAY
from demo.province.districts import DISTRICTS
from demo.province.half_years import report_half_years
from demo.province.load import load_neighbours
from demo.users import BY_ROLE, DemoRefused
from reports.indicator.models import Indicator
from reports.indicator.wording import IndicatorText


class Command(BaseCommand):
    """`load_demo [--seed N] [--report] [--json]`: a district to try the system with."""

    help = _("Nạp huyện mẫu Sơn Tịnh năm 2024 với những người không có thật. Chạy lại không thay đổi gì.")

    def add_arguments(self, parser):
        """The seed of the random numbers, whether to make the reports, and the output format."""
        parser.add_argument("--seed", type=int, default=1, help=_("Cùng số thì cùng người, mã và ngày; mặc định 1."))
        parser.add_argument(
            "--report",
            action="store_true",
            help=_(
                "Lập luôn báo cáo 6 tháng của các huyện và chỉ tiêu của tỉnh, ghi tệp báo cáo Sơn Tịnh vào DATA_DIR."
            ),
        )
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, seed: int, report: bool, **options):
        """Load units, users and people, and print what was loaded.

        Raises CommandError if the system refuses invented people.
        """
        if not Unit.objects.exists():
            call_command("load_units", stdout=self.stderr, stderr=self.stderr)
        try:
            loaded, elsewhere = _load(seed)
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        indicator = report_half_years(loaded.users) if report else None
        made = reports.six_month_report(loaded.users[BY_ROLE["district_leader"]]) if report else None
        if options["json"]:
            self._print_json(loaded, made, indicator)
        else:
            self._print(loaded, elsewhere, made, indicator)

    def _print(
        self, loaded: LoadResult, elsewhere: int, made: reports.DemoReport | None, indicator: Indicator | None
    ) -> None:
        line = _(
            "Huyện Sơn Tịnh mẫu (seed %(seed)d): %(cases)d hồ sơ của %(people)d người không có thật, đến ngày %(last)s."
        )
        values = {"seed": loaded.seed, "cases": loaded.cases, "people": loaded.people, "last": vn_date(LAST_DAY)}
        self.stdout.write(line % values)
        others = _("%(count)d huyện, thị xã, thành phố khác của tỉnh: %(cases)d hồ sơ, cũng của người không có thật.")
        self.stdout.write(others % {"count": len(DISTRICTS), "cases": elsewhere})
        self.stdout.write(_("Đã nạp.") if loaded.created else _("Đã có từ trước, giữ nguyên."))
        self.stdout.write("\n" + table(users.credentials(loaded.users)))
        if made is not None:
            self.stdout.write(f"\n{made.report.title}")
            for text in [*reports.main_figures(made.report), *map(str, made.paths)]:
                self.stdout.write(f"  {text}")
        if indicator is not None:
            said = IndicatorText(indicator.figures, indicator.unit.full_name)
            self.stdout.write(f"\n{said.title}")
            for text in (f"{said.rate}: {said.counts}", said.target, said.missing):
                self.stdout.write(f"  {text}")

    def _print_json(self, loaded: LoadResult, made: reports.DemoReport | None, indicator: Indicator | None) -> None:
        output = {
            "created": loaded.created,
            "seed": loaded.seed,
            "people": loaded.people,
            "cases": loaded.cases,
            "users": users.credentials(loaded.users),
        }
        if made is not None:
            output["report"] = {"checksum": made.report.checksum, "files": [str(path) for path in made.paths]}
        if indicator is not None:
            output["indicator"] = {
                "checksum": indicator.checksum,
                "complete": indicator.is_complete,
                "missing": [one["unit"] for one in indicator.figures["missing"]],
            }
        self.stdout.write(json.dumps(output, ensure_ascii=False))


@transaction.atomic
def _load(seed: int) -> tuple[LoadResult, int]:
    """The loaded district, and the number of cases of the other districts."""
    loaded = load_district(seed=seed)
    officers = {one.unit: loaded.users[one.username] for one in users.USERS if one.role == Role.COMMUNE_OFFICER}
    load_loans(seed=seed, bank=loaded.users[BY_ROLE["bank_liaison"]], officers=officers)
    cases = load_neighbours(seed=seed, users=loaded.users)
    reports.set_letterheads()
    return loaded, cases
