"""Every form of the site reads amounts, rates and dates with the fields of core: 5.000.000 is five million everywhere."""

import importlib
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.urls import reverse

from cases.judgments.models import CivilObligation
from cases.models import AdministrativePenalty, Employment, Need, SupportAction
from cases.tests.form_data import HOME, RECORD, at
from community.models import Activity, CommuneModel, FundEntry, Gift
from core.forms.fields import StyledMixin
from core.forms.questions import TICK
from core.forms.typed_fields import DateField, MoneyField, RateField
from loans.models import Loan, LoanFact
from loans.tests import factories
from reintegration.tests.test_imports import ORDER

ROOT = Path(__file__).resolve().parents[2]
TYPED, AMOUNT = "5.000.000", 5_000_000
NOT_OURS = ("tests", "migrations", "management", "admin.py", "administration")


def form_classes() -> list[type[forms.BaseForm]]:
    """The forms that are defined in our apps, those of the administration left out."""
    for app in ORDER:
        for file in (ROOT / app).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if not set(NOT_OURS) & {*parts, file.name} and "form" in file.read_text(encoding="utf-8"):
                importlib.import_module(".".join(part for part in parts if part != "__init__"))
    found, waiting = [], [forms.Form, forms.ModelForm]
    while waiting:
        subclasses: list[type] = waiting.pop().__subclasses__()
        waiting += subclasses
        found += [one for one in subclasses if one.__module__.split(".")[0] in ORDER and "admin" not in one.__module__]
    return found


def test_every_amount_and_rate_has_its_own_field():
    wrong = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in form_classes()
        for name, field in form.base_fields.items()
        if (isinstance(field, forms.IntegerField) and "(đồng" in str(field.label) and not isinstance(field, MoneyField))
        or (isinstance(field, forms.DecimalField | forms.FloatField) and not isinstance(field, RateField))
    ]
    assert wrong == []


def test_every_date_is_read_by_the_one_parser():
    """The fields that a model makes become ours when the form is built (StyledMixin)."""
    wrong = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in form_classes()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.DateField) and not isinstance(field, DateField) and not issubclass(form, StyledMixin)
    ]
    assert wrong == []


def test_forms_are_found():
    assert {"ReceptionForm", "FundForm", "PersonLoanForm", "ReportForm"} <= {form.__name__ for form in form_classes()}


# --- each form posts 5.000.000 -------------------------------------------------------------------------------------------


@pytest.fixture
def case(world):
    return factories.receive_case("HS-1", world.tinh_bac)


@pytest.fixture
def model(world):
    return CommuneModel.objects.create(unit=world.tinh_bac, name="Chung tay", launched_on=date(2024, 1, 19))


RECORDS: dict[str, tuple[type, str, dict]] = {
    "obligations": (CivilObligation, "amount", RECORD["obligations"]),
    "employments": (Employment, "income", RECORD["employments"]),
    "violations": (AdministrativePenalty, "amount", RECORD["violations"]),
    "actions": (SupportAction, "cost", {"on": "05/03/2024", "description": "Giới thiệu", "source": "donation"}),
}
PARTS = {
    "activities": (Activity, "cost", {"on": "20/07/2024", "kind": "visit", "title": "Thăm", "attendance": "9", "helped": "2"}),
    "fund": (FundEntry, "amount", {"on": "20/07/2024", "direction": "in", "party": "Ông Ba", "voucher": "PT01", "purpose": "x"}),
    "gifts": (Gift, "value", {"on": "20/07/2024", "donor": "Đoàn", "item": "xe đạp", "quantity": "1"}),
}  # fmt: skip


@pytest.mark.parametrize("typed", [TYPED, "5tr", "5.000.000 đ"])
@pytest.mark.parametrize("slug", RECORDS)
def test_a_record_of_a_case_takes_an_amount_as_it_is_typed(world, case, client_for, post_form, slug, typed):
    kind, name, data = RECORDS[slug]
    if slug == "actions":
        data = {
            **data,
            "need": Need.objects.create(case=case, kind="job", description="x", raised_on=factories.RELEASED_ON).pk,
        }
    client = client_for(world.officer)
    added = post_form(client, at(case, f"records/{slug}/new/"), {**data, name: typed})
    assert added.status_code == 302, added.context["form"].errors
    record = kind.objects.get()
    assert getattr(record, name) == AMOUNT
    page = client.get(at(case, f"records/{slug}/{record.public_id}/"))
    assert page.context["form"][name].as_widget().count(f'value="{TYPED}"') == 1
    assert 'type="number"' not in page.context["form"][name].as_widget()


@pytest.mark.parametrize("slug", PARTS)
def test_a_part_of_a_commune_model_takes_an_amount_as_it_is_typed(world, model, client_for, post_form, slug):
    kind, name, data = PARTS[slug]
    address = f"/models/{model.public_id}/{slug}/new/"
    added = post_form(client_for(world.officer), address, {**data, name: TYPED})
    assert added.status_code == 302, added.context["form"].errors
    assert getattr(kind.objects.get(), name) == AMOUNT


def test_an_obligation_is_received_with_the_person(world, client_for, post_form):
    given = {"unit": world.tinh_bac.pk, "obligations-0-kind": "court_fee", "obligations-0-amount": TYPED}
    received = post_form(client_for(world.officer), "/cases/receive/", {**HOME, **given})
    assert received.status_code == 302, received.context["form"].errors
    assert CivilObligation.objects.get().amount == AMOUNT


def test_a_loan_is_asked_for_decided_paid_and_owed_as_it_is_typed(world, case, client_for, post_form):
    officer, bank = client_for(world.officer), client_for(world.bank)
    asked = {
        "purpose": "production",
        "on": "10/01/2024",
        "is_confirmed": "yes",
        "has_other_debt": "no",
        "amount": TYPED,
    }
    answer = post_form(officer, reverse("loans:request", args=[case.public_id]), {**asked, "document_number": "M01"})
    assert answer.status_code == 302, answer.context["form"].errors
    at_loan = Loan.objects.get().get_absolute_url()
    answers = {"is_approved": "yes", "is_confirmed": "yes", "has_other_debt": "no"}
    for verb, more in (
        ("decide", {**answers, "on": "20/01/2024", "amount": "5 000 000"}),
        ("disburse", {"on": "01/02/2024", "amount": "5,000,000"}),
        ("balance", {"on": "01/05/2024", "amount": TYPED, "overdue": "1 triệu"}),
    ):
        answer = post_form(bank, f"{at_loan}{verb}/", more)
        assert answer.status_code == 302, answer.context["form"].errors
    assert set(LoanFact.objects.values_list("kind", "amount", "overdue")) == {
        ("request", AMOUNT, 0),
        ("decision", AMOUNT, 0),
        ("disbursement", AMOUNT, 0),
        ("balance", AMOUNT, 1_000_000),
    }


# --- what is odd is asked about -------------------------------------------------------------------------------------------


def test_a_loan_of_fifty_dong_is_asked_about_and_taken_when_it_is_so(world, case, client_for, post_form):
    officer, address = client_for(world.officer), reverse("loans:request", args=[case.public_id])
    data = {"purpose": "production", "on": "10/01/2024", "is_confirmed": "yes", "has_other_debt": "no", "amount": "50"}
    asked = post_form(officer, address, data)
    assert asked.status_code == 422
    assert not Loan.objects.exists()
    page = asked.content.decode()
    assert "50 đồng (năm mươi đồng) ít hơn thường lệ. Nếu ý là 50.000.000 đồng" in page
    assert 'value="50"' in page
    tick = asked.context["form"].tick.field.widget.attrs["value"]
    assert post_form(officer, address, {**data, "amount": "60", TICK: tick}).status_code == 422
    assert post_form(officer, address, {**data, TICK: tick}).status_code == 302
    assert LoanFact.objects.get().amount == 50


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0,07", "0,07 % một năm ít hơn thường lệ. Nếu ý là 7 %"),
        ("0,55", "Nếu đây là lãi suất một tháng, hãy ghi 6,6."),
        ("0,55 %/tháng", "là lãi suất một tháng. Ở đây ghi lãi suất một năm: 6,6."),
        ("6,6", ""),
    ],
)
def test_a_rate_that_is_no_yearly_rate_is_asked_about(world, case, client_for, post_form, typed, said):
    loan = factories.request_loan(case)
    address = f"{loan.get_absolute_url()}edit/"
    officer = client_for(world.officer)
    form = officer.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    answer = post_form(officer, address, {**data, "annual_rate": typed, "version": loan.version})
    assert answer.status_code == (422 if said else 302)
    if said:
        assert said in answer.content.decode()
        assert f'value="{typed}"' in answer.content.decode()
    else:
        loan.refresh_from_db()
        assert str(loan.annual_rate) == "6.60"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"birth": "1900"}, "Sinh 1900 thì ngày"),
        ({"birth": "01/02/2015"}, "Ngày sinh có đúng không?"),
        ({"release_on": "01/05/2004"}, "01/05/2004 đã cách đây"),
        ({"probation_end_on": "01/05/2099"}, "01/05/2099 còn rất xa"),
    ],
)
def test_somebody_who_cannot_come_home_like_this_is_asked_about(world, client_for, post_form, given, said):
    client, data = client_for(world.officer), {**HOME, "unit": world.tinh_bac.pk, **given}
    asked = post_form(client, "/cases/receive/", data)
    assert asked.status_code == 422
    assert said in asked.content.decode()
    tick = asked.context["form"].tick.field.widget.attrs["value"]
    assert f'value="{tick}"' in asked.content.decode()
    assert post_form(client, "/cases/receive/", {**data, TICK: tick}).status_code == 302


def test_what_was_assumed_is_said_when_it_is_saved(world, case, client_for, post_form):
    client = client_for(world.officer)
    data = {**RECORD["contacts"], "on": "hôm nay"}
    done = post_form(client, at(case, "records/contacts/new/"), data)
    assert done.status_code == 302, done.context["form"].errors
    assert "«hôm nay» được hiểu là" in client.get(done.url).content.decode()


def test_an_error_about_an_assumed_year_says_what_was_assumed(world, case, client_for, post_form, monkeypatch):
    monkeypatch.setattr("core.forms.typed_fields.today", lambda: date(2099, 1, 1))
    data = {**RECORD["contacts"], "on": "31/12"}
    answer = post_form(client_for(world.officer), at(case, "records/contacts/new/"), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "không được sau hôm nay" in page
    assert "«31/12» được hiểu là 31/12/2099." in page
