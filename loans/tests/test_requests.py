"""Requesting a loan: the conditions of Decision 22/2023, and what must be confirmed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.closing import services as closing_services
from cases.models import HouseholdMember, Need
from cases.probation import services as probation_services
from core.dates import today
from core.errors import Refused
from loans import services
from loans.choices import State
from loans.models import Loan
from loans.tests import acts
from loans.tests.acts import MILLION, state


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
def test_a_confirmation_does_not_overrule_the_law(case, given, text):
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
def test_the_limits_of_the_law_are_allowed(case, given):
    assert acts.asked(case, **given).pk


def test_the_five_years_apply_to_request_and_first_disbursement(world):
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


def test_people_on_conditional_release_cannot_borrow(world):
    case = acts.received("HS-6", world.tinh_bac, category="conditional", probation_end_on=date(2024, 5, 1))
    with pytest.raises(Refused, match="chương trình khác"):
        acts.asked(case)
    probation_services.complete_probation(by=None, case=case, on=date(2024, 5, 1))
    assert acts.asked(case, value=acts.request(on=date(2024, 5, 1))).pk


@pytest.mark.parametrize("name", ["is_confirmed", "has_other_debt"])
def test_a_missing_answer_needs_a_confirmation_with_a_reason(case, name):
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


def test_a_possible_household_representative_needs_a_confirmation(case):
    member = HouseholdMember.objects.create(case=case, full_name="Trần Thị Mẹ", relation="Mẹ", can_represent=True)
    with pytest.raises(Refused, match="đại diện hộ"):
        acts.asked(case)
    assert acts.asked(case, household_member=member).household_member == member


def test_the_ceiling_applies_to_all_loans_of_a_person(case):
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
        ({}, acts.request(1000 * MILLION + 1), "2.000.000.000"),
        ({}, acts.request(purpose="training"), "Cơ sở chỉ vay"),
        ({"is_lawful": False}, acts.request(), "hợp pháp"),
        ({"is_confirmed": None}, acts.request(), "Cần xác nhận"),
    ],
)
def test_establishments_have_their_own_conditions(world, details, value, text):
    with pytest.raises(Refused, match=text):
        acts.business(world.tinh_bac, value=value, **details)
    assert acts.business(world.tinh_bac, value=acts.request(1000 * MILLION)).case is None


def test_a_loan_belongs_to_a_person_or_an_establishment(world, case):
    with pytest.raises(ValidationError, match="không thể cả hai"):
        acts.asked(case, business_name="Xưởng", business_kind="household")
    with pytest.raises(IntegrityError, match="loan_of_person_or_business"), transaction.atomic():
        Loan.objects.create(unit=world.tinh_bac, named_borrower="Mẹ")


def test_a_need_of_another_case_or_kind_is_refused(world, case):
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


def test_a_request_for_an_expunged_case_is_refused(world, case):
    closing_services.close(by=None, case=case, on=date(2024, 2, 1), reason="expunged")
    with pytest.raises(Refused, match="niêm phong"):
        acts.asked(case, by=world.officer)


def test_requests_in_the_future_or_after_closing_are_refused(case):
    with pytest.raises(Refused, match="tương lai"):
        acts.asked(case, value=acts.request(on=today() + timedelta(1)))
    closing_services.close(by=None, case=case, on=date(2024, 3, 1), reason="died")
    with pytest.raises(Refused, match="kết thúc"):
        acts.asked(case, value=acts.request(on=date(2024, 3, 1)))
