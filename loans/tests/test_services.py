"""The verbs: what the law forbids is refused, what is doubtful is confirmed, what was said is never overwritten."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from audit.models import AuditEvent
from cases import services as case_services
from cases.models import HouseholdMember, Need
from core.dates import today
from core.errors import EditConflict, Refused
from loans import fact_rules, services
from loans.choices import State
from loans.fact_rules import FactValue
from loans.models import Loan, LoanFact
from loans.tests import acts
from loans.tests.acts import MILLION

WHY = {"why": "Ghi nhầm", "document_number": "12/NHCS"}


@pytest.fixture
def case(world):
    return acts.received("HS-1", world.tinh_bac)


@pytest.fixture
def loan(case):
    return acts.running(case)


def state(loan) -> str:
    return Loan.objects.with_standing().get(pk=loan.pk).state


def told(loan) -> list[tuple]:
    return list(loan.facts.current().order_by("on", "pk").values_list("kind", "on", "amount"))


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
def test_the_database_and_the_rules_say_the_same_state(case, facts):
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
    assert state(loan) == fact_rules.standing(values).state


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"value": acts.request(100 * MILLION + 1)}, "100.000.000"),
        ({"term_months": 121}, "120 tháng"),
        ({"has_other_debt": True}, "Còn dư nợ"),
        ({"is_confirmed": False}, "Mẫu số 01"),
        ({"value": acts.request(on=date(2023, 10, 9))}, "trước ngày về"),
        ({"value": acts.request(purpose="training")}, "số tháng học"),
        (
            {"value": acts.request(24 * MILLION + 1, purpose="training"), "course_months": 6, "term_months": 18},
            "6 tháng",
        ),
        ({"value": acts.request(24 * MILLION, purpose="training"), "course_months": 6, "term_months": 19}, "18 tháng"),
    ],
)
def test_what_the_law_forbids_is_refused_also_when_confirmed(case, given, text):
    value = given.pop("value", acts.request())
    known = {"named_borrower": "Mẹ", "is_confirmed": True, "has_other_debt": False, "confirmed_why": "Vì vậy", **given}
    with pytest.raises(Refused, match=text):
        services.request_loan(by=None, case=case, request=value, details=known, is_confirmed_by_user=True)
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"value": acts.request(100 * MILLION), "term_months": 120},
        {"value": acts.request(24 * MILLION, purpose="training"), "course_months": 6, "term_months": 18},
    ],
)
def test_what_the_law_just_allows_is_done(case, given):
    assert acts.asked(case, **given).pk


def test_five_years_count_on_the_day_of_the_request_and_of_the_first_payment(world):
    case = acts.received("HS-5", world.tinh_bac, on=date(2019, 2, 28))
    with pytest.raises(Refused, match="28/02/2024"):
        acts.asked(case, value=acts.request(on=date(2024, 2, 29)))
    loan = acts.asked(case, value=acts.request(on=date(2024, 2, 1)))
    acts.approved(loan, on=date(2024, 2, 20))
    with pytest.raises(Refused, match="quá thời hạn"):
        acts.paid(loan, 30 * MILLION, on=date(2024, 2, 29))
    acts.paid(loan, 30 * MILLION, on=date(2024, 2, 28))
    acts.paid(loan, 50 * MILLION, on=date(2024, 4, 1))
    assert state(loan) == State.RUNNING


def test_nobody_borrows_while_on_conditional_release(world):
    case = acts.received("HS-6", world.tinh_bac, category="conditional", probation_end_on=date(2024, 5, 1))
    with pytest.raises(Refused, match="chương trình khác"):
        acts.asked(case)
    case_services.complete_probation(by=None, case=case, on=date(2024, 5, 1))
    assert acts.asked(case, value=acts.request(on=date(2024, 5, 1))).pk


@pytest.mark.parametrize("name", ["is_confirmed", "has_other_debt"])
def test_what_nobody_answered_is_confirmed_with_a_reason(case, name):
    with pytest.raises(Refused, match="Cần xác nhận"):
        acts.asked(case, **{name: None})
    known = {"named_borrower": "Mẹ", "is_confirmed": True, "has_other_debt": False, name: None}
    for is_ticked, why in ((True, ""), (False, "Ngân hàng đang tra")):
        with pytest.raises(Refused, match="Cần xác nhận"):
            services.request_loan(
                by=None, case=case, request=acts.request(), details={**known, "confirmed_why": why},
                is_confirmed_by_user=is_ticked,
            )  # fmt: skip
    details = {**known, "confirmed_why": "Ngân hàng đang tra"}
    loan = services.request_loan(
        by=None, case=case, request=acts.request(), details=details, is_confirmed_by_user=True
    )  # fmt: skip
    assert getattr(loan, name) is None


def test_who_could_stand_for_the_household_is_asked_about(case):
    member = HouseholdMember.objects.create(case=case, full_name="Trần Thị Mẹ", relation="Mẹ", can_represent=True)
    with pytest.raises(Refused, match="đại diện hộ"):
        acts.asked(case)
    assert acts.asked(case, household_member=member).household_member == member


def test_two_loans_of_one_person_together_stay_below_the_ceiling(case):
    first = acts.asked(case)
    with pytest.raises(Refused, match="100.000.000"):
        acts.asked(case, value=acts.request(11 * MILLION))
    acts.refused(first)
    assert acts.asked(case, value=acts.request(100 * MILLION)).pk
    with pytest.raises(Refused, match="khác mục đích"):
        acts.asked(case, value=acts.request(8 * MILLION, purpose="training"), course_months=2, term_months=6)


@pytest.mark.parametrize(
    ("details", "value", "text"),
    [
        ({"workers": 21}, acts.request(), "2 trên 21"),
        ({}, acts.request(200 * MILLION + 1), "2.000.000.000"),
        ({}, acts.request(purpose="training"), "Cơ sở chỉ vay"),
        ({"is_lawful": False}, acts.request(), "hợp pháp"),
        ({"is_confirmed": None}, acts.request(), "Cần xác nhận"),
    ],
)
def test_an_establishment_is_judged_by_its_own_conditions(world, details, value, text):
    with pytest.raises(Refused, match=text):
        acts.business(world.tinh_bac, value=value, **details)
    assert acts.business(world.tinh_bac, value=acts.request(200 * MILLION)).case is None


def test_a_loan_is_a_persons_or_an_establishments(world, case):
    with pytest.raises(ValidationError, match="không thể cả hai"):
        acts.asked(case, business_name="Xưởng", business_kind="household")
    with pytest.raises(IntegrityError, match="loan_of_person_or_business"), transaction.atomic():
        Loan.objects.create(unit=world.tinh_bac, named_borrower="Mẹ")


def test_a_need_of_another_case_or_kind_is_not_taken(world, case):
    other = acts.received("HS-2", world.tinh_bac, name="Người Khác")
    needs = [
        Need.objects.create(case=one, kind=kind, description="x", raised_on=acts.ASKED)
        for one, kind in ((other, "credit"), (case, "job"), (case, "credit"))
    ]
    for need in needs[:2]:
        with pytest.raises(Refused, match="Nhu cầu"):
            acts.asked(case, need=need)
    stranger = HouseholdMember.objects.create(case=other, full_name="x", relation="Mẹ")
    with pytest.raises(Refused, match="gia đình"):
        acts.asked(case, household_member=stranger)
    made = acts.asked(case, need=needs[2])
    assert list(needs[2].loans.all()) == [made]


def test_the_bank_approves_only_what_it_confirmed(case):
    loan = acts.asked(case)
    value = FactValue("decision", acts.DECIDED, 80 * MILLION, is_approved=True)
    for answers in ({"is_confirmed": True}, {"has_other_debt": False}, {"is_confirmed": True, "has_other_debt": True}):
        with pytest.raises(Refused, match="Chỉ duyệt khi"):
            services.decide(by=None, loan=loan, decision=value, **answers)
    with pytest.raises(Refused, match="lý do"):
        acts.refused(loan, note=" ")
    assert state(loan) == State.WAITING


def test_no_more_is_paid_out_than_was_approved_and_nothing_before(case):
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


def test_a_correction_is_a_new_version_with_its_reason(world, loan):
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
def test_nothing_is_corrected_or_withdrawn_without_reason_and_document(loan, missing):
    fact = loan.facts.get(kind="disbursement")
    with pytest.raises(Refused, match="Phải"):
        services.withdraw(by=None, fact=fact, **{**WHY, missing: " "})
    with pytest.raises(Refused, match="Phải"):
        services.correct(by=None, fact=fact, value=replace(fact.value, amount=1), **{**WHY, missing: ""})


def test_a_correction_must_be_possible_and_lawful(loan):
    facts = {row.kind: row for row in loan.facts.current()}
    wrong = [
        ("request", {"amount": 100 * MILLION + 1}, "100.000.000"),
        ("request", {"amount": 79 * MILLION}, "lớn hơn số tiền đề nghị"),
        ("decision", {"amount": 79 * MILLION}, "vượt"),
        ("disbursement", {"on": acts.DECIDED - timedelta(1)}, "trước ngày phê duyệt"),
        ("disbursement", {"on": date(2023, 10, 9)}, "chưa có hiệu lực"),
    ]
    for kind, change, text in wrong:
        with pytest.raises(Refused, match=text):
            services.correct(by=None, fact=facts[kind], value=replace(facts[kind].value, **change), **WHY)
    assert loan.facts.count() == 3


def corrected(loan, kind: str, **change):
    fact = loan.facts.current().filter(kind=kind).order_by("on").first()
    return services.correct(by=None, fact=fact, value=replace(fact.value, **change), **WHY)


def test_a_refusal_becomes_an_approval_only_with_the_banks_answers(case):
    loan = acts.asked(case)
    refusal = FactValue("decision", acts.DECIDED, 0, is_approved=False, note="Còn nợ")
    services.decide(by=None, loan=loan, decision=refusal, is_confirmed=True, has_other_debt=True)
    with pytest.raises(Refused, match="rút quyết định này"):
        corrected(loan, "decision", is_approved=True, amount=80 * MILLION)
    services.withdraw(by=None, fact=loan.facts.current().get(kind="decision"), **WHY)
    acts.approved(loan)
    with pytest.raises(Refused, match="lý do"):
        corrected(loan, "decision", is_approved=False, amount=0, note=" ")
    corrected(loan, "decision", is_approved=False, amount=0, note="Hộ rút đơn")
    # What was answered still holds.
    corrected(loan, "decision", is_approved=True, amount=80 * MILLION, note="")
    assert state(loan) == State.APPROVED


def test_a_request_is_not_corrected_into_the_time_of_another_commune(world, case):
    case_services.transfer(by=None, case=case, to_unit=world.tinh_ha, on=date(2024, 2, 1))
    loan = acts.asked(case)
    assert loan.unit == world.tinh_bac
    with pytest.raises(Refused, match="xã khác"):
        corrected(loan, "request", on=date(2024, 2, 1))
    with pytest.raises(Refused, match="trước ngày về"):
        corrected(loan, "request", on=acts.HOME - timedelta(1))
    corrected(loan, "request", on=date(2024, 1, 31))


def test_a_correction_hides_no_late_first_payment_and_mends_the_sum_of_a_told_one(world):
    case = acts.received("HS-5", world.tinh_bac, on=date(2019, 2, 28))
    loan = acts.asked(case, value=acts.request(on=date(2024, 2, 1)))
    acts.approved(loan, on=date(2024, 2, 20))
    acts.paid(loan, 30 * MILLION, on=date(2024, 2, 28))
    acts.paid(loan, 50 * MILLION, on=date(2024, 4, 1))
    with pytest.raises(Refused, match="quá thời hạn"):
        corrected(loan, "disbursement", on=date(2024, 5, 1))
    late = acts.asked(case, value=acts.request(10 * MILLION, on=date(2024, 2, 1)))
    acts.approved(late, 10 * MILLION, on=date(2024, 2, 20))
    value = FactValue("disbursement", date(2024, 3, 5), 9 * MILLION)
    services.disburse(by=None, loan=late, paid=value, by_register=True)
    corrected(late, "disbursement", amount=8 * MILLION)
    assert told(late)[-1] == ("disbursement", date(2024, 3, 5), 8 * MILLION)


def test_a_loan_is_withdrawn_from_its_end(loan):
    facts = {row.kind: row for row in loan.facts.current()}
    with pytest.raises(Refused, match="rút các mục đó trước"):
        services.withdraw(by=None, fact=facts["request"], **WHY)
    for kind in ("disbursement", "decision", "request"):
        services.withdraw(by=None, fact=facts[kind], **WHY)
    assert told(loan) == []
    assert not Loan.objects.standing().exists()
    assert AuditEvent.objects.filter(action="loan.withdraw").count() == 3


def test_a_case_is_taken_back_only_after_its_loans(case):
    loan = acts.asked(case)
    with pytest.raises(Refused, match="rút món vay trước"):
        case_services.withdraw_case(by=None, case=case, why="Nhập nhầm")
    services.withdraw(by=None, fact=loan.facts.get(), **WHY)
    case_services.withdraw_case(by=None, case=case, why="Nhập nhầm")
    with pytest.raises(Refused, match="đã được rút"):
        acts.asked(case)


def test_nothing_is_asked_for_of_a_case_that_was_sealed_meanwhile(world, case):
    case_services.close(by=None, case=case, on=date(2024, 2, 1), reason="expunged")
    with pytest.raises(Refused, match="niêm phong"):
        acts.asked(case, by=world.officer)


def test_the_second_of_two_editors_is_told(loan):
    services.edit(by=None, loan=loan, version=loan.version + 1, data={"savings_group": "Tổ số 3"})
    with pytest.raises(EditConflict):
        services.edit(by=None, loan=loan, version=loan.version + 1, data={"savings_group": "Tổ số 4"})
    with pytest.raises(Refused, match="120"):
        services.edit(by=None, loan=loan, version=loan.version + 2, data={"term_months": 121})
    with pytest.raises(TypeError):
        services.edit(by=None, loan=loan, version=loan.version + 2, data={"unit": None})


def test_one_code_is_one_loan(world, loan):
    services.edit(by=None, loan=loan, version=2, data={"code": "6600000112345678"})
    other = acts.business(world.tinh_bac)
    with pytest.raises(ValidationError, match="một món vay khác"):
        services.edit(by=None, loan=other, version=1, data={"code": "6600000112345678"})


def test_the_code_of_a_withdrawn_loan_is_free_again(world, case):
    wrong, code = acts.asked(case), "6600000112345678"
    services.edit(by=None, loan=wrong, version=1, data={"code": code})
    services.withdraw(by=None, fact=wrong.facts.get(), **WHY)
    right = acts.business(world.tinh_bac)
    assert services.edit(by=None, loan=right, version=1, data={"code": code}).code == code


def test_the_database_keeps_facts_and_borrowers_as_they_were(world, loan):
    fact = loan.facts.get(kind="disbursement")
    other = acts.received("HS-9", world.tinh_bac, name="Người Khác")
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


def test_what_is_not_known_yet_is_written_nowhere(case):
    with pytest.raises(Refused, match="tương lai"):
        acts.asked(case, value=acts.request(on=today() + timedelta(1)))
    case_services.close(by=None, case=case, on=date(2024, 3, 1), reason="died")
    with pytest.raises(Refused, match="kết thúc"):
        acts.asked(case, value=acts.request(on=date(2024, 3, 1)))
