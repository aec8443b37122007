"""The province and period of the indicator's page, and the button that makes a version."""

from django import forms

from accounts.models import User
from accounts.permissions.scope import reportable_unit_keys
from areas.models import Level
from core.dates import Period
from reports.indicator.models import VIEW
from reports.period_form import PeriodForm
from reports.periods.models import ReportingPeriod


class IndicatorForm(PeriodForm):
    """The filters of the page: only provinces, and the half-years that are over."""

    action = VIEW
    levels = (Level.PROVINCE,)
    with_current = False

    @classmethod
    def first_period(cls, user: User) -> Period:
        """The last half-year for which the user's units were asked for reports; without one the last completed half-year."""
        asked = ReportingPeriod.objects.halves().filter(due_reports__unit__in=reportable_unit_keys(user))
        last = asked.last()
        return last.period if last else super().first_period(user)


class MakeForm(forms.Form):
    """Nothing is typed: province and period stand in the address."""

    # Set by `bind` (accounts/forms/submission.py).
    idempotency_key: str
