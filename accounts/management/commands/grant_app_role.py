"""Grants the PostgreSQL role of web and worker the privileges it needs, and revokes all others."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.permissions.database_role import statements


class Command(BaseCommand):
    """`grant_app_role ROLE`: run by the owner of the database after each migration (PostgreSQL only)."""

    help = _(
        "Cấp cho vai trò của ứng dụng đúng những quyền cần có. Chạy bằng tài khoản chủ sở hữu sau mỗi lần migrate."
    )

    def add_arguments(self, parser):
        """The name of the PostgreSQL role."""
        parser.add_argument("role", metavar="ROLE")

    @transaction.atomic
    def handle(self, *args, **options):
        """Grants the privileges in one transaction. Raises CommandError on SQLite and for an unknown role."""
        if connection.vendor != "postgresql":
            raise CommandError(_("Chỉ PostgreSQL có vai trò; SQLite thì không."))
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [options["role"]])
            if cursor.fetchone() is None:
                raise CommandError(_("Chưa có vai trò %s; hãy CREATE ROLE … LOGIN PASSWORD trước.") % options["role"])
            for statement in statements(options["role"]):
                cursor.execute(statement)
        self.stdout.write(_("Đã cấp quyền cho %s.") % options["role"])
