"""The verbs on loans: ask for one, decide, pay out, say what is owed; correct and withdraw what was said.

Every verb locks the loan, asks history.py whether the facts are possible together and checks.py what the law forbids, writes
versions (cases/facts/models.py) and one audit event that names nobody. Whose loan it is, and who may, the caller has found out.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from cases.facts import store as facts_store
from cases.facts.case_locks import lock_case, withdrawal_check
from cases.facts.clock import fact_time
from cases.facts.stay_chain import Contradiction
from cases.models import Case
from cases.support.models import SupportKind
from core.dates import today, vn_date
from core.errors import EditConflict, Refused
from core.text import nfc
from loans import checks, fact_rules
from loans.choices import FactKind
from loans.fact_rules import FactValue
from loans.models import Loan, LoanFact

# What may be changed of a loan afterwards; none of it is counted.
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
    """A new loan, asked for. `by_register`: it is told what happened, so the law is not asked. Raises Refused.

    Of a person the commune is the one that managed on the day of the request; of an establishment `unit`.
    """
    if case is not None:
        # A register brings cases with their whole life, the sealing included.
        case = lock_case(None if by_register else by, case)
        unit = _unit_of(case, request.on)
    loan = Loan(unit=unit, case=case, created_by=by, **_clean(details))
    if loan.need is not None and (loan.need.case_id != loan.case_id or loan.need.kind != SupportKind.CREDIT):
        raise Refused(_("Nhu cầu được chọn không phải là nhu cầu vay vốn của hồ sơ này."))
    if loan.household_member is not None and loan.household_member.case_id != loan.case_id:
        raise Refused(_("Người đại diện được chọn không thuộc gia đình này."))
    fact_rules.check([request], today())
    loan.full_clean(exclude=["public_id"])
    if not by_register:
        _refuse(checks.judge(loan, request), is_confirmed_by_user and loan.confirmed_why)
    loan.save()
    _write(by, loan, "loan.request", new=[request])
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
    """The bank's decision. To approve, the bank says that the list was confirmed and that there is no other debt (Điều 3)."""
    loan = _lock(loan)
    if decision.is_approved and not by_register:
        if not is_confirmed:
            raise Refused(_("Chỉ duyệt khi UBND cấp xã đã xác nhận danh sách (Mẫu số 01) hoặc phương án (Mẫu số 02)."))
        if has_other_debt is not False:
            raise Refused(_("Chỉ duyệt khi không còn dư nợ chương trình khác cùng mục đích (Điều 3 khoản 3)."))
    if not decision.is_approved and not decision.note.strip() and not by_register:
        raise Refused(_("Không duyệt thì phải nêu lý do."))
    [made] = _write(by, loan, "loan.decide", new=[decision])
    if not by_register:
        loan.is_confirmed, loan.has_other_debt = is_confirmed, has_other_debt
        _bump(loan)
    return made


@transaction.atomic
def disburse(*, by: User | None, loan: Loan, paid: FactValue, by_register: bool = False) -> LoanFact:
    """Money paid out; the first time within the five years, later parts whenever they fall due."""
    loan = _lock(loan)
    is_first = not loan.facts.current().filter(kind=FactKind.DISBURSEMENT).exists()
    if is_first and not by_register:
        checks.refuse_late(loan, paid.on)
    [made] = _write(by, loan, "loan.disburse", new=[paid])
    return made


@transaction.atomic
def record_balance(*, by: User | None, loan: Loan, balance: FactValue) -> LoanFact:
    """What is still owed at the end of a day, and how much of it is overdue."""
    [made] = _write(by, _lock(loan), "loan.balance", new=[balance])
    return made


@transaction.atomic
def correct(*, by: User | None, fact: LoanFact, value: FactValue, why: str, document_number: str) -> LoanFact:
    """It was otherwise: a new version with reason and document; what was reported before stays as it was."""
    old, why = _believed(fact, why, document_number)
    if value.kind != old.kind:
        raise TypeError("a correction keeps the kind")
    if value == old.value:
        raise Contradiction("unchanged", _("Không có gì thay đổi."))
    _refuse_correction(old, value)
    [made] = _write(by, old.loan, "loan.correct", gone=old, new=[value], why=why)
    return made


@transaction.atomic
def withdraw(*, by: User | None, fact: LoanFact, why: str, document_number: str) -> None:
    """It never was: from now on not counted. The request last of all; then there is no loan any more."""
    old, why = _believed(fact, why, document_number)
    _write(by, old.loan, "loan.withdraw", gone=old, why=why)
    if old.kind == FactKind.REQUEST and old.loan.code:
        # The code is the bank's: the loan that it is really of may have it.
        old.loan.code = ""
        _bump(old.loan)


@transaction.atomic
def edit(*, by: User | None, loan: Loan, version: int, data: dict, by_register: bool = False) -> Loan:
    """New describing values. Raises EditConflict when somebody else saved since `version`."""
    if set(data) - set(EDITABLE):
        raise TypeError(f"not editable: {sorted(set(data) - set(EDITABLE))}")
    loan = _lock(loan)
    if loan.version != version:
        raise EditConflict(loan)
    request = loan.facts.current().get(kind=FactKind.REQUEST).value
    before = checks.judge(loan, request)
    for name, value in _clean(data).items():
        setattr(loan, name, value)
    if not by_register:
        _refuse_worse(before, checks.judge(loan, request))
    _bump(loan)
    changed = {name: f"{len(value)} chars" if isinstance(value, str) else str(value) for name, value in data.items()}
    audit_events.record(by=by, action="loan.edit", target=loan, unit=loan.unit_id, detail=changed)
    return loan


@withdrawal_check
def holds(case: Case) -> str:
    """A case with a loan is not taken back: the loan would stay in the figures and before the bank, out of the police's reach."""
    if not Loan.objects.active().filter(case=case).exists():
        return ""
    return _("Hồ sơ có món vay đã ghi; rút món vay trước: ngân hàng rút dư nợ, giải ngân, quyết định, rồi rút đề nghị.")


# --- what they share --------------------------------------------------------------------------------------------------


def _write(
    by: User | None,
    loan: Loan,
    action: str,
    *,
    new: Sequence[FactValue] = (),
    gone: LoanFact | None = None,
    why: str = "",
) -> list[LoanFact]:
    """End the belief in one fact and begin that in others, if all that is then believed is possible."""
    new = [replace(one, document_number=nfc(one.document_number), note=nfc(one.note)) for one in new]
    believed = list(loan.facts.current())
    fact_rules.check([*(row.value for row in believed if row != gone), *new], today())
    at = facts_store.later_than(fact_time(), *(row.known_from for row in believed))
    if gone is not None:
        LoanFact.objects.filter(pk=gone.pk, known_until=None).update(known_until=at)
    made = [LoanFact(loan=loan, known_from=at, recorded_by=by, why=why, **asdict(one)) for one in new]
    for row in made:
        row.save(force_insert=True)
    detail = {"before": gone and _told(gone.value), "after": [_told(one) for one in new]}
    if why:
        detail["why"] = why
    audit_events.record(by=by, action=action, target=loan, unit=loan.unit_id, detail=detail)
    return made


def _told(value: FactValue) -> dict:
    """For the audit: no text that may name somebody."""
    names = ("kind", "amount", "overdue", "is_approved", "purpose")
    return {"on": value.on.isoformat(), **{name: getattr(value, name) for name in names}}


def _believed(fact: LoanFact, why: str, document_number: str) -> tuple[LoanFact, str]:
    """The fact with its loan locked, and the reason with its document."""
    facts_store.require_reason(why)
    if not document_number.strip():
        raise Refused(_("Phải ghi số văn bản làm căn cứ."))
    loan = _lock(fact.loan)
    old = loan.facts.current().filter(pk=fact.pk).first()
    if old is None:
        raise Contradiction("superseded", _("Thông tin này đã được sửa hoặc rút; mở lại món vay để xem bản mới."))
    old.loan = loan
    told = {"why": nfc(why), "document": nfc(document_number)}
    return old, _("%(why)s (văn bản %(document)s)") % told


def _refuse(found: checks.Judgement, confirmed_why: str) -> None:
    if found.forbidden:
        raise Refused(checks.in_words(found.forbidden))
    if found.doubts and not confirmed_why:
        told = checks.in_words(found.doubts)
        raise Refused(_("Cần xác nhận: %s Nếu vẫn đề nghị, hãy đánh dấu xác nhận và nêu căn cứ.") % told)


def _refuse_worse(before: checks.Judgement, after: checks.Judgement) -> None:
    """What a register told of long ago may be at odds with the law; a change must not add to that."""
    known = {one.text for one in before.forbidden}
    added = [one for one in after.forbidden if one.text not in known]
    if added:
        raise Refused(checks.in_words(added))


def _refuse_correction(old: LoanFact, value: FactValue) -> None:
    """What the verb that recorded it would not have done either."""
    loan = old.loan
    if value.kind == FactKind.REQUEST:
        if loan.case is not None and value.on != old.on and _unit_of(loan.case, value.on).pk != loan.unit_id:
            # A loan is counted where it was asked for, and that is never rewritten.
            text = _("Ngày %s người vay do xã khác quản lý; hãy rút đề nghị này rồi ghi lại.")
            raise Refused(text % vn_date(value.on))
        _refuse_worse(checks.judge(loan, old.value), checks.judge(loan, value))
    if value.kind == FactKind.DECISION and value.is_approved != old.is_approved:
        _refuse_turned(loan, value)
    if value.kind == FactKind.DISBURSEMENT:
        paid = loan.facts.current().filter(kind=FactKind.DISBURSEMENT).exclude(pk=old.pk)
        others = list(paid.values_list("on", flat=True))
        first = min([value.on, *others])
        # The sum of one that a register told of too late may be corrected; another day must be lawful.
        if first != min([old.on, *others]):
            checks.refuse_late(loan, first)


def _refuse_turned(loan: Loan, decision: FactValue) -> None:
    """A refusal that becomes an approval, or the other way round, needs the answers that a first decision needs."""
    if decision.is_approved and not (loan.is_confirmed and loan.has_other_debt is False):
        raise Refused(
            _(
                "Chỉ sửa thành duyệt khi đã ghi UBND cấp xã xác nhận và không còn dư nợ chương trình khác cùng mục đích (Điều 3);"
                " hãy rút quyết định này rồi ghi lại cùng hai câu trả lời đó."
            )
        )
    if not decision.is_approved and not decision.note.strip():
        raise Refused(_("Không duyệt thì phải nêu lý do."))


def _unit_of(case: Case, on: date) -> Unit:
    stay = case.stays.current().filter(start_on__lte=on).select_related("unit").order_by("-start_on").first()
    if stay is None:
        raise Refused(_("Ngày đề nghị trước ngày về địa phương."))
    if stay.is_closure and stay.end_on is not None and stay.end_on <= on:
        raise Refused(_("Hồ sơ đã kết thúc quản lý trước ngày đề nghị."))
    return stay.unit


def _lock(loan: Loan) -> Loan:
    # Not the key: rows that refer to it may be written meanwhile.
    return Loan.objects.select_for_update(no_key=True, of=("self",)).select_related("case", "unit").get(pk=loan.pk)


def _bump(loan: Loan) -> None:
    loan.version += 1
    loan.full_clean(exclude=["public_id"])
    loan.save()


def _clean(data: dict) -> dict:
    return {name: nfc(value) if isinstance(value, str) else value for name, value in data.items()}
