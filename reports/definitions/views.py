"""Pages of the rate's definition: the rows in force, proposing another one, and the second person's decision."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.change_requests.deciding import may_decide
from accounts.change_requests.forms import DecisionForm
from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from accounts.permissions.scope import reportable_units
from accounts.users.confirmation import decider_error
from audit import events as audit_events
from core.dates import Period
from core.forms.edit_conflicts import version_of_fields
from reports.definitions import services
from reports.definitions.forms import ProposalForm
from reports.definitions.models import DefinitionRequest
from reports.measures.definition import CountedDate, Definition, Denominator
from reports.models import MeasureDefinition

SHOWN = 50


@require_safe
@needs("definitions.propose")
def definitions(request):
    """The definitions by day, and the requests."""
    found = DefinitionRequest.objects.select_related("created_by", "decided_by")[:SHOWN]
    audit_events.record(by=request.user, action="definition.list", detail={"requests": len(found)})
    rows = MeasureDefinition.objects.select_related("decided_by")
    without = Definition()  # what holds before the first row
    first = {
        "counted_date": CountedDate(without.counted_date).label,
        "denominator": Denominator(without.denominator).label,
    }
    return render(request, "reports/definitions.html", {"definitions": rows, "requests": found, "first": first})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("definitions.propose")
def propose(request):
    """Propose a definition. Where no rate can fall it applies at once."""
    form = bind(request, ProposalForm)

    def act(cleaned):
        asked = services.propose_definition(by=request.user, **cleaned)
        if asked is None:
            messages.success(request, _("Đã ghi cách tính."))
            return "reports:definitions"
        messages.success(request, _("Đã gửi đề nghị; chờ người thứ hai duyệt."))
        return asked

    return submit(request, form, act) or render(
        request, "reports/definition_new.html", {"form": form}, status=form_status(form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("definitions.propose")
def decide(request, public_id):
    """One request with what it does to rates; the second person decides, its author reads."""
    asked = get_object_or_404(DefinitionRequest.objects.select_related("created_by", "decided_by"), public_id=public_id)
    form = None
    if may_decide(request.user, asked) or request.method == "POST":
        version = version_of_fields(asked, "state", "decided_by", "decision_why")
        form = bind(request, DecisionForm, record_version=version)

        def act(cleaned):
            verb = services.approve_definition if cleaned["decision"] == "approve" else services.refuse_definition
            verb(by=request.user, request=asked, why=cleaned["why"])
            return "reports:definitions"

        if done := submit(request, form, act, success=_("Đã ghi quyết định.")):
            return done
    audit_events.record(by=request.user, action="definition.view", target=asked)
    present = MeasureDefinition.objects.on(asked.valid_from)
    asks_user = asked.state == DefinitionRequest.State.WAITING and asked.created_by_id != request.user.pk
    context = {
        "asked": asked,
        "form": form,
        "present": present,
        "falls": _falls(request.user, asked),
        "not_decider": decider_error(request.user, asked.created_by) if asks_user else "",
    }
    return render(request, "reports/definition_request.html", context, status=form_status(form) if form else 200)


def _falls(user, asked: DefinitionRequest) -> list[dict]:
    """The falls in units whose figures the user may see; an administrator sees only how many there are."""
    names = {unit.code: unit.full_name for unit in reportable_units(user)}
    return [
        {**fall, "unit": names[fall["unit"]], "period": _period(fall).label()}
        for fall in asked.falls
        if fall["unit"] in names
    ]


def _period(fall: dict) -> Period:
    return Period(date.fromisoformat(fall["start"]), date.fromisoformat(fall["end"]))
