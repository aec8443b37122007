"""Services of loans: request, decide, disburse, record a balance, correct, withdraw, edit.

Each service locks the loan, checks that its facts can be true together (fact_rules.py) and are lawful (legal_checks.py), writes
versions (cases/facts/models.py) and one audit event that names no person. The caller checks scope and permission. Amounts are
đồng.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from audit.details import without_texts
from cases.expungement import erasure
from cases.facts import store as facts_store
from cases.facts.case_locks import lock_case, withdrawal_check
from cases.facts.clock import fact_time
from cases.facts.stay_chain import Contradiction
from cases.models import Case
from cases.support.models import SupportKind
from core.dates import today, vn_date
from core.errors import EditConflict, Refused
from core.text import nfc
from law.provider import law
from loans import fact_rules, legal_checks
from loans.choices import FactKind
from loans.fact_rules import FactValue
from loans.models import Loan, LoanFact

# The fields that `edit` may change. No report counts them.
EDITABLE = (
    "named_borrower", "term_months", "course_months", "annual_rate", "fund_source", "code", "savings_group", "group_head",
    "entrusted_body",
)  # fmt: skip


@transaction.atomic
def request_loan(
    *,
    by: User | None,
    request: FactValue,
    details: dict,
    case: Case | None = None,
    unit: Unit | None = None,
    is_confirmed_by_user: bool = False,
    by_register: bool = False,
) -> Loan:
    """Record a loan request and create the loan.

    Arguments:
        by: the user; None: an import from the command line.
        request: the fact with purpose, day and amount.
        details: the other fields of the Loan.
        case: of the person who borrows. The loan belongs to the commune that managed the case on the day of the request.
        unit: the commune of an establishment's loan; ignored with `case`.
        is_confirmed_by_user: the user confirms open conditions; needs the reason in details["confirmed_why"].
        by_register: an import records what happened, so the law is not checked.

    Raises: Refused, for a forbidden or unconfirmed request; ValidationError, for invalid details.
    """
    if case is not None:
        # An import may bring a case that is already expunged, which only a caller without user may change.
        case = lock_case(None if by_register else by, case)
        unit = _unit_on(case, request.on)
    loan = Loan(unit=unit, case=case, created_by=by, **_normalized(details))
    loan.set_signer(loan.named_borrower)
    if loan.need is not None and (loan.need.case_id != loan.case_id or loan.need.kind != SupportKind.CREDIT):
        raise Refused(_("Nhu cầu được chọn không phải là nhu cầu vay vốn của hồ sơ này."))
    if loan.household_member is not None and loan.household_member.case_id != loan.case_id:
        raise Refused(_("Người đại diện được chọn không thuộc gia đình này."))
    fact_rules.check_facts([request], today())
    loan.full_clean(exclude=["public_id"])
    if not by_register:
        _require_confirmation(legal_checks.assess(loan, request), loan.confirmed_why if is_confirmed_by_user else "")
    loan.save()
    _record_versions(by, loan, "loan.request", new=[request])
    return loan


@transaction.atomic
def decide(
    *,
    by: User | None,
    loan: Loan,
    decision: FactValue,
    is_confirmed: bool | None = None,
    has_other_debt: bool | None = None,
    by_register: bool = False,
) -> LoanFact:
    """Record the bank's decision. An approval needs both answers (Decision 22/2023/QĐ-TTg, Điều 3), a refusal needs a note.

    Arguments: `is_confirmed`, the commune confirmed the list or plan; `has_other_debt`, another loan for the same purpose exists.
    Raises: Refused.
    """
    loan = _lock(loan)
    if decision.is_approved and not by_register:
        if not is_confirmed:
            raise Refused(_("Chỉ duyệt khi UBND cấp xã đã xác nhận danh sách (Mẫu số 01) hoặc phương án (Mẫu số 02)."))
        if has_other_debt is not False:
            text = _("Chỉ duyệt khi không còn dư nợ chương trình khác cùng mục đích (%s).")
            raise Refused(text % law(decision.on).article("loan_other_debt"))
    if not decision.is_approved and not decision.note.strip() and not by_register:
        raise Refused(_("Không duyệt thì phải nêu lý do."))
    [fact] = _record_versions(by, loan, "loan.decide", new=[decision])
    if not by_register:
        loan.is_confirmed, loan.has_other_debt = is_confirmed, has_other_debt
        _save_next_version(loan)
    return fact


@transaction.atomic
def disburse(*, by: User | None, loan: Loan, paid: FactValue, by_register: bool = False) -> LoanFact:
    """Record a disbursement. The first one must be within five years of completing the sentence (Điều 3). Raises Refused."""
    loan = _lock(loan)
    is_first = not loan.facts.current().filter(kind=FactKind.DISBURSEMENT).exists()
    if is_first and not by_register:
        legal_checks.check_borrowing_period(loan, paid.on)
    [fact] = _record_versions(by, loan, "loan.disburse", new=[paid])
    return fact


@transaction.atomic
def record_balance(*, by: User | None, loan: Loan, balance: FactValue) -> LoanFact:
    """Record the debt at the end of a day and its overdue part. Raises Refused."""
    [fact] = _record_versions(by, _lock(loan), "loan.balance", new=[balance])
    return fact


@transaction.atomic
def correct(*, by: User | None, fact: LoanFact, value: FactValue, why: str, document_number: str) -> LoanFact:
    """Correct a fact: end its version and begin a new one with reason and document. Earlier reports do not change.

    Raises: Refused, for a missing reason, an ended version or values that a new record would not be allowed to have.
    """
    old, why = _current_fact(fact, why, document_number)
    if value.kind != old.kind:
        raise TypeError("a correction keeps the kind")
    if value == old.value:
        raise Contradiction("unchanged", _("Không có gì thay đổi."))
    _check_correction(old, value)
    [fact] = _record_versions(by, old.loan, "loan.correct", ended=old, new=[value], why=why)
    return fact


@transaction.atomic
def withdraw(*, by: User | None, fact: LoanFact, why: str, document_number: str) -> None:
    """Withdraw a fact that was recorded by mistake: end its version. Reports made later do not count it.

    The request must be withdrawn last; that withdraws the loan. Raises: Refused.
    """
    old, why = _current_fact(fact, why, document_number)
    _record_versions(by, old.loan, "loan.withdraw", ended=old, why=why)
    if old.kind == FactKind.REQUEST and old.loan.code:
        # Free the bank's code for the loan that it belongs to.
        old.loan.code = ""
        _save_next_version(old.loan)


@transaction.atomic
def edit(*, by: User | None, loan: Loan, version: int, data: dict, by_register: bool = False) -> Loan:
    """Change fields of EDITABLE.

    Arguments: `version`, the version of the loan that the user edited; `data`, field -> value.
    Raises: EditConflict, if the loan has another version now; Refused, if the change breaks the law; ValidationError.
    """
    if set(data) - set(EDITABLE):
        raise TypeError(f"not editable: {sorted(set(data) - set(EDITABLE))}")
    loan = _lock(loan)
    if loan.version != version:
        if loan.is_of_expunged:
            loan.code = ""  # not shown to anybody
        raise EditConflict(loan)
    signer = loan.named_borrower
    request = loan.facts.current().get(kind=FactKind.REQUEST).value
    before = legal_checks.assess(loan, request)
    for name, value in _normalized(data).items():
        setattr(loan, name, value)
    if loan.named_borrower != signer:
        loan.set_signer(loan.named_borrower)
    if not by_register:
        _refuse_new_violations(before, legal_checks.assess(loan, request))
    _save_next_version(loan)
    changed = {name: {"chars": len(value)} if isinstance(value, str) else value for name, value in data.items()}
    detail, _texts = without_texts(changed)
    audit_events.record(by=by, action="loan.edit", target=loan, unit=loan.unit_id, detail=detail)
    erasure.erase_if_sealed(by, loan.case)
    return loan


@withdrawal_check
def refuse_withdrawal_with_loans(case: Case) -> str:
    """Refuse to withdraw a case with a loan: reports and the bank would keep a loan that the police could not reach any more.

    Returns: the Vietnamese message, "" if the case has no loan.
    """
    if not Loan.objects.active().filter(case=case).exists():
        return ""
    return _("Hồ sơ có món vay đã ghi; rút món vay trước: ngân hàng rút dư nợ, giải ngân, quyết định, rồi rút đề nghị.")


# --- helpers --------------------------------------------------------------------------------------------------


def _record_versions(
    by: User | None,
    loan: Loan,
    action: str,
    *,
    new: Sequence[FactValue] = (),
    ended: LoanFact | None = None,
    why: str = "",
) -> list[LoanFact]:
    """End the version `ended`, record the versions `new` and audit both.

    Raises Contradiction if the facts cannot be true together.
    """
    new = [replace(fact, document_number=nfc(fact.document_number), note=nfc(fact.note)) for fact in new]
    current = list(loan.facts.current())
    fact_rules.check_facts([*(row.value for row in current if row != ended), *new], today())
    at = facts_store.later_than(fact_time(), *(row.known_from for row in current))
    if ended is not None:
        LoanFact.objects.filter(pk=ended.pk, known_until=None).update(known_until=at)
    created = [LoanFact(loan=loan, known_from=at, recorded_by=by, why=why, **asdict(fact)) for fact in new]
    for row in created:
        row.save(force_insert=True)
    detail: dict[str, Any] = {
        "before": ended and _audit_values(ended.value),
        "after": [_audit_values(fact) for fact in new],
    }
    audit_events.record(by=by, action=action, target=loan, unit=loan.unit_id, detail=detail, why=why)
    erasure.erase_if_sealed(by, loan.case)
    return created


def _audit_values(value: FactValue) -> dict:
    """The values of a fact for the audit log, without texts that may name a person."""
    names = ("kind", "amount", "overdue", "is_approved", "purpose")
    return {"on": value.on.isoformat(), **{name: getattr(value, name) for name in names}}


def _current_fact(fact: LoanFact, why: str, document_number: str) -> tuple[LoanFact, str]:
    """The fact with its locked loan, and the reason with the document's number. Raises Refused if the version has ended."""
    facts_store.require_reason(why)
    if not document_number.strip():
        raise Refused(_("Phải ghi số văn bản làm căn cứ."))
    loan = _lock(fact.loan)
    old = loan.facts.current().filter(pk=fact.pk).first()
    if old is None:
        raise Contradiction("superseded", _("Thông tin này đã được sửa hoặc rút; mở lại món vay để xem bản mới."))
    old.loan = loan
    values = {"why": nfc(why), "document": nfc(document_number)}
    return old, _("%(why)s (văn bản %(document)s)") % values


def _require_confirmation(assessment: legal_checks.Assessment, confirmed_why: str) -> None:
    if assessment.forbidden:
        raise Refused(legal_checks.join_reasons(assessment.forbidden))
    if assessment.doubts and not confirmed_why:
        reasons = legal_checks.join_reasons(assessment.doubts)
        raise Refused(_("Cần xác nhận: %s Nếu vẫn đề nghị, hãy đánh dấu xác nhận và nêu căn cứ.") % reasons)


def _refuse_new_violations(before: legal_checks.Assessment, after: legal_checks.Assessment) -> None:
    """An imported loan may already break the law. A change must not add a violation."""
    known = {reason.text for reason in before.forbidden}
    added = [reason for reason in after.forbidden if reason.text not in known]
    if added:
        raise Refused(legal_checks.join_reasons(added))


def _check_correction(old: LoanFact, value: FactValue) -> None:
    """Apply the rules of the service that recorded the fact to its corrected values. Raises Refused."""
    loan = old.loan
    if value.kind == FactKind.REQUEST:
        if loan.case is not None and value.on != old.on and _unit_on(loan.case, value.on).pk != loan.unit_id:
            # Reports count a loan in the commune of its request, and that commune never changes.
            text = _("Ngày %s người vay do xã khác quản lý; hãy rút đề nghị này rồi ghi lại.")
            raise Refused(text % vn_date(value.on))
        _refuse_new_violations(legal_checks.assess(loan, old.value), legal_checks.assess(loan, value))
    if value.kind == FactKind.DECISION and value.is_approved != old.is_approved:
        _check_reversed_decision(loan, value)
    if value.kind == FactKind.DISBURSEMENT:
        disbursements = loan.facts.current().filter(kind=FactKind.DISBURSEMENT).exclude(pk=old.pk)
        others = list(disbursements.values_list("on", flat=True))
        first = min([value.on, *others])
        # The amount of an unlawfully late imported disbursement may be corrected; a new first day must be lawful.
        if first != min([old.on, *others]):
            legal_checks.check_borrowing_period(loan, first)


def _check_reversed_decision(loan: Loan, decision: FactValue) -> None:
    """A correction that turns a refusal into an approval, or the reverse, needs what a first decision needs. Raises Refused."""
    if decision.is_approved and not (loan.is_confirmed and loan.has_other_debt is False):
        text = _(
            "Chỉ sửa thành duyệt khi đã ghi UBND cấp xã xác nhận và không còn dư nợ chương trình khác cùng mục đích (%s);"
            " hãy rút quyết định này rồi ghi lại cùng hai câu trả lời đó."
        )
        raise Refused(text % law(decision.on).article("loan_other_debt"))
    if not decision.is_approved and not decision.note.strip():
        raise Refused(_("Không duyệt thì phải nêu lý do."))


def _unit_on(case: Case, on: date) -> Unit:
    """The commune that managed the case on a day. Raises Refused if no commune did."""
    stay = case.stays.current().filter(start_on__lte=on).select_related("unit").order_by("-start_on").first()
    if stay is None:
        raise Refused(_("Ngày đề nghị trước ngày về địa phương."))
    if stay.is_closure and stay.end_on is not None and stay.end_on <= on:
        raise Refused(_("Hồ sơ đã kết thúc quản lý trước ngày đề nghị."))
    return stay.unit


def _lock(loan: Loan) -> Loan:
    """The loan, locked after its case: an expungement waits for what is written here, or is seen (erasure.erase_if_sealed)."""
    if loan.case_id is not None:
        Case.objects.select_for_update(no_key=True).get(pk=loan.case_id)
    # no_key, so that other transactions may insert rows that refer to the loan.
    return Loan.objects.select_for_update(no_key=True, of=("self",)).select_related("case", "unit").get(pk=loan.pk)


def _save_next_version(loan: Loan) -> None:
    loan.version += 1
    loan.full_clean(exclude=["public_id"])
    loan.save()


def _normalized(data: dict) -> dict:
    return {name: nfc(value) if isinstance(value, str) else value for name, value in data.items()}
