"""Receives a signed file of reports."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from feed.files.content import MAX_BYTES
from feed.files.models import RECEIVE
from feed.files.services import check_file, receive_file


class Command(BaseCommand):
    """`import_reports FILE [--check] [--by USER] [--json]` (docs/operations-contract.md)."""

    help = _("Nhận báo cáo từ tệp có chữ ký của đơn vị khác. Nhận hai lần như một lần.")

    def add_arguments(self, parser):
        """The file, whether it is only looked at, who receives it, and the output format."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--check", action="store_true", help=_("Chỉ kiểm tra và kể nội dung, không ghi gì."))
        parser.add_argument("--by", metavar="USER", help=_("Tên đăng nhập của người nhận."))
        parser.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))

    def handle(self, *args, file, **options):
        """Print what the file contains. Raises CommandError with a Vietnamese reason for one that is refused."""
        by = _user(options["by"])
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
            found = check_file(data, by) if options["check"] else receive_file(by=by, data=data)
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        rows = [
            {
                "unit": row.unit.code,
                "start": row.start.isoformat(),
                "end": row.end.isoformat(),
                "version": row.version,
                "state": row.state,
                "checksum": row.content["checksum"],
            }
            for row in found.reports
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"stored": not options["check"], "new": found.new, "reports": rows}))
            return
        for row in rows:
            self.stdout.write(" ".join(str(value) for value in row.values()))
        self.stdout.write(_("%(count)d báo cáo, %(new)d chưa có ở đây.") % {"count": len(rows), "new": found.new})


def _user(name: str | None) -> User | None:
    if name is None:
        return None
    user = User.objects.filter(username=name.strip().lower()).first()
    if user is None or not user.may(RECEIVE):
        raise CommandError(_("Không có người dùng %s, hoặc người đó không được nhận báo cáo.") % name)
    return user
