"""The rules in force, for everybody who works by them: values, articles, dates, sources, and how sure we are."""

from datetime import date

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.permissions.roles import needs
from core.dates import today
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField
from law.models import Confidence, Holiday
from law.provider import law_timeline
from law.rules.workdays import public_holidays
from law.statutes import SECTIONS
from law.timeline import CODES, Kind, Law, LawTimeline, LawValue

# Years whose calendar can be asked for.
FIRST, LAST = date(2015, 1, 1), date(2099, 12, 31)


class DayForm(StyledMixin, forms.Form):
    on = DateField(label=_("Áp dụng vào ngày"), required=False)

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(gettext("Chọn ngày trong khoảng năm %(first)s–%(last)s.") % _YEARS)
        return day


_YEARS = {"first": FIRST.year, "last": LAST.year}


@require_safe
@needs("cases.view")
def rules(request):
    """What applies on a day (today, unless context); of each rule also its other rows."""
    form = DayForm(request.GET or None, initial={"on": today()})
    chosen = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    day = chosen or today()
    timeline = law_timeline()
    law = timeline.on(day)
    sections = [
        (section.TITLE, [_shown(line.code.code, law, timeline) for line in section.LINES]) for section in SECTIONS
    ]
    return render(
        request, "law/rules.html", {"form": form, "day": day, "sections": sections, "days": _calendar(day.year)}
    )


def _shown(code: str, law: Law, timeline: LawTimeline) -> dict:
    value = law.values[code]
    others = [
        _row(row)
        for row in timeline.rows(code)
        if (row.valid_from, row.is_default) != (value.valid_from, value.is_default)
    ]
    return {"label": CODES[code].label, **_row(value), "others": others}


def _row(row: LawValue) -> dict:
    return {
        "value": _value(row),
        "article": row.article,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "source": row.source_note,
        "confidence": Confidence(row.confidence).label,
        "level": str(row.confidence),
        "verified_by": row.verified_by,
        "verified_on": row.verified_on,
        "is_default": row.is_default,
    }


def _value(row: LawValue) -> str:
    kind = CODES[row.code].kind
    if kind == Kind.FLAG:
        return gettext("Có") if row.value == "1" else gettext("Không")
    return row.value


def _calendar(year: int) -> list[dict]:
    """The holidays of a year with an administrator's own days put in."""
    days = {day: {"day": day, "name": name, "is_working": False} for day, name in public_holidays(year).items()}
    for row in Holiday.objects.filter(day__year=year):
        days[row.day] = {"day": row.day, "name": row.name, "is_working": row.is_working, "note": row.source_note}
    return [days[day] for day in sorted(days)]
