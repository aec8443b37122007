"""What takes two people in the leader's weekly digest."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.users.confirmation import colleagues, unconfirmed
from cases.models import SecondPersonRequest
from cases.worklist.digest import WEEK, OtherWork, other_work
from core.dates import today
from law.provider import law


@other_work
def second_person_work(user) -> Iterable[OtherWork]:
    """Requests that wait, what was decided within the week by somebody new to the role, and accounts to be confirmed."""
    address = reverse("cases:second-person-list")
    found = SecondPersonRequest.objects.visible_to(user)
    yield _requests(_("Đề nghị cần hai người đang chờ duyệt"), found.filter(state="waiting"), address)
    days = law(today()).number("decider_new_days")
    new = today() - timedelta(days=days)
    decided = found.filter(decided_at__gt=timezone.now() - WEEK, decider_since__gt=new)
    label = _("Việc cần hai người trong 7 ngày qua do người giữ vai trò chưa đến %d ngày duyệt") % days
    yield _requests(label, decided, address)
    waiting = len(unconfirmed(one.pk for one in colleagues(user)))
    yield OtherWork(_("Tài khoản người duyệt chờ xác nhận"), waiting, [], reverse("accounts:confirmations"))


def _requests(label: str, found, address: str) -> OtherWork:
    by_unit = Counter(found.order_by().values_list("deciding_unit__name", flat=True))
    return OtherWork(label, sum(by_unit.values()), sorted(by_unit.items()), address)
