"""How often a user may do what costs the site much: upload scans, import registers, export (exports.py).

A use is recorded before the work, so that refused files count too.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.dates import VIETNAM
from core.errors import Refused
from jobs.models import QuotaUse

DAY = timedelta(days=1)
LABELS = {
    "scan": gettext_lazy("tải lên tệp quét"),
    "import": gettext_lazy("tải lên sổ đăng ký"),
    "export": gettext_lazy("xuất dữ liệu"),
}


def take(*, by: User, kind: str) -> None:
    """Record one use. Raises Refused, and says from when it is possible again, if all uses of 24 hours are taken.

    Arguments: `kind`, "scan" or "import"; how many a day, settings.QUOTAS says.
    """
    with transaction.atomic():
        # Locked, so that two uploads at once do not both get the last use.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        require_free(QuotaUse.objects.filter(by=by, kind=kind), "at", settings.QUOTAS[kind], kind)
        QuotaUse.objects.create(by=by, kind=kind)


def require_free(uses, field: str, most: int, kind: str) -> None:
    """Raise Refused if `uses` (a queryset with the time in `field`) has `most` rows of the last 24 hours."""
    recent = uses.filter(**{f"{field}__gt": timezone.now() - DAY}).order_by(f"-{field}").values_list(field, flat=True)
    oldest: datetime | None = recent[most - 1 : most].first() if most else timezone.now()
    if oldest is not None:
        again = (oldest + DAY).astimezone(VIETNAM)
        text = _("Trong 24 giờ qua anh/chị đã %(what)s %(most)d lần, là mức tối đa. Làm tiếp được từ %(at)s.")
        raise Refused(text % {"what": LABELS[kind], "most": most, "at": f"{again:%H:%M ngày %d/%m/%Y}"})


def delete_old() -> int:
    """Delete uses that no longer count. Returns how many."""
    return QuotaUse.objects.filter(at__lt=timezone.now() - 2 * DAY).delete()[0]
