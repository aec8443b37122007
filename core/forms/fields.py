"""How forms of this site look and read: Bootstrap's classes, Vietnamese dates, whole đồng, messages that say what to do."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import is_of_our_time

DATE_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
_CLASSES = {
    forms.CheckboxInput: "form-check-input",
    forms.Select: "form-select",
    forms.SelectMultiple: "form-select",
    forms.RadioSelect: "",
    forms.CheckboxSelectMultiple: "",
}


class DateInput(forms.DateInput):
    """Typed as dd/mm/yyyy on every device: a browser's own calendar shows dates in the browser's language."""

    def __init__(self, **kwargs):
        attrs = {
            "placeholder": _("dd/mm/yyyy"),
            "inputmode": "numeric",
            "autocomplete": "off",
            **kwargs.pop("attrs", {}),
        }
        super().__init__(attrs=attrs, format="%d/%m/%Y", **kwargs)

    def value_from_datadict(self, data, files, name):
        """A telephone's keys for numbers may have no stroke: 05062024 is 05/06/2024."""
        typed = super().value_from_datadict(data, files, name)
        digits = typed.strip() if isinstance(typed, str) else ""
        is_bare = len(digits) == 8 and digits.isascii() and digits.isdigit()  # noqa: PLR2004
        return f"{digits[:2]}/{digits[2:4]}/{digits[4:]}" if is_bare else typed


class StyledMixin:
    """For Form and ModelForm: give every widget its class, dates their input, long texts a small box."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _style(field)


def in_our_time(day: date) -> None:
    """Validator of every date that is typed."""
    if not is_of_our_time(day):
        raise forms.ValidationError(_("Năm không đúng. Ngày phải ghi như 05/06/2024."))


def _style(field: forms.Field) -> None:
    if isinstance(field, forms.DateField):
        field.widget = DateInput(attrs=field.widget.attrs)
        field.widget.is_required = field.required
        field.input_formats = DATE_FORMATS
        field.error_messages["invalid"] = _("Ngày phải ghi như 05/06/2024.")
        field.validators = [*field.validators, in_our_time]
    kind = type(field.widget)
    field.widget.attrs.setdefault("class", _CLASSES.get(kind, "form-control"))
    if kind is forms.Textarea:
        field.widget.attrs["rows"] = 3
