"""What is read of loans: one row of loan fields alone, the same for the bank's liaison and for whoever sees the case.

Nothing of the case but the beneficiary's name and the commune comes along, and of an expunged case not even the name. The
pages of loans read through here and import neither people nor cases.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from accounts.permissions.roles import may
from accounts.permissions.scope import units_for, visible_units
from law.choices import Purpose
from loans.choices import BANK_KINDS, BusinessKind, EntrustedBody, FactKind, FundSource, State
from loans.models import Loan, LoanFact, LoanQuerySet

SIGHTS = {FactKind.REQUEST: "loans.request", **dict.fromkeys(BANK_KINDS, "loans.bank")}


@dataclass(frozen=True, slots=True)
class LoanRow:
    public_id: UUID
    code: str
    unit_name: str
    beneficiary: str
    named_borrower: str
    business_name: str
    business_kind: str
    workers: int | None
    released_workers: int | None
    purpose: str
    asked: int
    asked_on: date
    is_approved: bool | None
    approved: int | None
    decided_on: date | None
    disbursed: int | None
    first_paid_on: date | None
    balance: int | None
    overdue: int | None
    balance_on: date | None
    term_months: int | None
    course_months: int | None
    annual_rate: Decimal | None
    fund_source: str
    savings_group: str
    group_head: str
    entrusted_body: str
    is_confirmed: bool | None
    has_other_debt: bool | None
    state: str

    @property
    def borrower(self) -> str:
        """For whom it is; of an expunged case who stands in the contract."""
        return self.beneficiary or self.business_name or self.named_borrower

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def purpose_label(self) -> str:
        return str(Purpose(self.purpose).label)

    @property
    def business_kind_label(self) -> str:
        return str(BusinessKind(self.business_kind).label) if self.business_kind else ""

    @property
    def fund_source_label(self) -> str:
        return str(FundSource(self.fund_source).label) if self.fund_source else ""

    @property
    def entrusted_body_label(self) -> str:
        return str(EntrustedBody(self.entrusted_body).label) if self.entrusted_body else ""


class FactRow(NamedTuple):
    """One version of a fact. Papers and notes are those of one's own side."""

    fact: LoanFact
    document_number: str
    note: str
    why: str
    may_change: bool
    is_void: bool


def sees_people(user) -> bool:
    return may(user, "cases.view")


def loans_of(user) -> LoanQuerySet:
    """The loans that this user may see: by the case, or as the bank that lends in the user's units."""
    return Loan.objects.visible_to(user) if sees_people(user) else Loan.objects.lent_by(user)


def units_of(user):
    """The communes that a list may be filtered by."""
    found = visible_units(user) if sees_people(user) else units_for(user, "loans.bank")
    return found.communes().order_by("name", "valid_from")


def for_list(loans: LoanQuerySet) -> LoanQuerySet:
    """With all that a row or a filter asks for, what moved last first."""
    return loans.with_standing().named().order_by("-moved_on", "-pk")


def rows_of(loans) -> list[LoanRow]:
    """Rows of a queryset made by `for_list`, or of a page of it."""
    return [LoanRow(**found) for found in loans.values(*LoanRow.__dataclass_fields__)]


def facts_of(loan: Loan, user) -> list[FactRow]:
    """What happened, oldest first; what was corrected or withdrawn is shown to the side that recorded it."""
    found = []
    for fact in loan.facts.order_by("on", "known_from", "pk"):
        is_own, is_void = may(user, SIGHTS[fact.kind]), fact.known_until is not None
        # Who may see the case sees what the bank noted; the bank does not see what the police noted.
        reads = is_own or sees_people(user)
        if is_void and not reads:
            continue
        told = (fact.document_number, fact.note, fact.why) if reads else ("", "", "")
        found.append(FactRow(fact, *told, is_own and not is_void, is_void))
    return found
