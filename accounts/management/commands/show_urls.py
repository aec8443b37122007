"""Prints every route with the roles that may call it."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.permissions.routes import markdown, routes


class Command(BaseCommand):
    """`show_urls [--json] [--markdown]`: the table from which docs/permissions.md is generated."""

    help = _("Liệt kê mọi địa chỉ và vai trò được gọi.")
    requires_system_checks = []

    def add_arguments(self, parser):
        """The output format; without an option, one line of text per route."""
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help=_("In một đối tượng JSON ra đầu ra chuẩn."))
        form.add_argument("--markdown", action="store_true", help=_("In nội dung của docs/permissions.md."))

    def handle(self, *args, **options):
        """Prints all routes on stdout."""
        if options["markdown"]:
            self.stdout.write(markdown(), ending="")
            return
        rows: list[dict[str, Any]] = [
            {
                "path": f"/{r.pattern}",
                "name": r.name,
                "action": r.action,
                "public": r.is_public,
                "token": r.token_scope,
                "roles": r.roles,
            }
            for r in routes()
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"routes": rows}, ensure_ascii=False))
            return
        for row in rows:
            who = _("công khai") if row["public"] else ", ".join(row["roles"]) or _("mã truy cập")
            self.stdout.write(f"{row['path']:60} {row['action'] or '—':20} {who}")
