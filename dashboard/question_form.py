"""What a dashboard is asked: unit, period, category and known time, from the address of the page."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.facts.clock import settled_time
from core.dates import DAY_ONE, VIETNAM, Period
from core.forms.typed_fields import DateField
from dashboard.kept import data_version
from law.choices import Category
from reports.measures.dashboard.question import Question
from reports.measures.management import TOTAL
from reports.models import MeasureDefinition
from reports.period_form import PeriodForm

ACTION = "dashboard.view"


class DashboardForm(PeriodForm):
    """The filters of the dashboard."""

    action = ACTION

    category = forms.ChoiceField(
        label=gettext_lazy("Diện"),
        required=False,
        choices=[(TOTAL, gettext_lazy("Tất cả các diện")), *Category.choices],
    )
    known_at = forms.CharField(
        label=gettext_lazy("Theo những gì biết đến"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Để trống: đến bây giờ."),
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("ngày/tháng/năm"), "autocomplete": "off"}),
    )

    # Past figures are counted for what the units have become.
    today_map = forms.BooleanField(label=gettext_lazy("Theo địa giới hiện nay"), required=False)

    def __init__(self, data, *, user: User) -> None:
        super().__init__(data, user=user)
        self.version = ""

    def clean_category(self) -> str:
        """The category, "total" without one."""
        return self.cleaned_data["category"] or TOTAL

    def clean_known_at(self) -> datetime:
        """An instant in ISO format or a typed day, whose end is meant; never later than what is already settled."""
        typed = self.cleaned_data["known_at"].strip()
        # Before the instant: what is written in between is counted, and the next question has another version.
        self.version = "" if typed else data_version()
        now = settled_time()
        if not typed:
            return now
        try:
            known_at = datetime.fromisoformat(typed)
            if len(typed) <= len("2024-06-14"):
                known_at = datetime.combine(known_at.date() + DAY_ONE, datetime.min.time())
        except ValueError:
            day = DateField().clean(typed)
            known_at = datetime.combine(day + DAY_ONE, datetime.min.time())
        return min(now, known_at if known_at.tzinfo else known_at.replace(tzinfo=VIETNAM))

    def question(self) -> Question:
        """The question of a valid form, by the definition of the rate in force at the end of the period."""
        chosen = self.cleaned_data
        return Question(
            unit=chosen["unit"],
            period=chosen["period"],
            known_at=chosen["known_at"],
            today=self.today,
            category=chosen["category"],
            definition=MeasureDefinition.objects.on(chosen["period"].end),
            version=self.version,
            map_on=self.today if chosen["today_map"] else None,
        )

    def map_day(self, chosen: dict[str, Any], period: Period) -> date:
        """Today, if that map is asked for."""
        return self.today if chosen["today_map"] else super().map_day(chosen, period)


def address_of(question: Question, *, is_now: bool, **changes) -> str:
    """The query string of a question. `is_now`: the known time is left out, so that the link shows what is known then."""
    asked = question.about(**changes)
    named = {
        "unit": asked.unit.code,
        "start": asked.period.start.isoformat(),
        "end": asked.period.end.isoformat(),
        "category": asked.category,
    }
    if asked.map_on is not None:
        named["today_map"] = "on"
    return urlencode(named if is_now else {**named, "known_at": asked.known_at.astimezone(VIETNAM).isoformat()})
