"""Checks and applies a register workbook from the command line."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.roles import may
from core.spreadsheets.guard import MAX_BYTES
from register.issues import Issue
from register.services import CheckResult, apply_register, check_register

SHOWN = 50
LABELS = {"created": _("tạo mới"), "updated": _("cập nhật"), "unchanged": _("không đổi"), "rejected": _("bị loại")}


class Command(BaseCommand):
    """`import_register FILE [--check] [--good-rows] [--by USER] [--json]` (docs/operations-contract.md)."""

    help = _("Kiểm tra và áp dụng sổ đăng ký (.xlsx, .xls, .ods, .csv). Áp dụng hai lần như một lần.")

    def add_arguments(self, parser):
        """The file, what to do with it, for whom, and the output format."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--check", action="store_true", help=_("Chỉ kiểm tra, không ghi gì."))
        parser.add_argument(
            "--good-rows", action="store_true", help=_("Áp dụng các hồ sơ không có lỗi, bỏ hồ sơ có lỗi.")
        )
        parser.add_argument(
            "--by",
            metavar="USER",
            help=_(
                "Tên đăng nhập của người nhập; bỏ trống: nhập cho mọi đơn vị, số giấy tờ đã có là của người đã ghi."
            ),
        )
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, **options):
        """Print the result on stdout. Exit status 1 if it was not accepted (--check) or not applied."""
        by = _user(options["by"])
        name, data = options["file"].name, _read(options["file"])
        if isinstance(data, CheckResult):
            result = data
        elif options["check"]:
            result = check_register(name, data, by=by)
        else:
            result = apply_register(name, data, by=by, good_rows=options["good_rows"])
        if options["json"]:
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
        else:
            self._tell(result, checked=options["check"])
        if not (result.accepted if options["check"] else result.applied):
            sys.exit(1)

    def _tell(self, result: CheckResult, *, checked: bool) -> None:
        for label, issues in ((_("Lỗi"), result.errors), (_("Cảnh báo"), result.warnings)):
            for issue in issues[:SHOWN]:
                self.stderr.write(f"{label}: {_in_words(issue)}")
            if len(issues) > SHOWN:
                self.stderr.write(_("… và %d mục nữa (--json để xem hết).") % (len(issues) - SHOWN))
        for sheet, counts in result.sheets.items():
            numbers = ", ".join(f"{LABELS[name]} {counts[name]}" for name in LABELS)
            self.stdout.write(
                _("%(sheet)s: %(rows)d dòng; %(numbers)s.")
                % {"sheet": sheet, "rows": counts["rows"], "numbers": numbers}
            )
        self.stdout.write(_verdict(result, checked))


def _verdict(result: CheckResult, checked: bool) -> str:
    if result.applied:
        return _("Đã áp dụng.") if result.accepted else _("Đã áp dụng các hồ sơ không có lỗi.")
    if not result.accepted:
        return _("Sổ còn lỗi, chưa ghi gì.")
    return _("Sổ không có lỗi; chưa ghi gì.") if checked else _("Chưa ghi gì.")


def _in_words(issue: Issue) -> str:
    place = [
        issue.sheet,
        _("dòng %d") % issue.row if issue.row else None,
        _("cột «%s»") % issue.column if issue.column else None,
        f"«{issue.value}»" if issue.value else None,
    ]
    return ": ".join(filter(None, [", ".join(filter(None, place)), issue.message]))


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    try:
        user = User.objects.get_by_natural_key(username)
    except User.DoesNotExist:
        raise CommandError(_("Không có người dùng «%s».") % username) from None
    if not may(user, "cases.import"):
        raise CommandError(_("Người dùng «%s» không được nhập sổ đăng ký.") % username)
    return user


def _read(path: Path) -> bytes | CheckResult:
    """The file's bytes; one byte more than allowed is enough to refuse it."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        message = _("Không mở được tệp %(path)s: %(error)s.") % {"path": path, "error": error.strerror}
        return CheckResult(False, errors=[Issue(None, None, None, None, message)])
