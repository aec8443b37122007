"""Closes a case: management ends for a reason other than a transfer."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.choices import EndReason
from cases.expungement import early, erasure, sealing
from cases.facts import store as facts_store
from cases.facts.stay_chain import Change
from cases.models import Case
from cases.second_person.calls import second_person
from core import date_rules
from core.dates import today


@second_person("case.close", gettext_lazy("Kết thúc quản lý"))
@transaction.atomic
def close(*, by: User | None, case: Case, on: date, reason: str, document_number: str = "", note: str = "") -> Case:
    """End the management of a case.

    Arguments: `on`, the first day on which the person is no longer managed; `reason`, one of choices.CLOSURES.
    Raises Contradiction if the case is closed or withdrawn, or if `on` is before its last change; Refused for a future day;
    NeedsSecondPerson if a figure falls or an expungement is early.
    """
    date_rules.require("cases.closing.close", today(), on=on, release_on=case.release_on)
    if reason == EndReason.EXPUNGED:
        # All locks before the first audit event, which locks the head of the chain.
        case = Case.objects.select_for_update().get(pk=case.pk)
        erasure.lock_people(case)
        early.require_second_person(by, case, on)
    change = Change(closed=reason, document_number=document_number, note=note)
    closed = facts_store.apply_change(by=by, case=case, on=on, change=change, action="case.close")
    if reason == EndReason.EXPUNGED:
        sealing.seal(by, case, on)
        erasure.erase_sealed(by=by)
    return closed
