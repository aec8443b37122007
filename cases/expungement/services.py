"""Service functions of expungement: record the result, which closes and seals a case, and open a sealed case."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from cases.choices import EndReason
from cases.closing import services as closing_services
from cases.expungement import erasure, sealed_list, sealing
from cases.facts import store as facts_store
from cases.facts.case_locks import lock_case
from cases.models import Case, ExpungementReview, SealedCaseAccess, Stay
from cases.second_person.calls import second_person
from core import date_rules
from core.dates import today, vn_date
from core.errors import Refused
from core.text import nfc

OPEN_FOR = timedelta(hours=1)
Result = ExpungementReview.Result


def _document_of(given: dict) -> str:
    """Number, day and issuer of the document that proves the result."""
    values = {"number": given["proof_number"], "day": vn_date(given["proof_on"]), "issuer": given["proof_issuer"]}
    return _("%(number)s ngày %(day)s của %(issuer)s") % values


@second_person(
    "expungement.decide",
    gettext_lazy("Kết quả xóa án tích"),
    case_of=lambda given: given["review"].case,
    document_of=_document_of,
)
@transaction.atomic
def decide(
    *, by: User | None, review: ExpungementReview, result: str, proof_number: str, proof_on: date, proof_issuer: str
) -> ExpungementReview:
    """Record that the certificate or decision arrived, or a refusal. Proof closes and seals the case (TT 10/2024/TT-BCA Điều 13).

    Arguments: `result`, proved or refused; `proof_*`, number, day and issuer of the document. Raises Refused if there is a
    result already, the day is impossible, or number or issuer are missing; NeedsSecondPerson if the proof is earlier than the
    computed day or a prosecution is open (early.py).
    """
    row = ExpungementReview.objects.select_for_update(of=("self",)).select_related("case").get(pk=review.pk)
    if row.result != Result.PENDING:
        raise Refused(_("Thủ tục này đã có kết quả."))
    lock_case(by, row.case)
    if result not in (Result.PROVED, Result.REFUSED):
        raise TypeError(result)
    date_rules.require("cases.expungement.decide", today(), proof_on=proof_on, guided_on=row.guided_on)
    if not proof_number.strip():
        raise Refused(_("Phải ghi số phiếu lý lịch tư pháp hoặc quyết định của Tòa án."))
    if not proof_issuer.strip():
        raise Refused(_("Phải ghi cơ quan cấp phiếu lý lịch tư pháp hoặc Tòa án ra quyết định."))
    if result == Result.PROVED:
        # Before the result is stored: a pending petition for special reasons changes the computed day.
        reason = EndReason.EXPUNGED.value
        closing_services.close(by=by, case=row.case, on=proof_on, reason=reason, document_number=nfc(proof_number))
    row.result, row.proof_number, row.proof_on, row.proof_issuer = (
        result,
        nfc(proof_number),
        proof_on,
        nfc(proof_issuer),
    )
    row.version += 1
    row.full_clean(exclude=["public_id"])
    row.save()
    audit_events.record(by=by, action=f"expungement.{result}", target=row.case, detail={"review": str(row.public_id)})
    if result == Result.PROVED:
        # The result, with the number of its document, was written after the case was closed.
        erasure.erase(by=by, case=row.case)
    return row


@transaction.atomic
def open_sealed(*, by: User, code: str, why: str, document_number: str) -> SealedCaseAccess | None:
    """Open a sealed case for an hour, for a stated reason and a written request. Every attempt is audited.

    Returns None if there is no sealed case of this code in the user's units. Raises Refused without document number.
    """
    facts_store.require_reason(why)
    if not document_number.strip():
        raise Refused(_("Phải ghi số văn bản yêu cầu."))
    units = unit_keys_for(by, "sealed.read")
    sealed = Stay.objects.sealed().filter(unit__in=units)
    case = Case.objects.filter(code=code.strip(), pk__in=sealed.values("case")).first()
    if case is None:
        audit_events.record(by=by, action="sealed.not_found", why=_reason(nfc(why), nfc(document_number)))
        return None
    made = SealedCaseAccess.objects.create(case=case, by=by, until_at=timezone.now() + OPEN_FOR)
    audit_events.record(by=by, action="sealed.open", target=case, why=_reason(nfc(why), nfc(document_number)))
    return made


def _reason(why: str, document_number: str) -> str:
    return _("%(why)s (văn bản %(document)s)") % {"why": why, "document": document_number}


def readable(by: User, public_id) -> Case | None:
    """Return a sealed case that this user opened less than an hour ago and may still open, or None."""
    units = unit_keys_for(by, "sealed.read")
    sealed = Stay.objects.sealed().filter(unit__in=units)
    now = timezone.now()
    return (
        Case.objects.filter(public_id=public_id, pk__in=sealed.values("case"))
        .filter(sealed_accesses__by=by, sealed_accesses__until_at__gt=now)
        .select_related("person")
        .first()
    )


@transaction.atomic
def seal_again(*, by: User | None, sealed_on: dict[str, date]) -> int:
    """Seal the restored cases that were sealed after the backup was made.

    Arguments: `sealed_on`, what sealed_list.read returned. Returns how many cases were sealed.
    """
    # Listed before the first write, because closing a case also seals the person's other cases.
    since = list(sealed_list.sealed_since(sealed_on))
    for case, on in since:
        sealing.withdraw_waiting(case)
        try:
            with transaction.atomic():
                reason = EndReason.EXPUNGED.value
                closing_services.close(by=by, case=case, on=min(on, today()), reason=reason)
        except Refused:
            # The case has ended or cannot end on that day; it is only hidden.
            Case.objects.filter(pk=case.pk).update(sealed_on=on)
            erasure.erase_sealed(by=by)
        audit_events.record(by=by, action="expungement.seal", target=case, detail={"cause": "restore"})
    return len(since)
