"""What the bank and the police do in tests, in a line each."""

from datetime import date

from cases.facts.stay_chain import start_history
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from loans import services
from loans.fact_rules import FactValue
from loans.models import Loan

HOME, ASKED, DECIDED, PAID = date(2023, 11, 1), date(2024, 1, 10), date(2024, 1, 20), date(2024, 2, 1)
MILLION = 1_000_000


def received(code: str, unit, *, category="completed", on=HOME, name="Nguyễn Văn Vay", **details):
    history = start_history(unit_id=unit.pk, category=category, on=on, origin="prison")
    told = {"release_on": on, "sentence_months": 24, **details}
    return reception_services.receive(by=None, case=NewCase(code, PersonData(name), history, told))


def request(amount=90 * MILLION, on=ASKED, purpose="production", **more) -> FactValue:
    return FactValue("request", on, amount, purpose=purpose, **more)


def asked(case, by=None, value=None, **details) -> Loan:
    """With everything answered, unless told otherwise."""
    known = {"named_borrower": "Trần Thị Mẹ", "is_confirmed": True, "has_other_debt": False, "term_months": 36}
    return services.request_loan(by=by, case=case, request=value or request(), details={**known, **details})


def business(unit, by=None, value=None, **details) -> Loan:
    known = {
        "named_borrower": "Lê Giám Đốc", "business_name": "Xưởng mộc Hoa Sen", "business_kind": "household", "workers": 10,
        "released_workers": 2, "is_confirmed": True, "has_other_debt": False, "is_lawful": True,
    }  # fmt: skip
    return services.request_loan(by=by, unit=unit, request=value or request(), details={**known, **details})


def approved(loan, amount=80 * MILLION, on=DECIDED, by=None, **more):
    value = FactValue("decision", on, amount, is_approved=True, **more)
    return services.decide(by=by, loan=loan, decision=value, is_confirmed=True, has_other_debt=False)


def refused(loan, on=DECIDED, by=None, note="Hộ còn nợ quá hạn"):
    return services.decide(by=by, loan=loan, decision=FactValue("decision", on, 0, is_approved=False, note=note))


def paid(loan, amount=80 * MILLION, on=PAID, by=None, **more):
    return services.disburse(by=by, loan=loan, paid=FactValue("disbursement", on, amount, **more))


def owed(loan, amount, overdue=0, on=date(2024, 5, 1), by=None):
    return services.record_balance(by=by, loan=loan, balance=FactValue("balance", on, amount, overdue))


def running(case, **details) -> Loan:
    """A loan that was paid out."""
    loan = asked(case, **details)
    approved(loan)
    paid(loan)
    return loan


def state(loan) -> str:
    return Loan.objects.with_status().get(pk=loan.pk).state
