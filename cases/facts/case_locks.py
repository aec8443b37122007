"""Whether a case may still be written about; asked by every verb under the lock on the case, because pages are opened earlier."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.models import User
from cases.choices import EndReason
from cases.facts.stay_chain import Contradiction
from cases.models import Case, Stay


def lock_standing(by: User | None, case: Case) -> Case:
    """The case, locked. Raises Contradiction where it was taken back; for a user also where it was expunged and sealed."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    latest = Stay.objects.latest().filter(case=case).first()
    if latest is None:
        raise Contradiction("withdrawn", _("Hồ sơ này đã được rút vì nhập nhầm; không ghi thêm được."))
    if by is not None and latest.end_reason == EndReason.EXPUNGED:
        raise Contradiction("sealed", _("Hồ sơ này đã được niêm phong; không ghi thêm được."))
    return case


# From a case to why it cannot be taken back yet; "": nothing holds it. What later apps count of a case would stay counted.
Hold = Callable[[Case], str]
_holds: list[Hold] = []


def hold(function: Hold) -> Hold:
    """Decorator: ask this too before a case is taken back."""
    _holds.append(function)
    return function


def refuse_held(case: Case) -> None:
    for function in _holds:
        if why := function(case):
            raise Contradiction("held", why)
