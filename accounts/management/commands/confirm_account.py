"""Confirms the account of a second person where nobody in the system can: the first leader of a new installation."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.users import services
from core.errors import Refused


class Command(BaseCommand):
    """`confirm_account USERNAME --why TEXT`."""

    help = _("Xác nhận tài khoản của người duyệt việc cần hai người, khi chưa có ai khác xác nhận được.")

    def add_arguments(self, parser):
        """The user name, and how its owner was asked."""
        parser.add_argument("username", help=_("Tên đăng nhập."))
        parser.add_argument("--why", required=True, help=_("Đã kiểm tra bằng cách nào."))

    def handle(self, *args, username, why, **options):
        """Confirms the account. Raises CommandError for an unknown user and without a reason."""
        try:
            user = User.objects.get_by_natural_key(username)
            services.confirm_account(user=user, by=None, why=why)
        except User.DoesNotExist:
            raise CommandError(_("Không có người dùng %s.") % username) from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(_("Đã xác nhận tài khoản %s.") % user.username)
