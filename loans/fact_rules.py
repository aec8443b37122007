"""Which facts of one loan are possible together. No database, no clock: the verbs ask before they write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cases.facts.stay_chain import Contradiction
from core.dates import vn_date
from core.money import grouped
from loans.choices import FactKind, State


@dataclass(frozen=True, slots=True)
class FactValue:
    """What a fact says. `amount`: asked for, approved (0: refused), paid out, or still owed; `overdue`: of what is owed."""

    kind: str
    on: date
    amount: int
    overdue: int = 0
    is_approved: bool | None = None
    # Of a request only.
    purpose: str = ""
    document_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a loan stands, from the facts up to now."""

    request: FactValue | None
    decision: FactValue | None
    disbursements: tuple[FactValue, ...]
    balance: FactValue | None

    @property
    def disbursed(self) -> int:
        return sum(one.amount for one in self.disbursements)

    @property
    def left(self) -> int:
        """What may still be paid out."""
        approved = self.decision.amount if self.decision and self.decision.is_approved else 0
        return approved - self.disbursed

    @property
    def state(self) -> State | None:
        """None: everything was withdrawn."""
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
        later = any(one.on > self.balance.on for one in self.disbursements)
        return State.RUNNING if self.balance.amount or later else State.REPAID


def standing(facts: Iterable[FactValue]) -> Standing:
    by_kind: dict[str, list[FactValue]] = {kind: [] for kind in FactKind.values}
    for one in sorted(facts, key=lambda one: one.on):
        by_kind[one.kind].append(one)
    return Standing(
        next(iter(by_kind[FactKind.REQUEST]), None),
        next(iter(by_kind[FactKind.DECISION]), None),
        tuple(by_kind[FactKind.DISBURSEMENT]),
        by_kind[FactKind.BALANCE][-1] if by_kind[FactKind.BALANCE] else None,
    )


def check(facts: Sequence[FactValue], now: date) -> Standing:
    """Raise Contradiction for what cannot have happened, or has not yet."""
    for one in facts:
        if one.on > now:
            raise Contradiction("future", _("Ngày %s ở tương lai.") % vn_date(one.on))
    found = standing(facts)
    if found.request is None:
        if facts:
            raise Contradiction("no_request", _("Còn quyết định, giải ngân hoặc dư nợ; rút các mục đó trước."))
        return found
    _decision(found)
    _disbursements(found)
    for one in facts:
        if one.kind == FactKind.BALANCE:
            _balance(one, found)
    return found


def _decision(found: Standing) -> None:
    decision, request = found.decision, found.request
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


def _disbursements(found: Standing) -> None:
    if not found.disbursements:
        return
    decision = found.decision
    if decision is None or not decision.is_approved:
        raise Contradiction("not_approved", _("Chưa có quyết định duyệt nên chưa giải ngân được."))
    if found.disbursements[0].on < decision.on:
        text = _("Ngày giải ngân trước ngày phê duyệt %s.") % vn_date(decision.on)
        raise Contradiction("disbursed_early", text)
    if found.left < 0:
        told = {"approved": grouped(decision.amount), "disbursed": grouped(found.disbursed)}
        text = _("Tổng giải ngân %(disbursed)s đồng vượt số tiền phê duyệt %(approved)s đồng.") % told
        raise Contradiction("more_than_approved", text)


def _balance(one: FactValue, found: Standing) -> None:
    paid = sum(part.amount for part in found.disbursements if part.on <= one.on)
    if not paid:
        raise Contradiction("nothing_paid", _("Đến ngày %s chưa giải ngân nên chưa có dư nợ.") % vn_date(one.on))
    if one.amount > paid:
        told = {"day": vn_date(one.on), "paid": grouped(paid)}
        raise Contradiction("owes_more", _("Dư nợ ngày %(day)s lớn hơn số đã giải ngân %(paid)s đồng.") % told)
    if one.overdue > one.amount:
        raise Contradiction("overdue_more", _("Nợ quá hạn không thể lớn hơn dư nợ."))
