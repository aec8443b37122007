"""Corrections and withdrawals of loan facts, and edits of the loan."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from audit.models import AuditEvent
from cases.corrections import services as corrections_services
from cases.transfers import services as transfers_services
from core.errors import EditConflict, Refused
from loans import services
from loans.choices import State
from loans.fact_rules import FactValue
from loans.models import Loan, LoanFact
from loans.tests import factories
from loans.tests.factories import MILLION, state_of

WHY = {"why": "Ghi nhầm", "document_number": "12/NHCS"}


def current_facts(loan) -> list[tuple]:
    return list(loan.facts.current().order_by("on", "pk").values_list("kind", "on", "amount"))


def test_a_correction_records_a_new_version_with_its_reason(world, loan):
    old = loan.facts.get(kind="disbursement")
    value = replace(old.value, amount=70 * MILLION)
    new = services.correct(by=world.bank, fact=old, value=value, **WHY)
    old.refresh_from_db()
    assert old.known_until == new.known_from
    assert (old.amount, new.amount, new.why) == (80 * MILLION, 70 * MILLION, "Ghi nhầm (văn bản 12/NHCS)")
    assert LoanFact.objects.known_at(old.known_from).get(kind="disbursement") == old
    with pytest.raises(Refused, match="đã được sửa"):
        services.correct(by=world.bank, fact=old, value=value, **WHY)
    with pytest.raises(Refused, match="Không có gì"):
        services.correct(by=world.bank, fact=new, value=new.value, **WHY)


@pytest.mark.parametrize("missing", WHY)
def test_corrections_and_withdrawals_need_reason_and_document(loan, missing):
    fact = loan.facts.get(kind="disbursement")
    with pytest.raises(Refused, match="Phải"):
        services.withdraw(by=None, fact=fact, **{**WHY, missing: " "})
    with pytest.raises(Refused, match="Phải"):
        services.correct(by=None, fact=fact, value=replace(fact.value, amount=1), **{**WHY, missing: ""})


def test_a_correction_must_be_consistent_and_lawful(loan):
    facts = {row.kind: row for row in loan.facts.current()}
    wrong = [
        ("request", {"amount": 100 * MILLION + 1}, "100.000.000"),
        ("request", {"amount": 79 * MILLION}, "lớn hơn số tiền đề nghị"),
        ("decision", {"amount": 79 * MILLION}, "vượt"),
        ("disbursement", {"on": factories.DECIDED_ON - timedelta(1)}, "trước ngày phê duyệt"),
        ("disbursement", {"on": date(2023, 10, 9)}, "chưa có hiệu lực"),
    ]
    for kind, change, text in wrong:
        with pytest.raises(Refused, match=text):
            services.correct(by=None, fact=facts[kind], value=replace(facts[kind].value, **change), **WHY)
    assert loan.facts.count() == 3


def corrected(loan, kind: str, **change):
    fact = loan.facts.current().filter(kind=kind).order_by("on").first()
    return services.correct(by=None, fact=fact, value=replace(fact.value, **change), **WHY)


def test_correcting_a_refusal_to_an_approval_needs_the_banks_answers(case):
    loan = factories.request_loan(case)
    refusal = FactValue("decision", factories.DECIDED_ON, 0, is_approved=False, note="Còn nợ")
    services.decide(by=None, loan=loan, decision=refusal, is_confirmed=True, has_other_debt=True)
    with pytest.raises(Refused, match="rút quyết định này"):
        corrected(loan, "decision", is_approved=True, amount=80 * MILLION)
    services.withdraw(by=None, fact=loan.facts.current().get(kind="decision"), **WHY)
    factories.approve(loan)
    with pytest.raises(Refused, match="lý do"):
        corrected(loan, "decision", is_approved=False, amount=0, note=" ")
    corrected(loan, "decision", is_approved=False, amount=0, note="Hộ rút đơn")
    # The answers of the first decision are still recorded.
    corrected(loan, "decision", is_approved=True, amount=80 * MILLION, note="")
    assert state_of(loan) == State.APPROVED


def test_a_request_cannot_be_moved_to_a_day_of_another_commune(world, case):
    transfers_services.transfer(by=None, case=case, to_unit=world.tinh_ha, on=date(2024, 2, 1))
    loan = factories.request_loan(case)
    assert loan.unit == world.tinh_bac
    with pytest.raises(Refused, match="xã khác"):
        corrected(loan, "request", on=date(2024, 2, 1))
    with pytest.raises(Refused, match="trước ngày về"):
        corrected(loan, "request", on=factories.RELEASED_ON - timedelta(1))
    corrected(loan, "request", on=date(2024, 1, 31))


def test_a_correction_cannot_hide_a_late_first_disbursement(world):
    case = factories.receive_case("HS-5", world.tinh_bac, on=date(2019, 2, 28))
    loan = factories.request_loan(case, value=factories.request_value(on=date(2024, 2, 1)))
    factories.approve(loan, on=date(2024, 2, 20))
    factories.disburse(loan, 30 * MILLION, on=date(2024, 2, 28))
    factories.disburse(loan, 50 * MILLION, on=date(2024, 4, 1))
    with pytest.raises(Refused, match="quá thời hạn"):
        corrected(loan, "disbursement", on=date(2024, 5, 1))
    late = factories.request_loan(case, value=factories.request_value(10 * MILLION, on=date(2024, 2, 1)))
    factories.approve(late, 10 * MILLION, on=date(2024, 2, 20))
    value = FactValue("disbursement", date(2024, 3, 5), 9 * MILLION)
    services.disburse(by=None, loan=late, paid=value, by_register=True)
    corrected(late, "disbursement", amount=8 * MILLION)
    assert current_facts(late)[-1] == ("disbursement", date(2024, 3, 5), 8 * MILLION)


def test_facts_are_withdrawn_in_reverse_order(loan):
    facts = {row.kind: row for row in loan.facts.current()}
    with pytest.raises(Refused, match="rút các mục đó trước"):
        services.withdraw(by=None, fact=facts["request"], **WHY)
    for kind in ("disbursement", "decision", "request"):
        services.withdraw(by=None, fact=facts[kind], **WHY)
    assert current_facts(loan) == []
    assert not Loan.objects.active().exists()
    assert AuditEvent.objects.filter(action="loan.withdraw").count() == 3


def test_a_case_with_loans_cannot_be_withdrawn(case):
    loan = factories.request_loan(case)
    with pytest.raises(Refused, match="rút món vay trước"):
        corrections_services.withdraw_case(by=None, case=case, why="Nhập nhầm")
    services.withdraw(by=None, fact=loan.facts.get(), **WHY)
    corrections_services.withdraw_case(by=None, case=case, why="Nhập nhầm")
    with pytest.raises(Refused, match="đã được rút"):
        factories.request_loan(case)


def test_the_second_of_two_editors_gets_a_conflict(loan):
    services.edit(by=None, loan=loan, version=loan.version + 1, data={"savings_group": "Tổ số 3"})
    with pytest.raises(EditConflict):
        services.edit(by=None, loan=loan, version=loan.version + 1, data={"savings_group": "Tổ số 4"})
    with pytest.raises(Refused, match="120"):
        services.edit(by=None, loan=loan, version=loan.version + 2, data={"term_months": 121})
    with pytest.raises(TypeError):
        services.edit(by=None, loan=loan, version=loan.version + 2, data={"unit": None})


def test_a_code_belongs_to_one_loan(world, loan):
    services.edit(by=None, loan=loan, version=2, data={"code": "6600000112345678"})
    other = factories.request_business_loan(world.tinh_bac)
    with pytest.raises(ValidationError, match="một món vay khác"):
        services.edit(by=None, loan=other, version=1, data={"code": "6600000112345678"})


def test_the_code_of_a_withdrawn_loan_is_free_again(world, case):
    wrong, code = factories.request_loan(case), "6600000112345678"
    services.edit(by=None, loan=wrong, version=1, data={"code": code})
    services.withdraw(by=None, fact=wrong.facts.get(), **WHY)
    right = factories.request_business_loan(world.tinh_bac)
    assert services.edit(by=None, loan=right, version=1, data={"code": code}).code == code


def test_the_database_refuses_changes_of_facts_and_borrowers(world, loan):
    fact = loan.facts.get(kind="disbursement")
    other = factories.receive_case("HS-9", world.tinh_bac, name="Người Khác")
    forbidden = [
        lambda: LoanFact.objects.filter(pk=fact.pk).update(amount=1),
        lambda: LoanFact.objects.filter(pk=fact.pk).delete(),
        lambda: Loan.objects.filter(pk=loan.pk).update(unit=world.tinh_ha),
        lambda: Loan.objects.filter(pk=loan.pk).update(case=other),
        lambda: Loan.objects.filter(pk=loan.pk).delete(),
    ]
    for act in forbidden:
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            act()
    assert LoanFact.objects.get(pk=fact.pk).amount == 80 * MILLION
