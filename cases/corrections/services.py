"""Corrections by a leader, each with a reason and a document.

The form detects that somebody else changed the case meanwhile (cases/facts/edit_conflicts.py).
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from cases.choices import EndReason
from cases.expungement import early, erasure, sealing
from cases.facts import stay_chain
from cases.facts import store as facts_store
from cases.facts.case_locks import check_withdrawal, lock_case
from cases.facts.stay_chain import Contradiction, History
from cases.models import Case
from cases.reoffences import services as reoffences_services
from cases.second_person.calls import second_person
from core.errors import Refused
from core.text import nfc


@transaction.atomic
def correct_histories(*, by: User | None, items: Iterable[tuple[Case, History]], why: str) -> int:
    """Replace the current stays of cases.

    Arguments: `items`, pairs of a case and its complete new history; `why`, the reason kept with every new version.
    Returns the number of cases whose stays changed. Raises Contradiction for an impossible history or a future day.
    """
    facts_store.require_reason(why)
    wanted = {case.pk: after for case, after in items}
    for after in wanted.values():
        stay_chain.check_history(after)
        facts_store.refuse_future(after, ())
    cases = list(Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    before = facts_store.current_histories(cases)
    changed = [
        facts_store.StayRevision(case, before[case.pk], wanted[case.pk], "case.correct", why)
        for case in cases
        if before[case.pk] != wanted[case.pk]
    ]
    facts_store.write_revisions(by=by, items=changed)
    return len(changed)


@transaction.atomic
def withdraw_case(*, by: User | None, case: Case, why: str) -> None:
    """Withdraw a case that was entered by mistake: from now on measures count none of its stays and reoffences.

    Raises Contradiction if the case is withdrawn already, a later app still counts something of it, or a user (`by` not
    None) withdraws a case with a recorded reoffence.
    """
    facts_store.require_reason(why)
    case = Case.objects.select_for_update().get(pk=case.pk)
    reoffences = list(case.reoffences.current())
    before = facts_store.current_history(case)
    if not before:
        raise Contradiction("withdrawn", _("Hồ sơ này đã được rút trước đó."))
    check_withdrawal(case)
    facts_store.write_revisions(by=by, items=[facts_store.StayRevision(case, before, (), "case.withdraw", why)])
    for reoffence in reoffences:
        reoffences_services.end_reoffence(by=by, reoffence=reoffence, why=why)


@second_person("case.correct", gettext_lazy("Sửa quá trình quản lý"))
@transaction.atomic
def correct(*, by: User, case: Case, history: History, why: str, document_number: str) -> None:
    """Correct the stays of a case with a reason and a document.

    Raises Refused without reason or document, without a change, or for a unit outside the user's; Contradiction for an
    impossible history.
    """
    case = lock_case(by, case)
    before = facts_store.current_history(case)
    _check_units(by, before, history)
    last = history[-1] if history else None
    sealed_on = last.end_on if last and last.end_reason == EndReason.EXPUNGED != before[-1].end_reason else None
    if sealed_on:
        early.require_second_person(by, case, sealed_on)
    if not correct_histories(by=by, items=[(case, history)], why=_reason(why, document_number)):
        raise Refused(_("Chưa sửa gì so với bản đang ghi."))
    if sealed_on:
        sealing.seal(by, case, sealed_on)
        erasure.erase_sealed(by=by)


@second_person("case.withdraw", gettext_lazy("Rút hồ sơ nhập nhầm"))
@transaction.atomic
def withdraw(*, by: User, case: Case, why: str, document_number: str) -> None:
    """Withdraw a case that was entered by mistake, with a reason and a document. Raises Refused, Contradiction."""
    withdraw_case(by=by, case=case, why=_reason(why, document_number))


def _check_units(by: User, before: History, after: History) -> None:
    """Raise Refused for a new unit outside the user's: a correction must not move a case to another office."""
    own = set(unit_keys_for(by, "cases.correct"))
    if not {stay.unit_id for stay in after} <= own | {stay.unit_id for stay in before}:
        raise Refused(_("Chỉ sửa sang đơn vị thuộc địa bàn của mình; chuyển đi nơi khác thì dùng Chuyển hồ sơ."))


def _reason(why: str, document_number: str) -> str:
    """Return reason and document as one line, as stored with the versions. Raises Refused if one is missing."""
    if not why.strip() or not document_number.strip():
        raise Refused(_("Phải nêu lý do và số văn bản làm căn cứ."))
    return _("%(why)s (văn bản %(number)s)") % {"why": nfc(why), "number": nfc(document_number)}
