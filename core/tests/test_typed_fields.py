"""Fields for amounts, rates and dates, and the questions that a form asks about them."""

from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django import forms

from core.dates import add_years, today, vn_date
from core.forms.questions import TICK, QuestionsMixin
from core.forms.typed_fields import DateField, MoneyField, RateField

LOAN = (1_000_000, 500_000_000)


class LoanForm(QuestionsMixin, forms.Form):
    amount = MoneyField(label="Số tiền", min_value=1, max_value=LOAN[1], usual=LOAN)
    rate = RateField(label="Lãi suất", required=False)
    on = DateField(label="Ngày", required=False, years_back=5)

    def clean(self):
        data = super().clean()
        if data.get("rate") == Decimal("6.66"):
            self.ask("rate", "6,66 % là số lạ.")
        return data


class Inputs(HTMLParser):
    def __init__(self, form):
        super().__init__()
        self.found = {}
        self.feed(form.as_p())

    def handle_starttag(self, tag, attrs):
        if tag == "input":
            self.found[dict(attrs)["name"]] = dict(attrs)


def bound(**data) -> LoanForm:
    return LoanForm(data)


def tick_of(form) -> str:
    return Inputs(form).found[TICK]["value"]


# --- money --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["5.000.000", "5 000 000", "5tr", "5 triệu", "5.000.000đ", "5000000"])
def test_an_amount_is_stored_as_whole_dong(text):
    form = bound(amount=text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == 5_000_000


def test_the_input_is_text_with_keys_for_numbers_and_shows_groups():
    shown = Inputs(LoanForm(initial={"amount": 5_000_000, "rate": Decimal("6.60"), "on": date(2024, 5, 1)})).found
    assert (shown["amount"]["type"], shown["amount"]["inputmode"], shown["amount"]["value"]) == (
        "text",
        "numeric",
        "5.000.000",
    )
    assert (shown["rate"]["type"], shown["rate"]["inputmode"], shown["rate"]["value"]) == ("text", "decimal", "6,6")
    assert (shown["on"]["type"], shown["on"]["value"]) == ("text", "01/05/2024")


def test_what_was_typed_stays_with_its_error():
    form = bound(amount="5,5")
    assert "5,5 triệu" in form.errors["amount"][0]
    assert Inputs(form).found["amount"]["value"] == "5,5"


def test_limits_are_said_in_digits_and_words():
    assert bound(amount="0").errors["amount"] == ["Số tiền phải từ 1 đồng trở lên."]
    assert "đã ghi 600.000.000 đồng (sáu trăm triệu đồng)" in bound(amount="600tr").errors["amount"][0]
    assert "quá lớn" in bound(amount="2000 tỷ").errors["amount"][0]


def test_nothing_typed_is_nothing_and_zero_is_zero():
    class Form(forms.Form):
        cost = MoneyField(required=False)

    for text, value in (("", None), ("0", 0)):
        form = Form({"cost": text})
        assert form.is_valid()
        assert form.cleaned_data["cost"] == value


def test_the_same_amount_in_other_groups_is_no_change():
    assert not LoanForm({"amount": "5 000 000"}, initial={"amount": 5_000_000}).has_changed()
    assert LoanForm({"amount": "5 000 001"}, initial={"amount": 5_000_000}).has_changed()


# --- rates ----------------------------------------------------------------------------------------------------------------


def test_a_rate_is_percent_a_year():
    form = bound(amount="5tr", rate="6,6 %")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["rate"] == Decimal("6.60")
    assert "một năm: 6,6" in bound(amount="5tr", rate="0,55%/tháng").errors["rate"][0]


# --- dates ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["01/05/2025", "1/5/25", "010525", "01052025", "ngày 1 tháng 5 năm 2025"])
def test_a_date_is_read_as_it_is_typed(text):
    form = bound(amount="5tr", on=text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2025, 5, 1)


def test_what_was_assumed_of_a_date_is_said():
    form = bound(amount="5tr", on="hôm nay")
    assert form.is_valid()
    assert form.cleaned_data["on"] == today()
    assert form.fields["on"].note == f"«hôm nay» được hiểu là {vn_date(today())}."
    assert LoanForm().fields["on"].note == ""


def test_an_impossible_day_names_itself():
    assert bound(amount="5tr", on="31/2/2026").errors["on"] == ["Tháng 2/2026 không có ngày 31."]


# --- questions ------------------------------------------------------------------------------------------------------------

ODD = [
    {"amount": "50"},
    {"amount": "5tr", "rate": "0,07"},
    {"amount": "5tr", "rate": "0,55"},
    {"amount": "5tr", "rate": "6,66"},
    {"amount": "5tr", "on": vn_date(add_years(today(), -5) - timedelta(days=1))},
    {"amount": "5tr", "on": vn_date(add_years(today(), 31))},
]


@pytest.mark.parametrize("data", ODD)
def test_what_is_odd_is_asked_about_and_taken_when_it_is_so(data):
    form = bound(**data)
    assert not form.is_valid()
    assert any("Nếu đúng, đánh dấu" in error for errors in form.errors.values() for error in errors)
    assert Inputs(form).found["amount"]["value"] == data["amount"]
    again = bound(**data, **{TICK: tick_of(form)})
    assert again.is_valid(), again.errors
    assert "checked" in Inputs(again).found[TICK]
    assert TICK not in again.cleaned_data


def test_a_tick_answers_only_what_was_asked():
    tick = tick_of(bound(amount="50"))
    changed = bound(amount="60", **{TICK: tick})
    assert not changed.is_valid()
    assert "checked" not in Inputs(changed).found[TICK]
    assert tick_of(changed) != tick
    assert bound(amount="5.000.000", **{TICK: tick}).is_valid()
    assert not bound(amount="50", **{TICK: "on"}).is_valid()


def test_errors_and_questions_stand_together():
    form = bound(amount="50", on="31/2/2026")
    assert set(form.errors) == {"amount", "on"}


def test_a_form_may_ask_nothing():
    class Filter(LoanForm):
        asks = False

    assert Filter({"amount": "50"}).is_valid()


def test_nothing_odd_shows_no_tick():
    assert TICK not in Inputs(LoanForm()).found
    assert TICK not in Inputs(bound(amount="5tr")).found
    assert bound(amount="5tr").is_valid()
