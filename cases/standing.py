"""Whether a case may still be written about; asked by every verb under the lock on the case, because pages are opened earlier."""

from django.utils.translation import gettext as _

from accounts.models import User
from cases.history import Contradiction
from cases.models import Case, Stay
from cases.terms import EndReason


def lock_standing(by: User | None, case: Case) -> Case:
    """The case, locked. Raises Contradiction where it was taken back; for a user also where it was expunged and sealed."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    latest = Stay.objects.latest().filter(case=case).first()
    if latest is None:
        raise Contradiction("withdrawn", _("Hồ sơ này đã được rút vì nhập nhầm; không ghi thêm được."))
    if by is not None and latest.end_reason == EndReason.EXPUNGED:
        raise Contradiction("sealed", _("Hồ sơ này đã được niêm phong; không ghi thêm được."))
    return case
