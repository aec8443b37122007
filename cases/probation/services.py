"""Service functions that end or shorten a probation: completion, the court's decision on shortening, revocation."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit import events as audit_events
from cases.choices import EndReason
from cases.closing import services as closing_services
from cases.facts import store as facts_store
from cases.facts.case_locks import lock_case
from cases.facts.stay_chain import Change
from cases.models import Case, Shortening
from cases.records import services as records_services
from cases.second_person.calls import second_person
from core import date_rules
from core.dates import today, vn_date
from core.errors import Refused
from core.text import nfc


@transaction.atomic
def decide_shortening(
    *,
    by: User | None,
    shortening: Shortening,
    is_granted: bool,
    decided_on: date,
    decision_number: str,
    new_end_on=None,
) -> Shortening:
    """Record the court's decision on a shortening. If granted, the probation ends on `new_end_on`.

    The limits of the law are not checked here, because the court decided. Raises Refused if there is a decision already or
    a day is impossible.
    """
    row = Shortening.objects.select_for_update(of=("self",)).get(pk=shortening.pk)
    if row.is_granted is not None:
        raise Refused(_("Đề nghị này đã có quyết định của Tòa án."))
    case = lock_case(by, row.case)
    days = {"decided_on": decided_on, "proposed_on": row.proposed_on}
    if is_granted:
        if new_end_on is None or case.probation_end_on is None:
            raise Refused(_("Phải ghi ngày hết thử thách mới, và hồ sơ phải có ngày hết thử thách cũ."))
        days |= {"new_end_on": new_end_on, "probation_end": case.probation_end_on}
    date_rules.require("cases.probation.decide_shortening", today(), **days)
    if is_granted:
        row.old_end_on, row.new_end_on = case.probation_end_on, new_end_on
    row.is_granted, row.decided_on, row.decision_number = is_granted, decided_on, nfc(decision_number)
    row.version += 1
    row.full_clean(exclude=["public_id"])
    row.save()
    if is_granted:
        records_services.update_details(by=by, case=case, version=case.version, probation_end_on=new_end_on)
    detail = {"granted": is_granted, "new_end_on": new_end_on and new_end_on.isoformat()}
    audit_events.record(by=by, action="shortening.decide", target=case, detail=detail)
    return row


def complete_probation(*, by: User | None, case: Case, on: date, document_number: str = "", note: str = "") -> Case:
    """Change the category from conditional release to completed on the day of the certificate (Luật THAHS 2019 Điều 59.4).

    Raises Contradiction if the person is not on conditional release, the case is closed or withdrawn, or `on` is before
    its last change.
    """
    date_rules.require("cases.probation.complete_probation", today(), on=on, release_on=case.release_on)
    change = Change(probation_completed=True, document_number=document_number, note=note)
    return facts_store.apply_change(by=by, case=case, on=on, change=change, action="case.complete_probation")


@second_person("probation.complete", gettext_lazy("Hết thời gian thử thách"))
@transaction.atomic
def certify_completion(*, by: User | None, case: Case, on: date, document_number: str, note: str = "") -> Case:
    """Record the completion certificate, issued on the last day of probation (Luật THAHS 2019 Điều 59.4).

    The category becomes completed, and the certificate is stored with the case. Raises Refused before the last day,
    Contradiction as `complete_probation` does.
    """
    case = lock_case(by, case)
    date_rules.require("cases.probation.certify_completion", today(), on=on, release_on=case.release_on)
    if case.probation_end_on is not None and on < case.probation_end_on:
        text = _("Thời gian thử thách đến hết ngày %s; nếu Tòa án đã rút ngắn, hãy ghi quyết định rút ngắn trước.")
        raise Refused(text % vn_date(case.probation_end_on))
    complete_probation(by=by, case=case, on=on, document_number=document_number, note=note)
    version = Case.objects.get(pk=case.pk).version
    certificate = {"certificate_number": document_number, "certificate_on": on}
    return records_services.update_details(by=by, case=case, version=version, **certificate)


@second_person("probation.revoke", gettext_lazy("Hủy quyết định tha tù trước thời hạn"))
@transaction.atomic
def revoke(*, by: User | None, case: Case, on: date, decision_number: str, note: str = "") -> Case:
    """Record that the release was revoked (Luật THAHS 2019 Điều 71): the case is closed.

    Raises Refused without the number of the court's decision, Contradiction if the person is not on conditional release.
    """
    if not decision_number.strip():
        raise Refused(_("Phải ghi số quyết định của Tòa án."))
    date_rules.require("cases.probation.revoke", today(), on=on, release_on=case.release_on)
    return closing_services.close(
        by=by, case=case, on=on, reason=EndReason.REVOKED.value, document_number=nfc(decision_number), note=nfc(note)
    )
