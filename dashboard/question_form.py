"""What a dashboard is asked: unit, period, category and known time, from the address of the page."""

from datetime import date, datetime
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions.scope import unit_keys_for, units_to_choose
from areas.models import Unit
from cases.facts.clock import settled_time
from core.dates import DAY_ONE, VIETNAM, Period, today, vn_date
from core.forms.fields import StyledMixin, choice_field
from core.forms.typed_fields import DateField
from dashboard import wording
from dashboard.kept import data_version
from law.choices import Category
from law.provider import law
from law.rules.periods import DEFAULT_PRESET, presets
from reports.forms import half_year_choices
from reports.measures.dashboard.question import Question
from reports.measures.management import TOTAL
from reports.models import MeasureDefinition

ACTION = "dashboard.view"


class DashboardForm(StyledMixin, forms.Form):
    """The filters of the dashboard. Typed days override a half-year, as in the form of a report."""

    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"))
    # Any "start_end" in ISO dates is taken, so that the address of an old page stays good; the list offers the latest ones.
    half_year = forms.CharField(label=gettext_lazy("Kỳ"), required=False, widget=forms.Select)
    start = DateField(label=gettext_lazy("Từ ngày"), required=False)
    end = DateField(label=gettext_lazy("Đến ngày"), required=False)
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

    def __init__(self, data, *, user: User) -> None:
        super().__init__(data)
        self.user, self.today, self.version = user, today(), ""
        choice_field(self, "unit").choices = _unit_choices(user)
        self.fields["half_year"].widget.choices = half_year_choices(self.today, with_current=True)

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

    def clean(self):
        """Set `period` from the typed days or the half-year, and `unit` to the unit of that code at the end of the period."""
        chosen = super().clean()
        if self.errors:
            return chosen
        chosen["period"] = self._period(chosen)
        if chosen["period"]:
            chosen["unit"] = self._unit(chosen["unit"], chosen["period"])
        return chosen

    def _period(self, chosen) -> Period | None:
        start, end = chosen["start"], chosen["end"]
        if bool(start) != bool(end):
            self.add_error("end" if start else "start", _("Hãy nhập cả hai ngày, hoặc để trống cả hai và chọn kỳ."))
            return None
        if start is None and not chosen["half_year"]:
            return first_period(self.user)
        try:
            return Period(start, end) if start else _half_year(chosen["half_year"])
        except ValueError as error:
            self.add_error("end", str(error))
            return None

    def _unit(self, code: str, period: Period) -> Unit | None:
        unit = Unit.objects.filter(code=code, pk__in=unit_keys_for(self.user, ACTION)).on(period.end).first()
        if unit is None:
            self.add_error("unit", _("Không có đơn vị này vào ngày %s.") % vn_date(period.end))
        return unit

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
        )


def first_question(user: User) -> dict[str, str]:
    """The filters of a page that was opened without any: the user's highest unit, the half-year to begin with."""
    units = units_to_choose(user, ACTION)
    unit = units.first()
    period = first_period(user)
    return {"unit": unit.code if unit else "", "start": period.start.isoformat(), "end": period.end.isoformat()}


def first_period(user: User) -> Period:
    """The half-year that contains today; of a unit that exists no more, the last completed one in which it did."""
    unit, day = units_to_choose(user, ACTION).first(), today()
    if unit and unit.valid_to and unit.valid_to <= day:
        return wording.last_half_year(unit.valid_to)
    return presets(law(day))[DEFAULT_PRESET].half_years(day).current


def address_of(question: Question, *, is_now: bool, **changes) -> str:
    """The query string of a question. `is_now`: the known time is left out, so that the link shows what is known then."""
    asked = question.about(**changes)
    named = {
        "unit": asked.unit.code,
        "start": asked.period.start.isoformat(),
        "end": asked.period.end.isoformat(),
        "category": asked.category,
    }
    return urlencode(named if is_now else {**named, "known_at": asked.known_at.astimezone(VIETNAM).isoformat()})


def _unit_choices(user: User) -> list[tuple[str, str]]:
    """Codes of the units, today's before former ones; a code that was given again stands once."""
    names: dict[str, str] = {}
    for unit in units_to_choose(user, ACTION):
        names.setdefault(unit.code, unit.full_name)
    return list(names.items())


def _half_year(chosen: str) -> Period:
    start, _separator, end = chosen.partition("_")
    try:
        days = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        raise ValueError(_("Không đọc được kỳ này; hãy chọn lại hoặc nhập hai ngày.")) from None
    return Period(*days)
