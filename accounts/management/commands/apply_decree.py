"""Checks and applies a reorganisation of units from the command line."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.decrees.holdings import LABELS
from accounts.decrees.services import DecreeCheck, DecreeRefused, apply_decree, check_decree
from accounts.models import User
from accounts.permissions.roles import may
from core.dates import vn_date
from core.errors import Refused


class Command(BaseCommand):
    """`apply_decree FILE [--check] [--by USER] [--json]` (docs/operations-contract.md)."""

    help = _("Kiểm tra và áp dụng việc sắp xếp đơn vị hành chính từ một ngày. Áp dụng hai lần như một lần.")

    def add_arguments(self, parser):
        """The file, whether it is only checked, in whose name, and the output format."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--check", action="store_true", help=_("Chỉ cho biết những gì sẽ đổi, không ghi gì."))
        parser.add_argument("--by", metavar="USER", help=_("Tên đăng nhập của quản trị viên thực hiện."))
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, **options):
        """Print what moves on stdout and every fault on stderr. Exit status 1 if the file cannot be applied."""
        by, check = _user(options["by"]), None
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(_("Không đọc được tệp %s.") % options["file"]) from error
        check = check_decree(data)
        is_applied = False
        if not options["check"] and not check.errors:
            try:
                check = apply_decree(by=by, data=data)
                is_applied = not check.is_applied
            except DecreeRefused as error:
                check.plan.errors[:] = error.errors
            except Refused as error:
                raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps({**check.as_json(), "applied": is_applied}, ensure_ascii=False))
        else:
            self._tell(check, is_applied=is_applied)
        if check.errors:
            sys.exit(1)

    def _tell(self, check: DecreeCheck, *, is_applied: bool) -> None:
        for error in check.errors:
            self.stderr.write(str(error))
        for move in check.moves:
            became = ", ".join(move.becomes) or _("bãi bỏ")
            counts = ", ".join(f"{LABELS[kind]}: {count}" for kind, count in move.counts.items())
            self.stdout.write(f"{move.unit.code} {move.unit.full_name} → {became}" + (f" ({counts})" if counts else ""))
        for one in check.followings:
            names = {"user": one.membership.user.username, "role": one.membership.get_role_display()}
            to = ", ".join(one.names) or _("kết thúc")
            text = _("Vai trò %(role)s của %(user)s tại %(unit)s từ ngày %(day)s → %(to)s")
            self.stdout.write(text % {**names, "unit": one.membership.unit.full_name, "day": vn_date(one.on), "to": to})
        if check.errors:
            self.stdout.write(_("Tệp còn lỗi, chưa đổi gì."))
        elif check.is_applied:
            self.stdout.write(_("Tệp này đã được áp dụng; không có gì thay đổi."))
        else:
            self.stdout.write(_("Đã áp dụng.") if is_applied else _("Tệp không có lỗi; chưa đổi gì."))


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username.strip().lower()).first()
    if user is None or not may(user, "accounts.manage"):
        raise CommandError(_("Không có quản trị viên nào tên đăng nhập %s.") % username)
    return user
