"""The look and behaviour of all forms of the site:

Bootstrap's classes, one parser for typed values, questions about odd values.
"""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

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
    """For Form and ModelForm: sets the class of every widget, our own field for dates, and a smaller box for long
    texts.

    `years_back`: the age in years from which dates of a model's form are asked about; None: never.
    """

    years_back: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.DateField) and not isinstance(field, DateField):
                self.fields[name] = DateField.like(field, years_back=self.years_back)
            _style(self.fields[name])


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The form's field of that name, which must be a choice among texts."""
    return cast(forms.ChoiceField, form.fields[name])


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """The form's field of that name, which must be a choice among rows."""
    return cast(forms.ModelChoiceField, form.fields[name])


def offer_rows(
    form: forms.BaseForm,
    name: str,
    rows: QuerySet,
    *,
    label: Callable[[Any], str] | None = None,
    may_be_empty: bool = True,
) -> None:
    """Let a field of the form choose among these rows. `label`: the text of a row; None: that of its model."""
    field: Any = form.fields[name]
    field.queryset = rows
    if label is not None:
        field.label_from_instance = label
    if not may_be_empty:
        field.empty_label = None


def _style(field: forms.Field) -> None:
    kind = type(field.widget)
    field.widget.attrs.setdefault("class", _CLASSES.get(kind, "form-control"))
    if kind is forms.Textarea:
        field.widget.attrs["rows"] = 3
