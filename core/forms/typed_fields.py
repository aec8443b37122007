"""Form fields for typed amounts of money, rates and dates. Pages and the register use the same parsers.

A possible but unusual value (50 đồng, a birth in 1900) is no error: the field's `question` says what to ask
(questions.py).
"""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import add_years, today, vn_date
from core.money import LARGEST, format_money, grouped, implausible_money, money_in_words, parse_money
from core.percent import USUAL_RATES, format_rate, implausible_rate, parse_rate
from core.typed_dates import Precision, parse_date

# A later day is asked about; the longest terms of the law end before.
YEARS_AHEAD = 30


class TypedInput(forms.TextInput):
    """A text field for which a phone shows its number keys."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class DateInput(forms.DateInput):
    """A text field on every device, because a browser's own calendar shows dates in the browser's language."""

    def __init__(self, attrs=None):
        given = {"placeholder": _("ngày/tháng/năm"), "inputmode": "numeric", "autocomplete": "off", **(attrs or {})}
        super().__init__(attrs=given, format="%d/%m/%Y")


class MoneyField(forms.IntegerField):
    """An amount in whole đồng.

    `usual`: the range that is not asked about. `note`: how the typed text was understood.
    """

    widget = TypedInput
    note = ""

    def __init__(self, *, min_value: int = 0, max_value: int = LARGEST, usual: tuple[int, int] | None = None, **kwargs):
        super().__init__(**kwargs)
        self.least, self.most, self.usual = min_value, max_value, usual

    def to_python(self, value) -> int | None:
        """The amount in đồng, or None if nothing was typed. Sets `note` if the text was not the plain number."""
        self.note = ""
        if value in self.empty_values or isinstance(value, int):
            return None if value in self.empty_values else value
        try:
            amount = parse_money(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
        if str(value).strip() not in (grouped(amount), str(amount)):
            values = {"text": str(value).strip(), "amount": format_money(amount), "words": money_in_words(amount)}
            self.note = gettext("«%(text)s» được hiểu là %(amount)s (%(words)s).") % values
        return amount

    def validate(self, value) -> None:
        """Requires an amount from `least` to `most`, and a value if the field is required."""
        super().validate(value)
        if value is None or self.least <= value <= self.most:
            return
        if value < self.least:
            raise forms.ValidationError(
                gettext("Số tiền phải từ %s trở lên.") % format_money(self.least), code="min_value"
            )
        values = {"most": format_money(self.most), "amount": format_money(value), "words": money_in_words(value)}
        text = gettext("Số tiền không quá %(most)s; đã ghi %(amount)s (%(words)s).")
        raise forms.ValidationError(text % values, code="max_value")

    def prepare_value(self, value):
        """A stored amount with dots between the groups; a typed text as it was typed."""
        return grouped(value) if isinstance(value, int) else value

    def question(self, value: int) -> str:
        """What to ask about an amount outside of what is usual; "" for a usual one."""
        return implausible_money(value, *self.usual) if self.usual else ""


class RateField(forms.DecimalField):
    """A rate in percent a year."""

    widget = TypedInput

    def __init__(self, *, usual: tuple[Decimal, Decimal] = USUAL_RATES, **kwargs):
        kwargs.setdefault("widget", TypedInput({"inputmode": "decimal"}))
        super().__init__(**kwargs)
        self.usual = usual

    def to_python(self, value) -> Decimal | None:  # type: ignore[override] # the stubs take every number for an IntegerField
        """The rate in percent a year, or None if nothing was typed."""
        if value in self.empty_values or isinstance(value, Decimal):
            return None if value in self.empty_values else value
        try:
            return parse_rate(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value):
        """The rate as it is written in Vietnamese, with a decimal comma."""
        return format_rate(value) if isinstance(value, Decimal) else value

    def question(self, value: Decimal) -> str:
        """What to ask about a rate outside of what is usual; "" for a usual one."""
        return implausible_rate(value, *self.usual)


class DateField(forms.DateField):
    """A day.

    `years_back`: the age in years from which it is asked about; None: never. `note`: what was assumed about the typed
    text.
    """

    widget = DateInput
    note = ""

    def __init__(self, *, years_back: int | None = None, **kwargs):
        super().__init__(**kwargs)
        self.years_back = years_back

    @classmethod
    def like(cls, field: forms.DateField, *, years_back: int | None) -> "DateField":
        """A field of this kind with the settings of the date field that Django made for a model."""
        kept = ("required", "label", "initial", "help_text", "disabled", "error_messages")
        return cls(years_back=years_back, **{name: getattr(field, name) for name in kept})

    def to_python(self, value) -> date | None:
        """The day, or None if nothing was typed. Sets `note` if a part of it was assumed."""
        self.note = ""
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            typed = parse_date(value, today())
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
        self.note = typed.note
        return typed.first_day

    def question(self, value: date) -> str:
        """What to ask about a day far in the past or in the future; "" for a usual one."""
        if self.years_back is None:
            return ""
        if value < add_years(today(), -self.years_back):
            return gettext("%(day)s đã cách đây %(years)d năm. Ngày này có đúng không?") % {
                "day": vn_date(value), "years": (today() - value).days // 365,
            }  # fmt: skip
        if value > add_years(today(), YEARS_AHEAD):
            return gettext("%(day)s còn rất xa. Ngày này có đúng không?") % {"day": vn_date(value)}
        return ""


class MonthField(forms.Field):
    """A month of a year; the value is its first day."""

    widget = TypedInput

    def to_python(self, value) -> date | None:
        """The first day of the month, or None if nothing was typed."""
        if value in self.empty_values or isinstance(value, date):
            return None if value in self.empty_values else value
        if not str(value).strip():
            return None
        try:
            return parse_date(str(value), today(), least=Precision.MONTH).first_day.replace(day=1)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value):
        """The month as it is typed, `05/2024`."""
        return f"{value:%m/%Y}" if isinstance(value, date) else value
