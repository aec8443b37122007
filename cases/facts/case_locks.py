"""Locks a case and checks whether it may still be changed.

Every service function that writes to a case calls `lock_case` first: the page that was submitted may be older than a
withdrawal or an expungement of the case.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.models import User
from cases.choices import EndReason
from cases.facts.stay_chain import Contradiction
from cases.models import Case, Stay


def lock_case(by: User | None, case: Case) -> Case:
    """Lock a case for update and return it.

    Arguments: `by`, the user, or None for a management command. Raises Contradiction if the case was withdrawn, or if a
    user writes to a case that was expunged and sealed.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    latest = Stay.objects.latest().filter(case=case).first()
    if latest is None:
        raise Contradiction("withdrawn", _("Hồ sơ này đã được rút vì nhập nhầm; không ghi thêm được."))
    if by is not None and (latest.end_reason == EndReason.EXPUNGED or case.sealed_on is not None):
        raise Contradiction("sealed", _("Hồ sơ này đã được niêm phong; không ghi thêm được."))
    return case


# Returns the reason (Vietnamese) why a case may not be withdrawn yet, or "". Later apps register such checks: a loan of a
# withdrawn case would still be counted.
WithdrawalCheck = Callable[[Case], str]
_withdrawal_checks: list[WithdrawalCheck] = []


def withdrawal_check(function: WithdrawalCheck) -> WithdrawalCheck:
    """Decorator: call this function before a case is withdrawn."""
    _withdrawal_checks.append(function)
    return function


def check_withdrawal(case: Case) -> None:
    """Raise Contradiction if a registered check gives a reason against the withdrawal of the case."""
    for function in _withdrawal_checks:
        if reason := function(case):
            raise Contradiction("held", reason)
