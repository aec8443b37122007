"""What an expungement does beyond its own case: hides the person's ended cases and ends transfers that wait.

Parts of service functions, which hold the transaction and the lock.
"""

from datetime import date

from django.utils import timezone

from accounts.models import User
from audit import events as audit_events
from cases.choices import EndReason
from cases.expungement import sealed_list
from cases.models import Case


def seal(by: User | None, case: Case, on: date) -> None:
    """What every door does when a case is closed by expungement on that day, besides erasing its texts."""
    withdraw_waiting(case)
    seal_ended_cases(by, case, on)
    sealed_list.update_on_commit()


def seal_ended_cases(by: User | None, case: Case, on: date) -> None:
    """Hide the person's cases that ended before: after the expungement they count as never convicted (BLHS Điều 69)."""
    ended = Case.objects.with_latest().filter(person=case.person_id, latest__end_on__lte=on, sealed_on=None)
    for other in ended.exclude(pk=case.pk).exclude(latest__end_reason=EndReason.EXPUNGED):
        Case.objects.filter(pk=other.pk).update(sealed_on=on)
        audit_events.record(by=by, action="expungement.seal", target=other)


def withdraw_waiting(case: Case) -> None:
    """Withdraw the transfers of a case that still wait for an answer."""
    case.transfers.waiting().update(state="withdrawn", decided_at=timezone.now())
