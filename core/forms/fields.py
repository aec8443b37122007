"""How forms of this site look and read: Bootstrap's classes, what is typed read by one parser, odd values asked about."""

from typing import cast

from django import forms

from core.forms.questions import QuestionsMixin
from core.forms.typed_fields import DateField

_CLASSES: dict[type[forms.Widget], str] = {
    forms.CheckboxInput: "form-check-input",
    forms.Select: "form-select",
    forms.SelectMultiple: "form-select",
    forms.RadioSelect: "",
    forms.CheckboxSelectMultiple: "",
}


class StyledMixin(QuestionsMixin):
    """For Form and ModelForm: give every widget its class, dates their field, long texts a small box.

    `years_back`: how far back the dates of a model's form are not asked about; None: never asked.
    """

    years_back: int | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.DateField) and not isinstance(field, DateField):
                self.fields[name] = DateField.like(field, years_back=self.years_back)
            _style(self.fields[name])


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """A field of the form that chooses among texts."""
    return cast(forms.ChoiceField, form.fields[name])


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """A field of the form that chooses among rows."""
    return cast(forms.ModelChoiceField, form.fields[name])


def _style(field: forms.Field) -> None:
    kind = type(field.widget)
    field.widget.attrs.setdefault("class", _CLASSES.get(kind, "form-control"))
    if kind is forms.Textarea:
        field.widget.attrs["rows"] = 3
