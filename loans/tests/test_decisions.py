"""The bank's side of a loan: decision, payments and balances, and the state that they lead to."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from core.dates import today
from core.errors import Refused
from loans import fact_rules, services
from loans.choices import State
from loans.fact_rules import FactValue
from loans.tests import factories
from loans.tests.factories import MILLION, state_of


def test_a_loan_goes_from_request_to_repayment(world, case):
    loan = factories.request_loan(case, by=world.officer)
    assert (loan.unit, state_of(loan)) == (world.tinh_bac, State.WAITING)
    factories.approve(loan, by=world.bank)
    assert state_of(loan) == State.APPROVED
    factories.disburse(loan, 30 * MILLION, by=world.bank)
    factories.disburse(loan, 50 * MILLION, on=date(2024, 3, 1), by=world.bank)
    assert state_of(loan) == State.RUNNING
    factories.record_balance(loan, 60 * MILLION, 5 * MILLION, by=world.bank)
    assert state_of(loan) == State.OVERDUE
    factories.record_balance(loan, 0, on=date(2024, 6, 1), by=world.bank)
    assert state_of(loan) == State.REPAID
    names = ["loan.request", "loan.decide", "loan.disburse", "loan.disburse", "loan.balance", "loan.balance"]
    events = AuditEvent.objects.filter(action__startswith="loan.").order_by("number")
    assert [event.action for event in events] == names
    assert {event.target_id for event in events} == {str(loan.pk)}
    assert "Trần Thị Mẹ" not in str([event.detail for event in events])


@pytest.mark.parametrize("facts", range(6))
def test_the_state_in_sql_equals_the_state_in_python(case, facts):
    loan = factories.request_loan(case)
    steps = [
        lambda: factories.approve(loan),
        lambda: factories.disburse(loan, 30 * MILLION),
        lambda: factories.record_balance(loan, 0, on=date(2024, 2, 10)),
        lambda: factories.disburse(loan, 20 * MILLION, on=date(2024, 3, 1)),
        lambda: factories.record_balance(loan, 20 * MILLION, 1 * MILLION),
    ]
    for step in steps[:facts]:
        step()
    values = [row.value for row in loan.facts.current()]
    assert state_of(loan) == fact_rules.loan_status(values).state


def test_an_approval_needs_both_answers_of_the_bank(case):
    loan = factories.request_loan(case)
    value = FactValue("decision", factories.DECIDED_ON, 80 * MILLION, is_approved=True)
    for answers in ({"is_confirmed": True}, {"has_other_debt": False}, {"is_confirmed": True, "has_other_debt": True}):
        with pytest.raises(Refused, match="Chỉ duyệt khi"):
            services.decide(by=None, loan=loan, decision=value, **answers)
    with pytest.raises(Refused, match="lý do"):
        factories.refuse(loan, note=" ")
    assert state_of(loan) == State.WAITING


def test_disbursements_stay_within_amount_and_days_of_the_approval(case):
    loan = factories.request_loan(case)
    with pytest.raises(Refused, match="Chưa có quyết định"):
        factories.disburse(loan)
    factories.approve(loan)
    with pytest.raises(Refused, match="trước ngày phê duyệt"):
        factories.disburse(loan, on=factories.DECIDED_ON - timedelta(1))
    with pytest.raises(Refused, match="vượt số tiền phê duyệt"):
        factories.disburse(loan, 80 * MILLION + 1)
    with pytest.raises(Refused, match="hôm nay"):
        factories.disburse(loan, on=today() + timedelta(1))
    factories.disburse(loan)
    with pytest.raises(Refused, match="vượt số tiền phê duyệt"):
        factories.disburse(loan, 1, on=date(2024, 3, 1))


def test_a_second_decision_or_the_same_day_again_is_refused(loan):
    with pytest.raises(IntegrityError, match=r"loan_fact_one|loanfact"), transaction.atomic():
        factories.approve(loan)
    factories.record_balance(loan, 5)
    with pytest.raises(IntegrityError, match=r"loan_fact_once|loanfact"), transaction.atomic():
        factories.record_balance(loan, 6)
