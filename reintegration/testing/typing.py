"""Fills in any form of the site as a careful officer would: shown values stay, required fields get a value."""

import uuid

from django import forms
from django.test import Client

from cases.people.fields import BirthField, IdNumberField
from core.dates import today
from core.forms.formsets import all_forms
from core.forms.typed_fields import MoneyField

# Fields that are not read as text, so they cannot contain the mark.
NOT_PLAIN = (forms.DateField, forms.IntegerField, forms.FileField, BirthField, IdNumberField)
SHORTEST = 20
# An amount that no form asks about.
USUAL_AMOUNT = "5.000.000"


def form_on(answer) -> forms.BaseForm | None:
    """The form that a page shows."""
    context = answer.context or {}
    return context.get("form") or context.get("sign_form")


def typed(form: forms.BaseForm, mark: str, **given) -> dict:
    """The data that a browser would post from this form, with `mark` in every text. `given` replaces values."""
    data = {"idempotency_key": str(uuid.uuid4()), "version": getattr(form, "version", None) or ""}
    shown = [part[name] for part in all_forms(form) for name in part.fields]
    for bound in shown:
        value = given.get(bound.html_name, given.get(bound.name, _value(bound, bound.field, mark)))
        if not _is_empty(value):
            data[bound.html_name] = value
    names = {bound.name for bound in shown} | {bound.html_name for bound in shown}
    return {**data, **{name: value for name, value in given.items() if name not in names}}


def open_form(client: Client, address: str) -> forms.BaseForm:
    """The form on the page at the address. Fails the test if there is none."""
    form = form_on(client.get(address))
    assert form is not None, f"{address} shows no form"
    return form


def is_plain(field: forms.Field) -> bool:
    """Whether the field takes any text."""
    longest = getattr(field, "max_length", None)
    long_enough = longest is None or longest >= SHORTEST
    is_text = isinstance(field, forms.CharField) and not isinstance(field, NOT_PLAIN)
    return is_text and long_enough and not isinstance(field, forms.EmailField)


def _value(bound: forms.BoundField, field: forms.Field, mark: str):
    if is_plain(field):
        return mark
    value = bound.value()
    if isinstance(field, forms.DateField) and field.required and _is_empty(value):
        value = today()
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}" if isinstance(field, forms.DateField) else value.isoformat()
    if not (field.required and _is_empty(value)):
        return value.pk if hasattr(value, "pk") else value
    if isinstance(field, forms.ChoiceField):
        return next((key for key, _label in _flat(field.choices) if key not in ("", None)), "")
    if isinstance(field, MoneyField):
        return USUAL_AMOUNT
    return 1 if isinstance(field, forms.IntegerField) else value


def _is_empty(value) -> bool:
    """Whether a browser would send nothing for the value; 0 is sent."""
    return value is None or value is False or value == "" or value == []


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield getattr(key, "value", key), label
