"""Pages of reopened periods: asking for one, and its own page, on which a second person decides."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.change_requests.deciding import may_decide
from accounts.change_requests.forms import DecisionForm
from accounts.forms.submission import bind, form_status, submit
from accounts.models import User
from accounts.permissions.roles import needs
from accounts.permissions.scope import unit_keys_for
from accounts.users.confirmation import decider_error
from accounts.users.requests import UserRequest
from areas.models import Unit, UnitQuerySet
from audit import events as audit_events
from cases.models import Case
from core.forms.edit_conflicts import version_of_fields
from reports.models import Report
from reports.periods.models import ReportingPeriod
from reports.reopening import services
from reports.reopening.forms import ReopeningForm
from reports.reopening.models import Reopening


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reopenings.propose")
def propose(request: UserRequest, pk: int) -> HttpResponse:
    """Ask to open a closed period again, for a unit that has signed its report."""
    period = get_object_or_404(ReportingPeriod, pk=pk)
    units = units_to_reopen(request.user, period)
    if not units.exists():
        raise Http404
    form = bind(request, ReopeningForm, user=request.user, units=units)
    done = submit(
        request,
        form,
        lambda cleaned: services.propose_reopening(by=request.user, period=period, **cleaned),
        success=_("Đã gửi đề nghị; chờ người thứ hai duyệt."),
    )
    context = {"period": period, "form": form}
    return done or render(request, "reports/reopening_new.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reopenings.view")
def reopening(request: UserRequest, public_id: UUID) -> HttpResponse:
    """One reopening with its cases, as far as the user may see them; the second person decides."""
    found = Reopening.objects.visible_to(request.user).select_related("created_by", "decided_by", "unit", "period")
    asked = get_object_or_404(found, public_id=public_id)
    form = None
    may_here = asked.unit_id in unit_keys_for(request.user, asked.decide_action)
    if (may_here and asked.is_waiting and may_decide(request.user, asked)) or request.method == "POST":
        version = version_of_fields(asked, "state", "decided_by", "decision_why")
        form = bind(request, DecisionForm, record_version=version)

        def act(cleaned) -> Reopening:
            verb = services.approve_reopening if cleaned["decision"] == "approve" else services.refuse_reopening
            return verb(by=request.user, request=asked, why=cleaned["why"])

        if done := submit(request, form, act, success=_("Đã ghi quyết định.")):
            return done
    named = asked.case_keys
    seen = list(Case.objects.visible_to(request.user).filter(pk__in=named).order_by("code"))
    audit_events.record(
        by=request.user,
        action="reopening.view",
        target=asked,
        unit=asked.unit,
        detail={"cases": [case.pk for case in seen]},
    )
    is_asked = asked.is_waiting and asked.created_by_id != request.user.pk and may_here
    context = {
        "asked": asked,
        "form": form,
        "cases": seen,
        "hidden": len(named) - len(seen),
        "not_decider": decider_error(request.user, asked.created_by) if is_asked else "",
        "due": asked.due_reports.select_related("report").first(),
    }
    return render(request, "reports/reopening.html", context, status=form_status(form) if form else 200)


def units_to_reopen(user: User, period: ReportingPeriod) -> UnitQuerySet:
    """The units for which the user may ask: those that have signed a report of the closed period."""
    signed = Report.objects.signed().filter(start=period.start, end=period.end)
    keys = unit_keys_for(user, "reopenings.propose") if period.is_closed else ()
    return Unit.objects.filter(pk__in=keys).filter(pk__in=signed.values("unit")).order_by("code")
