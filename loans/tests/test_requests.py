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
from loans.tests import factories
from loans.tests.factories import MILLION, state_of


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"value": factories.request_value(100 * MILLION + 1)}, "100.000.000"),
        ({"term_months": 121}, "120 tháng"),
        ({"has_other_debt": True}, "Còn dư nợ"),
        ({"is_confirmed": False}, "Mẫu số 01"),
        ({"value": factories.request_value(on=date(2023, 10, 9))}, "trước ngày về"),
        ({"value": factories.request_value(purpose="training")}, "số tháng học"),
        (
            {
                "value": factories.request_value(24 * MILLION + 1, purpose="training"),
                "course_months": 6,
                "term_months": 18,
            },
            "6 tháng",
        ),
        (
            {"value": factories.request_value(24 * MILLION, purpose="training"), "course_months": 6, "term_months": 19},
            "18 tháng",
        ),
    ],
)
def test_a_confirmation_does_not_overrule_the_law(case, given, text):
    value = given.pop("value", factories.request_value())
    known = {"named_borrower": "Mẹ", "is_confirmed": True, "has_other_debt": False, "confirmed_why": "Vì vậy", **given}
    with pytest.raises(Refused, match=text):
        services.request_loan(by=None, case=case, request=value, details=known, is_confirmed_by_user=True)
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"value": factories.request_value(100 * MILLION), "term_months": 120},
        {"value": factories.request_value(24 * MILLION, purpose="training"), "course_months": 6, "term_months": 18},
    ],
)
def test_the_limits_of_the_law_are_allowed(case, given):
    assert factories.request_loan(case, **given).pk


def test_the_five_years_apply_to_request_and_first_disbursement(world):
    case = factories.receive_case("HS-5", world.tinh_bac, on=date(2019, 2, 28))
    with pytest.raises(Refused, match="28/02/2024"):
        factories.request_loan(case, value=factories.request_value(on=date(2024, 2, 29)))
    loan = factories.request_loan(case, value=factories.request_value(on=date(2024, 2, 1)))
    factories.approve(loan, on=date(2024, 2, 20))
    with pytest.raises(Refused, match="quá thời hạn"):
        factories.disburse(loan, 30 * MILLION, on=date(2024, 2, 29))
    factories.disburse(loan, 30 * MILLION, on=date(2024, 2, 28))
    factories.disburse(loan, 50 * MILLION, on=date(2024, 4, 1))
    assert state_of(loan) == State.RUNNING


def test_people_on_conditional_release_cannot_borrow(world):
    case = factories.receive_case("HS-6", world.tinh_bac, category="conditional", probation_end_on=date(2024, 5, 1))
    with pytest.raises(Refused, match="chương trình khác"):
        factories.request_loan(case)
    probation_services.complete_probation(by=None, case=case, on=date(2024, 5, 1))
    assert factories.request_loan(case, value=factories.request_value(on=date(2024, 5, 1))).pk


@pytest.mark.parametrize("name", ["is_confirmed", "has_other_debt"])
def test_a_missing_answer_needs_a_confirmation_with_a_reason(case, name):
    with pytest.raises(Refused, match="Cần xác nhận"):
        factories.request_loan(case, **{name: None})
    known = {"named_borrower": "Mẹ", "is_confirmed": True, "has_other_debt": False, name: None}
    for is_ticked, why in ((True, ""), (False, "Ngân hàng đang tra")):
        with pytest.raises(Refused, match="Cần xác nhận"):
            services.request_loan(
                by=None, case=case, request=factories.request_value(), details={**known, "confirmed_why": why},
                is_confirmed_by_user=is_ticked,
            )  # fmt: skip
    details = {**known, "confirmed_why": "Ngân hàng đang tra"}
    loan = services.request_loan(
        by=None, case=case, request=factories.request_value(), details=details, is_confirmed_by_user=True
    )  # fmt: skip
    assert getattr(loan, name) is None


def test_a_possible_household_representative_needs_a_confirmation(case):
    member = HouseholdMember.objects.create(case=case, full_name="Trần Thị Mẹ", relation="Mẹ", can_represent=True)
    with pytest.raises(Refused, match="đại diện hộ"):
        factories.request_loan(case)
    assert factories.request_loan(case, household_member=member).household_member == member


def test_the_ceiling_applies_to_all_loans_of_a_person(case):
    first = factories.request_loan(case)
    with pytest.raises(Refused, match="100.000.000"):
        factories.request_loan(case, value=factories.request_value(11 * MILLION))
    factories.refuse(first)
    assert factories.request_loan(case, value=factories.request_value(100 * MILLION)).pk
    with pytest.raises(Refused, match="khác mục đích"):
        factories.request_loan(
            case, value=factories.request_value(8 * MILLION, purpose="training"), course_months=2, term_months=6
        )


@pytest.mark.parametrize(
    ("details", "value", "text"),
    [
        ({"workers": 21}, factories.request_value(), "2 trên 21"),
        ({}, factories.request_value(1000 * MILLION + 1), "2.000.000.000"),
        ({}, factories.request_value(purpose="training"), "Cơ sở chỉ vay"),
        ({"is_lawful": False}, factories.request_value(), "hợp pháp"),
        ({"is_confirmed": None}, factories.request_value(), "Cần xác nhận"),
    ],
)
def test_establishments_have_their_own_conditions(world, details, value, text):
    with pytest.raises(Refused, match=text):
        factories.request_business_loan(world.tinh_bac, value=value, **details)
    assert factories.request_business_loan(world.tinh_bac, value=factories.request_value(1000 * MILLION)).case is None


def test_a_loan_belongs_to_a_person_or_an_establishment(world, case):
    with pytest.raises(ValidationError, match="không thể cả hai"):
        factories.request_loan(case, business_name="Xưởng", business_kind="household")
    with pytest.raises(IntegrityError, match="loan_of_person_or_business"), transaction.atomic():
        Loan.objects.create(unit=world.tinh_bac, named_borrower="Mẹ")


def test_a_need_of_another_case_or_kind_is_refused(world, case):
    other = factories.receive_case("HS-2", world.tinh_bac, name="Người Khác")
    needs = [
        Need.objects.create(case=one, kind=kind, description="x", raised_on=factories.REQUESTED_ON)
        for one, kind in ((other, "credit"), (case, "job"), (case, "credit"))
    ]
    for need in needs[:2]:
        with pytest.raises(Refused, match="Nhu cầu"):
            factories.request_loan(case, need=need)
    stranger = HouseholdMember.objects.create(case=other, full_name="x", relation="Mẹ")
    with pytest.raises(Refused, match="gia đình"):
        factories.request_loan(case, household_member=stranger)
    made = factories.request_loan(case, need=needs[2])
    assert list(needs[2].loans.all()) == [made]


def test_a_request_for_an_expunged_case_is_refused(world, case):
    closing_services.close(by=None, case=case, on=date(2024, 2, 1), reason="expunged")
    with pytest.raises(Refused, match="niêm phong"):
        factories.request_loan(case, by=world.officer)


def test_requests_in_the_future_or_after_closing_are_refused(case):
    with pytest.raises(Refused, match="hôm nay"):
        factories.request_loan(case, value=factories.request_value(on=today() + timedelta(1)))
    closing_services.close(by=None, case=case, on=date(2024, 3, 1), reason="died")
    with pytest.raises(Refused, match="kết thúc"):
        factories.request_loan(case, value=factories.request_value(on=date(2024, 3, 1)))


def test_a_loan_that_was_repaid_leaves_the_whole_ceiling(world, case):
    first = factories.disbursed_loan(case)
    with pytest.raises(Refused, match="100.000.000"):
        factories.request_loan(case, value=factories.request_value(90 * MILLION, on=date(2024, 6, 1)))
    factories.record_balance(first, 1, on=date(2024, 5, 1))
    with pytest.raises(Refused, match="100.000.000"):
        factories.request_loan(case, value=factories.request_value(90 * MILLION, on=date(2024, 6, 1)))
    factories.record_balance(first, 0, on=date(2024, 5, 20))
    assert factories.state_of(first) == "repaid"
    assert factories.request_loan(case, value=factories.request_value(100 * MILLION, on=date(2024, 6, 1))).pk
