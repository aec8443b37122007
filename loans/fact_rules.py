"""Which facts of one loan can be true together. Pure functions; the services call them before they write.

All amounts are in đồng.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cases.facts.stay_chain import Contradiction
from core import date_rules
from core.dates import vn_date
from core.money import grouped
from loans.choices import FactKind, State


@dataclass(frozen=True, slots=True)
class FactValue:
    """The values of one fact of a loan, without its versions.

    `amount` by kind: the sum requested, approved (0: refused), disbursed or still owed. `overdue`: the overdue part of a balance.
    """

    kind: str
    on: date
    amount: int
    overdue: int = 0
    is_approved: bool | None = None
    # Only for a request.
    purpose: str = ""
    document_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LoanStatus:
    """The facts of a loan by kind, and the state that follows from them. `balance`: the latest one."""

    request: FactValue | None
    decision: FactValue | None
    disbursements: tuple[FactValue, ...]
    balance: FactValue | None

    @property
    def disbursed(self) -> int:
        """What was paid out so far, in đồng."""
        return sum(fact.amount for fact in self.disbursements)

    @property
    def undisbursed(self) -> int:
        """The approved amount that has not been disbursed; negative if more was disbursed than approved."""
        approved = self.decision.amount if self.decision and self.decision.is_approved else 0
        return approved - self.disbursed

    @property
    def state(self) -> State | None:
        """The state of the loan; None if it has no request, because everything was withdrawn."""
        if self.request is None:
            return None
        if self.decision is None:
            return State.WAITING
        if not self.decision.is_approved:
            return State.REFUSED
        if not self.disbursements:
            return State.APPROVED
        if self.balance is None:
            return State.RUNNING
        if self.balance.overdue:
            return State.OVERDUE
        later = any(fact.on > self.balance.on for fact in self.disbursements)
        return State.RUNNING if self.balance.amount or later else State.REPAID


def loan_status(facts: Iterable[FactValue]) -> LoanStatus:
    """Sort the facts of one loan by kind, whatever their order."""
    by_kind: dict[str, list[FactValue]] = {kind: [] for kind in FactKind.values}
    for fact in sorted(facts, key=lambda fact: fact.on):
        by_kind[fact.kind].append(fact)
    return LoanStatus(
        next(iter(by_kind[FactKind.REQUEST]), None),
        next(iter(by_kind[FactKind.DECISION]), None),
        tuple(by_kind[FactKind.DISBURSEMENT]),
        by_kind[FactKind.BALANCE][-1] if by_kind[FactKind.BALANCE] else None,
    )


def check_facts(facts: Sequence[FactValue], today: date) -> LoanStatus:
    """Check that the facts of one loan can be true together.

    Returns: the status that follows from the facts.
    Raises: Contradiction with a code, for a fact after `today` or for facts that contradict each other.
    """
    for fact in facts:
        if found := date_rules.broken("loans.fact", {"on": fact.on}, today):
            raise Contradiction("future", found[0][1])
    status = loan_status(facts)
    if status.request is None:
        if facts:
            raise Contradiction("no_request", _("Còn quyết định, giải ngân hoặc dư nợ; rút các mục đó trước."))
        return status
    _check_decision(status.request, status.decision)
    _check_disbursements(status)
    for fact in facts:
        if fact.kind == FactKind.BALANCE:
            _check_balance(fact, status)
    return status


def _check_decision(request: FactValue, decision: FactValue | None) -> None:
    if decision is None:
        return
    if decision.on < request.on:
        raise Contradiction("decided_early", _("Ngày quyết định trước ngày đề nghị %s.") % vn_date(request.on))
    if decision.is_approved and not decision.amount:
        raise Contradiction("no_amount", _("Duyệt thì phải ghi số tiền phê duyệt."))
    if not decision.is_approved and decision.amount:
        raise Contradiction("amount_refused", _("Không duyệt thì không có số tiền phê duyệt."))
    if decision.amount > request.amount:
        text = _("Số tiền phê duyệt lớn hơn số tiền đề nghị %s đồng; nếu đúng, hãy sửa đề nghị trước.")
        raise Contradiction("more_than_asked", text % grouped(request.amount))


def _check_disbursements(status: LoanStatus) -> None:
    if not status.disbursements:
        return
    decision = status.decision
    if decision is None or not decision.is_approved:
        raise Contradiction("not_approved", _("Chưa có quyết định duyệt nên chưa giải ngân được."))
    if status.disbursements[0].on < decision.on:
        text = _("Ngày giải ngân trước ngày phê duyệt %s.") % vn_date(decision.on)
        raise Contradiction("disbursed_early", text)
    if status.undisbursed < 0:
        sums = {"approved": grouped(decision.amount), "disbursed": grouped(status.disbursed)}
        text = _("Tổng giải ngân %(disbursed)s đồng vượt số tiền phê duyệt %(approved)s đồng.") % sums
        raise Contradiction("more_than_approved", text)


def _check_balance(balance: FactValue, status: LoanStatus) -> None:
    paid = sum(part.amount for part in status.disbursements if part.on <= balance.on)
    if not paid:
        raise Contradiction("nothing_paid", _("Đến ngày %s chưa giải ngân nên chưa có dư nợ.") % vn_date(balance.on))
    if balance.amount > paid:
        values = {"day": vn_date(balance.on), "paid": grouped(paid)}
        raise Contradiction("owes_more", _("Dư nợ ngày %(day)s lớn hơn số đã giải ngân %(paid)s đồng.") % values)
    if balance.overdue > balance.amount:
        raise Contradiction("overdue_more", _("Nợ quá hạn không thể lớn hơn dư nợ."))
