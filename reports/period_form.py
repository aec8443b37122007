"""A unit and a period asked for by the address of a page: the filters of the dashboard and of the indicator."""

from datetime import date
from typing import Any, Self

from django import forms
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions.scope import unit_keys_for, units_to_choose
from areas.models import Level, Unit, UnitQuerySet
from core.dates import Period, today, vn_date
from core.forms.fields import StyledMixin, choice_field
from core.forms.typed_fields import DateField
from law.provider import law
from law.rules.periods import DEFAULT_PRESET, presets
from reports.forms import half_year_choices


class PeriodForm(StyledMixin, forms.Form):
    """Unit and period. Typed days override a half-year, as in the form of a report. A valid form has a `period`."""

    # The action for which the user's units are offered, and their levels; the half-year that contains today is offered or not.
    action: str
    levels: tuple[Level, ...] = tuple(Level)
    with_current = True

    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"))
    # Any "start_end" in ISO dates is taken, so that the address of an old page stays good; the list offers the latest ones.
    half_year = forms.CharField(label=gettext_lazy("Kỳ"), required=False, widget=forms.Select)
    start = DateField(label=gettext_lazy("Từ ngày"), required=False)
    end = DateField(label=gettext_lazy("Đến ngày"), required=False)

    def __init__(self, data, *, user: User) -> None:
        super().__init__(data)
        self.user, self.today = user, today()
        choice_field(self, "unit").choices = _choices(self.units(user))
        self.fields["half_year"].widget.choices = half_year_choices(self.today, with_current=self.with_current)

    @classmethod
    def units(cls, user: User) -> UnitQuerySet:
        """The units that the user may ask about."""
        return units_to_choose(user, cls.action).filter(level__in=cls.levels)

    @classmethod
    def of_address(cls, query: QueryDict, user: User) -> Self:
        """The form with the filters of an address, and those of the first page where it has none.

        Raises: Http404 for a unit that is not the user's, as if there were none.
        """
        given = query.copy()
        first = cls.first_filters(user)
        if any(given.get(name) for name in ("start", "end", "half_year")):
            first = {"unit": first["unit"]}
        for name, value in first.items():
            given.setdefault(name, value)
        form = cls(given, user=user)
        if not form.is_valid() and "unit" in form.errors:
            raise Http404
        return form

    @classmethod
    def first_filters(cls, user: User) -> dict[str, str]:
        """The filters of a page that was opened without any: the user's highest unit, the half-year to begin with."""
        unit, period = cls.units(user).first(), cls.first_period(user)
        return {"unit": unit.code if unit else "", "start": period.start.isoformat(), "end": period.end.isoformat()}

    @classmethod
    def first_period(cls, user: User) -> Period:
        """The half-year that contains today, or the last completed one; of a unit that exists no more, its last."""
        unit, day = cls.units(user).first(), today()
        if unit and unit.valid_to and unit.valid_to <= day:
            return last_half_year(unit.valid_to)
        found = presets(law(day))[DEFAULT_PRESET].half_years(day)
        return found.current if cls.with_current else found.completed

    def clean(self):
        """Set `period` from the typed days or the half-year, and `unit` to the unit of that code at the end of the period."""
        chosen = super().clean()
        if self.errors:
            return chosen
        chosen["period"] = self._period(chosen)
        if chosen["period"]:
            chosen["unit"] = self._unit(chosen["unit"], self.map_day(chosen, chosen["period"]))
        return chosen

    def map_day(self, chosen: dict[str, Any], period: Period) -> date:
        """The day on which the unit has its code: the last one of the period."""
        return period.end

    def _period(self, chosen) -> Period | None:
        start, end = chosen["start"], chosen["end"]
        if bool(start) != bool(end):
            self.add_error("end" if start else "start", _("Hãy nhập cả hai ngày, hoặc để trống cả hai và chọn kỳ."))
            return None
        if start is None and not chosen["half_year"]:
            return self.first_period(self.user)
        try:
            return Period(start, end) if start else _half_year(chosen["half_year"])
        except ValueError as error:
            self.add_error("end", str(error))
            return None

    def _unit(self, code: str, day: date) -> Unit | None:
        units = Unit.objects.filter(code=code, pk__in=unit_keys_for(self.user, self.action), level__in=self.levels)
        unit = units.on(day).first()
        if unit is None:
            self.add_error("unit", _("Không có đơn vị này vào ngày %s.") % vn_date(day))
        return unit


def last_half_year(ended_on: date) -> Period:
    """The last half-year that was over when a unit ended."""
    return presets(law(ended_on))[DEFAULT_PRESET].half_years(ended_on).completed


def _choices(units: UnitQuerySet) -> list[tuple[str, str]]:
    """Codes of the units, today's before former ones; a code that was given again stands once."""
    names: dict[str, str] = {}
    for unit in units:
        names.setdefault(unit.code, unit.full_name)
    return list(names.items())


def _half_year(chosen: str) -> Period:
    start, _separator, end = chosen.partition("_")
    try:
        days = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        raise ValueError(_("Không đọc được kỳ này; hãy chọn lại hoặc nhập hai ngày.")) from None
    return Period(*days)
