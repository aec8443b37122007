"""The page of the rules for everybody who works by them: values, articles, dates, sources and confidence."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import may, needs
from accounts.users.requests import UserRequest
from core.dates import today
from law import services
from law.forms import DayForm, HolidayForm, NewValueForm
from law.half_years.models import HALF_YEAR_CODES
from law.models import Confidence, Holiday
from law.provider import law_timeline
from law.rules.workdays import built_in_days
from law.statutes import SECTIONS
from law.timeline import CODES, Kind, Law, LawTimeline, LawValue
from law.value_types import KIND_LABELS


@require_safe
@needs("law.view")
def rules(request: UserRequest) -> HttpResponse:
    """The rules on a day (default: today), each with its other rows, and the holidays of the year."""
    form = DayForm(request.GET or None, initial={"on": today()})
    chosen = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    day = chosen or today()
    timeline = law_timeline()
    law = timeline.on(day)
    sections = [
        {
            "slug": section.__name__.rpartition(".")[2],
            "title": section.TITLE,
            "rows": [_shown(line.code.code, law, timeline) for line in section.LINES],
        }
        for section in SECTIONS
    ]
    return render(
        request,
        "law/rules.html",
        {
            "form": form,
            "day": day,
            "sections": sections,
            "days": _calendar(day.year),
            "may_edit": may(request.user, "law.edit"),
            "may_propose": may(request.user, "definitions.propose"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("law.edit")
def change(request: UserRequest, code: str) -> HttpResponse:
    """One rule with its rows, and the form for a value that replaces the current one from a day on."""
    if code not in CODES:
        raise Http404
    if code in HALF_YEAR_CODES:
        return redirect("law:half-year-new", code=code)
    timeline = law_timeline()
    form = bind(request, NewValueForm, code=code, current=timeline.on(today()).values[code])

    def act(cleaned: dict[str, Any]) -> str:
        services.save_setting(by=request.user, setting=None, data={"code": code, "valid_to": None, **cleaned})
        return f"{reverse('law:rules')}#{code}"

    done = submit(request, form, act, success=gettext("Đã ghi trị số áp dụng từ ngày đã chọn."))
    if done:
        return done
    rule = _shown(code, timeline.on(today()), timeline)
    context = {"title": CODES[code].label, "kind": KIND_LABELS[CODES[code].kind], "rule": rule, "form": form}
    return render(request, "law/change.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("law.edit")
def holiday(request: UserRequest) -> HttpResponse:
    """Enter a day off or a worked day that the built-in calendar has wrong, or correct a day entered before."""
    form = bind(request, HolidayForm)

    def act(cleaned: dict[str, Any]) -> str:
        stored = Holiday.objects.filter(day=cleaned["day"]).first()
        services.save_holiday(by=request.user, holiday=stored, data=cleaned)
        return f"{reverse('law:rules')}?on={cleaned['day']:%d/%m/%Y}#holidays"

    done = submit(request, form, act, success=gettext("Đã ghi ngày nghỉ, ngày làm bù."))
    if done:
        return done
    context = {"title": gettext("Ngày nghỉ, ngày làm bù"), "form": form}
    return render(request, "law/change.html", context, status=form_status(form))


def _shown(code: str, law: Law, timeline: LawTimeline) -> dict[str, Any]:
    value = law.values[code]
    others = [
        _row(row)
        for row in timeline.rows(code)
        if (row.valid_from, row.is_default) != (value.valid_from, value.is_default)
    ]
    return {
        "code": code,
        "label": CODES[code].label,
        "takes_two": code in HALF_YEAR_CODES,
        **_row(value),
        "others": others,
    }


def _row(row: LawValue) -> dict[str, Any]:
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


def _calendar(year: int) -> list[dict[str, Any]]:
    """The days off and the worked days of a year, built-in and entered, each with its source."""
    days = {
        day: {"day": day, "name": one.name, "is_working": one.is_working, "source": one.source_note, "is_default": True}
        for day, one in built_in_days(year).items()
    }
    for row in Holiday.objects.filter(day__year=year):
        days[row.day] = {"day": row.day, "name": row.name, "is_working": row.is_working, "source": row.source_note}
    return [days[day] for day in sorted(days)]
