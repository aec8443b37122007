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
from loans.tests import acts
from loans.tests.acts import MILLION, state


def test_a_loan_goes_from_request_to_repayment(world, case):
    loan = acts.asked(case, by=world.officer)
    assert (loan.unit, state(loan)) == (world.tinh_bac, State.WAITING)
    acts.approved(loan, by=world.bank)
    assert state(loan) == State.APPROVED
    acts.paid(loan, 30 * MILLION, by=world.bank)
    acts.paid(loan, 50 * MILLION, on=date(2024, 3, 1), by=world.bank)
    assert state(loan) == State.RUNNING
    acts.owed(loan, 60 * MILLION, 5 * MILLION, by=world.bank)
    assert state(loan) == State.OVERDUE
    acts.owed(loan, 0, on=date(2024, 6, 1), by=world.bank)
    assert state(loan) == State.REPAID
    names = ["loan.request", "loan.decide", "loan.disburse", "loan.disburse", "loan.balance", "loan.balance"]
    events = AuditEvent.objects.filter(action__startswith="loan.").order_by("number")
    assert [event.action for event in events] == names
    assert {event.target_id for event in events} == {str(loan.pk)}
    assert "Trần Thị Mẹ" not in str([event.detail for event in events])


@pytest.mark.parametrize("facts", range(6))
def test_the_state_in_sql_equals_the_state_in_python(case, facts):
    loan = acts.asked(case)
    steps = [
        lambda: acts.approved(loan),
        lambda: acts.paid(loan, 30 * MILLION),
        lambda: acts.owed(loan, 0, on=date(2024, 2, 10)),
        lambda: acts.paid(loan, 20 * MILLION, on=date(2024, 3, 1)),
        lambda: acts.owed(loan, 20 * MILLION, 1 * MILLION),
    ]
    for step in steps[:facts]:
        step()
    values = [row.value for row in loan.facts.current()]
    assert state(loan) == fact_rules.loan_status(values).state


def test_an_approval_needs_both_answers_of_the_bank(case):
    loan = acts.asked(case)
    value = FactValue("decision", acts.DECIDED, 80 * MILLION, is_approved=True)
    for answers in ({"is_confirmed": True}, {"has_other_debt": False}, {"is_confirmed": True, "has_other_debt": True}):
        with pytest.raises(Refused, match="Chỉ duyệt khi"):
            services.decide(by=None, loan=loan, decision=value, **answers)
    with pytest.raises(Refused, match="lý do"):
        acts.refused(loan, note=" ")
    assert state(loan) == State.WAITING


def test_disbursements_stay_within_amount_and_days_of_the_approval(case):
    loan = acts.asked(case)
    with pytest.raises(Refused, match="Chưa có quyết định"):
        acts.paid(loan)
    acts.approved(loan)
    with pytest.raises(Refused, match="trước ngày phê duyệt"):
        acts.paid(loan, on=acts.DECIDED - timedelta(1))
    with pytest.raises(Refused, match="vượt số tiền phê duyệt"):
        acts.paid(loan, 80 * MILLION + 1)
    with pytest.raises(Refused, match="tương lai"):
        acts.paid(loan, on=today() + timedelta(1))
    acts.paid(loan)
    with pytest.raises(Refused, match="vượt số tiền phê duyệt"):
        acts.paid(loan, 1, on=date(2024, 3, 1))


def test_a_second_decision_or_the_same_day_again_is_refused(loan):
    with pytest.raises(IntegrityError, match=r"loan_fact_one|loanfact"), transaction.atomic():
        acts.approved(loan)
    acts.owed(loan, 5)
    with pytest.raises(IntegrityError, match=r"loan_fact_once|loanfact"), transaction.atomic():
        acts.owed(loan, 6)
