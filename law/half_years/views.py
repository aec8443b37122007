"""Pages of the half-years' requests: all of them, proposing one, and the second person's decision."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.change_requests.deciding import may_decide
from accounts.change_requests.forms import DecisionForm
from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from accounts.permissions.scope import reportable_units
from accounts.users.confirmation import decider_error
from accounts.users.requests import UserRequest
from audit import events as audit_events
from core.dates import Period, today
from core.forms.edit_conflicts import version_of_fields
from law.half_years import services
from law.half_years.forms import HalfYearForm
from law.half_years.models import HALF_YEAR_CODES, HalfYearRequest
from law.provider import law
from law.rules.periods import PRESETS, preset_code, presets
from law.timeline import CODES

SHOWN = 50


@require_safe
@needs("definitions.propose")
def requests(request: UserRequest) -> HttpResponse:
    """The ways to divide the year today, and the requests to change them."""
    found = HalfYearRequest.objects.select_related("created_by", "decided_by")[:SHOWN]
    audit_events.record(by=request.user, action="half_year.list", detail={"requests": len(found)})
    present = presets(law(today()))
    ways = [{"code": preset_code(name), "label": present[name].label} for name in PRESETS]
    return render(request, "law/half_years.html", {"ways": ways, "requests": found})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("definitions.propose")
def propose(request: UserRequest, code: str) -> HttpResponse:
    """Propose another first day of one way to divide the year."""
    if code not in HALF_YEAR_CODES:
        raise Http404
    form = bind(request, HalfYearForm)

    def act(cleaned: dict[str, Any]) -> HalfYearRequest:
        asked = services.propose_half_years(by=request.user, code=code, **cleaned)
        messages.success(request, _("Đã gửi đề nghị; chờ người thứ hai duyệt."))
        return asked

    done = submit(request, form, act)
    if done:
        return done
    value = law(today()).values[code]
    context = {"label": CODES[code].label, "present": value.value, "since": value.valid_from, "form": form}
    return render(request, "law/half_year_new.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("definitions.propose")
def decide(request: UserRequest, public_id: UUID) -> HttpResponse:
    """One request with what it does to rates; the second person decides, its author reads."""
    found = HalfYearRequest.objects.select_related("created_by", "decided_by")
    asked = get_object_or_404(found, public_id=public_id)
    form = None
    if may_decide(request.user, asked) or request.method == "POST":
        form = bind(
            request, DecisionForm, record_version=version_of_fields(asked, "state", "decided_by", "decision_why")
        )

        def act(cleaned: dict[str, Any]) -> str:
            verb = services.approve_half_years if cleaned["decision"] == "approve" else services.refuse_half_years
            verb(by=request.user, request=asked, why=cleaned["why"])
            return "law:half-years"

        done = submit(request, form, act, success=_("Đã ghi quyết định."))
        if done:
            return done
    audit_events.record(by=request.user, action="half_year.view", target=asked)
    asks_user = asked.state == HalfYearRequest.State.WAITING and asked.created_by_id != request.user.pk
    context = {
        "asked": asked,
        "present": law(asked.valid_from).values[asked.code].value,
        "form": form,
        "falls": _falls(request, asked),
        "not_decider": decider_error(request.user, asked.created_by) if asks_user else "",
    }
    return render(request, "law/half_year_request.html", context, status=form_status(form) if form else 200)


def _falls(request: UserRequest, asked: HalfYearRequest) -> list[dict[str, Any]]:
    """The falls in units whose figures the user may see; an administrator sees only how many there are."""
    names = {unit.code: unit.full_name for unit in reportable_units(request.user)}
    return [
        {**fall, "unit": names[fall["unit"]], "was": _period(fall["was"]), "will_be": _period(fall["will_be"])}
        for fall in asked.falls
        if fall["unit"] in names
    ]


def _period(days: list[str]) -> str:
    return Period(*map(date.fromisoformat, days)).label()
