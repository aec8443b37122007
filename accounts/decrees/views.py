"""Pages of reorganisations: all requests, proposing one, and the second person's decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.change_requests.deciding import may_decide
from accounts.change_requests.forms import DecisionForm
from accounts.decrees import services
from accounts.decrees.forms import DecreeForm
from accounts.decrees.holdings import LABELS
from accounts.decrees.models import DecreeRequest
from accounts.decrees.services import DecreeCheck
from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import may, needs
from accounts.users.confirmation import decider_error
from accounts.users.requests import UserRequest
from areas.decrees.models import Decree
from areas.decrees.plan import NewUnit
from areas.models import Unit
from audit import events as audit_events
from core.forms.edit_conflicts import version_of_fields

SHOWN = 50


@require_safe
@needs("definitions.propose")
def decrees(request: UserRequest) -> HttpResponse:
    """The requests, and what was applied, newest first."""
    found = DecreeRequest.objects.select_related("created_by", "decided_by")[:SHOWN]
    audit_events.record(by=request.user, action="decree.list", detail={"requests": len(found)})
    context = {
        "requests": found,
        "applied": Decree.objects.order_by("-applied_at", "-pk")[:SHOWN],
        "may_propose": may(request.user, "accounts.manage"),
    }
    return render(request, "accounts/decrees.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("accounts.manage")
def propose(request: UserRequest) -> HttpResponse:
    """Upload a file, see what it would move, and ask a second person for it."""
    form = bind(request, DecreeForm)

    def act(cleaned: dict[str, Any]) -> DecreeRequest:
        asked = services.propose_decree(by=request.user, content=cleaned["content"], why=cleaned["why"])
        messages.success(request, _("Đã gửi đề nghị; chờ người thứ hai duyệt."))
        return asked

    done = submit(request, form, act)
    if done:
        return done
    context = {"form": form, **_shown(request, form.check)}
    return render(request, "accounts/decree_new.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("definitions.propose")
def decide(request: UserRequest, public_id: UUID) -> HttpResponse:
    """One request with what it moves; the second person decides, its author reads."""
    found = DecreeRequest.objects.select_related("created_by", "decided_by")
    asked = get_object_or_404(found, public_id=public_id)
    form = None
    if may_decide(request.user, asked) or request.method == "POST":
        form = bind(
            request, DecisionForm, record_version=version_of_fields(asked, "state", "decided_by", "decision_why")
        )

        def act(cleaned: dict[str, Any]) -> str:
            verb = services.approve_decree if cleaned["decision"] == "approve" else services.refuse_decree
            verb(by=request.user, request=asked, why=cleaned["why"])
            return "accounts:decrees"

        done = submit(request, form, act, success=_("Đã ghi quyết định."))
        if done:
            return done
    audit_events.record(by=request.user, action="decree.view", target=asked)
    is_waiting = asked.state == DecreeRequest.State.WAITING
    context = {
        "asked": asked,
        "form": form,
        "not_decider": decider_error(request.user, asked.created_by)
        if is_waiting and asked.created_by_id != request.user.pk
        else "",
        **_shown(request, services.check_decree(asked.content.encode()) if is_waiting else None),
    }
    return render(request, "accounts/decree.html", context, status=form_status(form) if form else 200)


def _shown(request: UserRequest, check: DecreeCheck | None) -> dict[str, Any]:
    """What a check shows. Whose roles move is shown to administrators only; a leader sees how many."""
    if check is None:
        return {"check": None}
    moves = [
        {"unit": move.unit, "becomes": move.becomes, "counts": [(LABELS[kind], n) for kind, n in move.counts.items()]}
        for move in check.moves
    ]
    plan = check.plan
    units: dict[str, Unit | NewUnit] = {**plan.staying, **plan.created}
    return {
        "check": check,
        "moves": moves,
        "created": [
            (new, new.parent and units[new.parent].full_name)
            for new in plan.created.values()
            if new.parent in units or not new.parent
        ],
        "moved": sum(bool(one.codes) for one in check.followings),
        "ended": sum(not one.codes for one in check.followings),
        "followings": check.followings if may(request.user, "accounts.manage") else [],
    }
