"""The province and period of the indicator's page, and the button that makes a version."""

from django import forms

from areas.models import Level
from reports.indicator.models import VIEW
from reports.period_form import PeriodForm


class IndicatorForm(PeriodForm):
    """The filters of the page: only provinces, and the half-years that are over."""

    action = VIEW
    levels = (Level.PROVINCE,)
    with_current = False


class MakeForm(forms.Form):
    """Nothing is typed: province and period stand in the address."""

    # Set by `bind` (accounts/forms/submission.py).
    idempotency_key: str
