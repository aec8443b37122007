"""Queries of the loan pages: rows of loan fields for the bank's liaison and for users who may see the case.

A row contains the beneficiary's name and the commune, and no other data of the case; for an expunged case not even the name,
also where the released person signed the contract, nor the bank's number of the loan: whoever has the contract finds the loan
by that number (LoanFilterForm). The loan pages read loans through this module only and import neither
people nor cases.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.permissions.roles import may
from accounts.permissions.scope import communes_for, visible_communes
from law.choices import Purpose
from loans.choices import BANK_KINDS, BusinessKind, EntrustedBody, FactKind, FundSource, State
from loans.models import Loan, LoanFact, LoanQuerySet

PERMISSION_BY_KIND: dict[str, str] = {FactKind.REQUEST: "loans.request", **dict.fromkeys(BANK_KINDS, "loans.bank")}


@dataclass(frozen=True, slots=True)
class LoanRow:
    """One loan as plain values for a page, with what this user may see of the person; amounts in đồng."""

    public_id: UUID
    code: str
    unit_name: str
    beneficiary: str
    signer: str
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
    is_expunged: bool

    @property
    def borrower(self) -> str:
        """The name to show: beneficiary, establishment or, for an expunged case, another person who signed the contract."""
        return self.beneficiary or self.business_name or self.signer or _("Không nêu tên")

    @property
    def is_named(self) -> bool:
        """Whether the bank may read who signed the contract; not if the signer's conviction is expunged."""
        return bool(self.signer)

    @property
    def state_label(self) -> str:
        """The state in Vietnamese."""
        return str(State(self.state).label)

    @property
    def purpose_label(self) -> str:
        """The purpose in Vietnamese."""
        return str(Purpose(self.purpose).label)

    @property
    def business_kind_label(self) -> str:
        """The kind of the establishment in Vietnamese, or "" for a person."""
        return str(BusinessKind(self.business_kind).label) if self.business_kind else ""

    @property
    def fund_source_label(self) -> str:
        """The source of the money in Vietnamese, or ""."""
        return str(FundSource(self.fund_source).label) if self.fund_source else ""

    @property
    def entrusted_body_label(self) -> str:
        """The organisation that manages the loan for the bank in Vietnamese, or ""."""
        return str(EntrustedBody(self.entrusted_body).label) if self.entrusted_body else ""


class FactRow(NamedTuple):
    """One version of a fact for a page. Documents and notes are empty if the user may not read them."""

    fact: LoanFact
    document_number: str
    note: str
    why: str
    may_change: bool
    is_void: bool


def may_see_cases(user) -> bool:
    """Whether the user may see cases. The bank's liaison may not."""
    return may(user, "cases.view")


def loans_visible_to(user) -> LoanQuerySet:
    """The loans that the user may see, through the case or as the bank's liaison of the unit."""
    return Loan.objects.visible_to(user) if may_see_cases(user) else Loan.objects.for_bank(user)


def filter_units(user):
    """The communes that the user may choose in the filter of the list."""
    return visible_communes(user) if may_see_cases(user) else communes_for(user, "loans.bank")


def for_list(loans: LoanQuerySet) -> LoanQuerySet:
    """Annotate what a row and the filters need, ordered by the latest movement first."""
    return loans.with_status().named().order_by("-moved_on", "-pk")


def loan_rows(loans) -> list[LoanRow]:
    """The rows of a queryset from `for_list`, or of one page of it."""
    rows = [LoanRow(**values) for values in loans.values(*LoanRow.__dataclass_fields__)]
    return [replace(row, code="") if row.is_expunged else row for row in rows]


def fact_rows(loan: Loan, user) -> list[FactRow]:
    """The versions of a loan's facts that the user may see, oldest first.

    Users who may see cases also see the bank's notes; the bank does not see the notes of the police. Corrected and withdrawn
    versions are shown to users who may read their notes.
    """
    rows = []
    for fact in loan.facts.order_by("on", "known_from", "pk"):
        is_own, is_void = may(user, PERMISSION_BY_KIND[fact.kind]), fact.known_until is not None
        may_read = is_own or may_see_cases(user)
        if is_void and not may_read:
            continue
        texts = (fact.document_number, fact.note, fact.why) if may_read else ("", "", "")
        rows.append(FactRow(fact, *texts, is_own and not is_void, is_void))
    return rows
