"""Shows on a form what core/date_rules.py finds."""

from django import forms

from core import date_rules
from core.dates import today


def add_date_errors(form: forms.BaseForm, key: str, **days) -> None:
    """Put the broken rules of `key` on the form's fields. `days`: what the rules compare with and the form does not have."""
    for name, message in date_rules.broken(key, {**form.cleaned_data, **days}, today()):
        if name in form.fields and name not in form.errors:
            form.add_error(name, message)
