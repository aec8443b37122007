"""Closes a case: management ends for a reason other than a transfer."""

from datetime import date

from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.facts import store as facts_store
from cases.facts.stay_chain import Change
from cases.models import Case
from cases.second_person.calls import second_person


@second_person("case.close", gettext_lazy("Kết thúc quản lý"))
def close(*, by: User | None, case: Case, on: date, reason: str, document_number: str = "", note: str = "") -> Case:
    """End the management of a case.

    Arguments: `on`, the first day on which the person is no longer managed; `reason`, one of choices.CLOSURES.
    Raises Contradiction if the case is closed or withdrawn, or if `on` is before its last change.
    """
    change = Change(closed=reason, document_number=document_number, note=note)
    return facts_store.apply_change(by=by, case=case, on=on, change=change, action="case.close")
