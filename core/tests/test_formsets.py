"""A form with rows is valid, asks and shows errors as one form."""

from django import forms

from core.forms.formsets import FixedFormSet, FormWithRows, RowForm, all_forms
from core.forms.questions import TICK
from core.forms.typed_fields import MoneyField


class PaymentForm(RowForm):
    amount = MoneyField(label="Số tiền", usual=(1_000, 1_000_000))


Payments = forms.formset_factory(PaymentForm, FixedFormSet, extra=2)


class ReceiptForm(FormWithRows):
    name = forms.CharField(label="Tên")
    note = forms.CharField(label="Ghi chú", required=False)
    rows_behind = "name"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_rows("payments", Payments, initial=[{"amount": 2_000}])


def receipt(**rows) -> ReceiptForm:
    return ReceiptForm(
        {"name": "An", "payments-0-amount": "2.000", **{k.replace("_", "-"): v for k, v in rows.items()}}
    )


def test_rows_are_shown_behind_their_field():
    names = [field.html_name for field in ReceiptForm().visible_fields()]
    assert names == ["name", "payments-0-amount", "payments-1-amount", "payments-2-amount", "note"]


def test_only_rows_that_were_filled_in_are_returned():
    form = receipt(payments_2_amount="5.000")
    assert form.is_valid()
    assert form.rows("payments") == [{"amount": 2_000}, {"amount": 5_000}]


def test_a_form_with_a_wrong_row_is_not_valid():
    form = receipt(payments_1_amount="x")
    assert not form.is_valid()
    assert [part.prefix for part in all_forms(form) if part.errors] == ["payments-1"]


def test_the_number_of_rows_cannot_be_posted():
    form = receipt(payments_TOTAL_FORMS="5000", payments_INITIAL_FORMS="0", payments_7_amount="5.000")
    assert form.is_valid()
    assert len(form.row_forms()) == 3


def test_odd_values_of_rows_are_asked_about_at_the_row_with_one_tick_of_the_form():
    form = receipt(payments_1_amount="50")
    assert not form.is_valid()
    assert "đúng như đã ghi" in str(form.row_forms()[1].errors["amount"])
    assert [part.prefix for part in all_forms(form) if TICK in part.fields] == [None]
    sign = form.fields[TICK].widget.attrs["value"]
    assert ReceiptForm({**form.data, TICK: sign}).is_valid()
