"""Creates the missing demo users and prints their logins and passwords."""

import json

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.permissions.roles import Role
from areas.models import Unit
from demo import users
from demo.users import DemoRefused


class Command(BaseCommand):
    """`seed_demo [--roles] [--json]`: demo users only, without people."""

    help = _("Tạo người dùng mẫu còn thiếu và in tên đăng nhập, mật khẩu. Không dùng khi chạy thật.")

    def add_arguments(self, parser):
        """Whether to print one user for each role, and the output format."""
        parser.add_argument("--roles", action="store_true", help=_("Mỗi vai trò một người, thay vì tất cả."))
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, **options):
        """Create the missing users and print logins and passwords on stdout.

        Raises CommandError if the system refuses invented people.
        """
        if not Unit.objects.exists():
            call_command("load_units", stdout=self.stderr, stderr=self.stderr)
        try:
            by_key = {one["login"]: one for one in users.credentials(users.seed_users())}
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        if options["roles"]:
            by_key = {key: by_key[username] for key, username in users.BY_ROLE.items()}
        if options["json"]:
            self.stdout.write(json.dumps(by_key, ensure_ascii=False))
        else:
            self.stdout.write(table(by_key.values()))


def table(credentials) -> str:
    """Login, password, role and unit of each user, one line each."""
    lines = [_("%-20s %-20s %s") % (_("Tên đăng nhập"), _("Mật khẩu"), _("Vai trò"))]
    for one in credentials:
        secret = one["password"] or _("(đã đổi)")
        lines.append(f"{one['login']:20} {secret:20} {Role(one['role']).label}, {one['unit_name']}")
    return "\n".join(lines)
