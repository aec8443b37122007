"""Creates the first administrator of an installation, or a new one when all others are gone. Asks for no password."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions.roles import Role
from accounts.users import services
from areas.models import Unit
from core.dates import today


class Command(BaseCommand):
    """`create_administrator USERNAME --full-name NAME --unit CODE`: prints a link to choose a password."""

    help = _("Tạo một quản trị viên và in liên kết để người đó tự đặt mật khẩu.")

    def add_arguments(self, parser):
        """The user name, the full name and the unit of the new administrator."""
        parser.add_argument("username", help=_("Tên đăng nhập."))
        parser.add_argument("--full-name", required=True, help=_("Họ và tên."))
        parser.add_argument("--unit", required=True, help=_("Đơn vị của người đó: MÃ hoặc MÃ@NĂM-THÁNG-NGÀY."))

    def handle(self, *args, username, full_name, unit, **options):
        """Creates user and role in one transaction; prints the link on stdout and its explanation on stderr."""
        try:
            with transaction.atomic():
                user = services.create_user(username=username, full_name=full_name, by=None)
                place, role = Unit.objects.find(unit), Role.ADMINISTRATOR
                services.grant_membership(user=user, unit=place, role=role, start_on=today(), by=None)
                link = services.issue_password_link(user=user, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except (Unit.DoesNotExist, ValueError) as error:
            raise CommandError(_("Không có đơn vị %(unit)s: %(error)s") % {"unit": unit, "error": error}) from None
        hours = settings.PASSWORD_LINK_HOURS
        self.stderr.write(_("Mở liên kết này trên trang web để đặt mật khẩu; dùng được một lần, trong %d giờ:") % hours)
        self.stdout.write(link)
