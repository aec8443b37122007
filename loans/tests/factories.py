"""Loans for tests: what the police and the bank record about one, in a line each, through the verbs."""

from datetime import date

from cases.tests.factories import CaseFactory
from loans import services
from loans.fact_rules import FactValue
from loans.models import Loan

RELEASED_ON, REQUESTED_ON, DECIDED_ON, PAID_ON = (
    date(2023, 11, 1),
    date(2024, 1, 10),
    date(2024, 1, 20),
    date(2024, 2, 1),
)
MILLION = 1_000_000


def receive_case(code: str, unit, *, category="completed", on=RELEASED_ON, name="Nguyễn Văn Vay", **details):
    return CaseFactory(
        unit=unit, code=code, full_name=name, category=category, on=on, **{"sentence_months": 24, **details}
    )


def request_value(amount=90 * MILLION, on=REQUESTED_ON, purpose="production", **more) -> FactValue:
    return FactValue("request", on, amount, purpose=purpose, **more)


def request_loan(case, by=None, value=None, **details) -> Loan:
    """A loan requested with every question answered, unless `details` say otherwise."""
    known = {"named_borrower": "Trần Thị Mẹ", "is_confirmed": True, "has_other_debt": False, "term_months": 36}
    return services.request_loan(by=by, case=case, request=value or request_value(), details={**known, **details})


def request_business_loan(unit, by=None, value=None, **details) -> Loan:
    known = {
        "named_borrower": "Lê Giám Đốc", "business_name": "Xưởng mộc Hoa Sen", "business_kind": "household", "workers": 10,
        "released_workers": 2, "is_confirmed": True, "has_other_debt": False, "is_lawful": True,
    }  # fmt: skip
    return services.request_loan(by=by, unit=unit, request=value or request_value(), details={**known, **details})


def approve(loan, amount=80 * MILLION, on=DECIDED_ON, by=None, **more):
    value = FactValue("decision", on, amount, is_approved=True, **more)
    return services.decide(by=by, loan=loan, decision=value, is_confirmed=True, has_other_debt=False)


def refuse(loan, on=DECIDED_ON, by=None, note="Hộ còn nợ quá hạn"):
    return services.decide(by=by, loan=loan, decision=FactValue("decision", on, 0, is_approved=False, note=note))


def disburse(loan, amount=80 * MILLION, on=PAID_ON, by=None, **more):
    return services.disburse(by=by, loan=loan, paid=FactValue("disbursement", on, amount, **more))


def record_balance(loan, amount, overdue=0, on=date(2024, 5, 1), by=None):
    return services.record_balance(by=by, loan=loan, balance=FactValue("balance", on, amount, overdue))


def disbursed_loan(case, **details) -> Loan:
    """A loan that was paid out."""
    loan = request_loan(case, **details)
    approve(loan)
    disburse(loan)
    return loan


def state_of(loan) -> str:
    """The state that the database finds for a loan."""
    return Loan.objects.with_status().get(pk=loan.pk).state
