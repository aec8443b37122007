"""Form fields for birth dates with a precision and for ID numbers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.people.birth_dates import BirthDate
from cases.people.id_numbers import IdNumber, check_id_number
from core.dates import today


class BirthField(forms.CharField):
    """Accepts a day, a month or a year and returns a BirthDate or None. `note` says what was assumed about the text."""

    note = ""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=40,
            help_text=_("Như 05/06/1985; nếu chỉ biết tháng hoặc năm thì ghi 06/1985 hoặc 1985."),
            **kwargs,
        )

    def clean(self, value) -> BirthDate | None:
        """Return the birth date with its precision, or None if nothing was typed."""
        text, self.note = super().clean(value), ""
        if not text:
            return None
        try:
            birth = BirthDate.parse(text, today())
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        self.note = birth.note
        return birth

    def question(self, value: BirthDate) -> str:
        """Return what to ask about an unusual age, or ""."""
        return value.question(today())


class IdNumberField(forms.CharField):
    """Accepts a CCCD or CMND number with spaces and dots and returns an IdNumber or None."""

    def __init__(self, **kwargs):
        super().__init__(max_length=30, help_text=_("CCCD 12 chữ số hoặc CMND 9 chữ số."), **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value) -> IdNumber | None:
        """Return the checked number, or None if nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return check_id_number(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
