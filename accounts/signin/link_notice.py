"""Tells a user who made the one-time link behind the password, and when and where the password was chosen.

Whoever makes a link could use it. The notice stands at every sign-in of NOTICE_DAYS, so that one sign-in with a password
that somebody else chose does not use it up.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import AuditEvent

MADE, CHOSEN, OPENED_BY_OTHER = "user.password_link", "account.password_chosen", "user.password_link_refused"
NOTICE_DAYS = 7


def link_notice(user: User) -> str:
    """The notice, in Vietnamese; "" if no password was chosen through a link within NOTICE_DAYS."""
    own = AuditEvent.objects.filter(target_type=User._meta.label_lower, target_id=str(user.pk)).order_by("-number")
    since = timezone.now() - timedelta(days=NOTICE_DAYS)
    chosen = own.filter(action=CHOSEN, at__gt=since).first()
    made = chosen and own.filter(action=MADE, number__lt=chosen.number).select_related("by").first()
    if not chosen or not made:
        return ""
    words = {
        "who": made.by or _("quản trị máy chủ"),
        "made": _shown(made.at),
        "chosen": _shown(chosen.at),
        "address": chosen.ip or _("không rõ"),
    }
    return (
        _(
            "Liên kết đặt mật khẩu của anh/chị do %(who)s cấp lúc %(made)s; mật khẩu được đặt lúc %(chosen)s từ máy có địa chỉ"
            " %(address)s. Nếu không phải anh/chị đặt, hãy báo ngay lãnh đạo đơn vị và xin liên kết mới."
        )
        % words
    )


def _shown(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
