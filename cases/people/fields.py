"""Form fields for who somebody is: birth date with its precision, ID number."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.people.birth_dates import BirthDate
from cases.people.id_numbers import IdNumber, check_id_number
from core.dates import today


class BirthField(forms.CharField):
    """dd/mm/yyyy, mm/yyyy or yyyy; gives a BirthDate or None."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=20, help_text=_("dd/mm/yyyy; nếu chỉ biết tháng hoặc năm thì ghi 06/1985 hoặc 1985."), **kwargs
        )

    def clean(self, value) -> BirthDate | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            birth = BirthDate.parse(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if birth.earliest > today():
            raise forms.ValidationError(gettext("Ngày sinh ở tương lai."))
        return birth


class IdNumberField(forms.CharField):
    """CCCD or CMND, spaces and dots allowed; gives an IdNumber or None."""

    def __init__(self, **kwargs):
        super().__init__(max_length=30, help_text=_("CCCD 12 chữ số hoặc CMND 9 chữ số."), **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value) -> IdNumber | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return check_id_number(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
