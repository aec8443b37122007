"""Pages of requests to a second person: send a draft, list what waits, decide."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from areas.models import Unit
from audit import events as audit_events
from cases.facts.rate_guard import ALL, Fall
from cases.models import Case, SecondPersonRequest
from cases.second_person import services
from cases.second_person.forms import DecisionForm, SendForm
from core.forms.edit_conflicts import version_of_fields
from law.choices import Category

POSTABLE = ["GET", "HEAD", "POST"]
SHOWN = 50
State = SecondPersonRequest.State


@require_safe
@needs("second_person.view")
def requests(request):
    """List waiting and recently decided requests. A user who may not see the case gets no name and no code."""
    found = SecondPersonRequest.objects.visible_to(request.user).select_related(
        "case__person", "created_by", "decided_by", "deciding_unit"
    )
    drafts = found.filter(state=State.DRAFT, created_by=request.user)
    waiting = found.filter(state=State.WAITING).order_by("created_at")
    decided = found.filter(decided_at__isnull=False).order_by("-decided_at")[:SHOWN]
    rows = {name: _rows(request.user, listed) for name, listed in
            (("drafts", drafts), ("waiting", waiting), ("decided", decided))}  # fmt: skip
    detail = {name: len(listed) for name, listed in rows.items()}
    audit_events.record(by=request.user, action="second_person.list", detail=detail)
    return render(request, "cases/second_person_list.html", rows)


@require_http_methods(POSTABLE)
@needs("second_person.view")
def detail(request, public_id):
    """One request: its author sends the draft, the second person decides, the others read."""
    found = SecondPersonRequest.objects.visible_to(request.user).select_related(
        "case__person", "created_by", "decided_by", "deciding_unit"
    )
    asked = get_object_or_404(found, public_id=public_id)
    form, act = _form(request, asked)
    if form is not None and (done := submit(request, form, act, success=_success(asked))):
        return done
    [row] = _rows(request.user, [asked])
    audit_events.record(by=request.user, action="second_person.view", target=asked.case, detail={"kind": asked.kind})
    context = {**row, "form": form, "not_decider": services.why_not_decider(request.user, asked)}
    return render(request, "cases/second_person.html", context, status=form_status(form) if form else 200)


def _form(request, asked: SecondPersonRequest):
    version = version_of_fields(asked, "state", "decided_by", "decision_why")
    if asked.state == State.DRAFT:
        initial = {"why": asked.why, "document_number": asked.document_number}
        return bind(request, SendForm, record_version=version, initial=initial), partial(_send, request.user, asked)
    if services.may_decide(request.user, asked) or request.method == "POST":
        return bind(request, DecisionForm, record_version=version), partial(_decide, request.user, asked)
    return None, None


def _success(asked: SecondPersonRequest) -> str:
    if asked.state == State.DRAFT:
        return _("Đã gửi đề nghị; chờ người thứ hai duyệt.")
    return _("Đã ghi quyết định.")


def _send(user, asked, cleaned):
    return services.send(by=user, request=asked, **cleaned)


def _decide(user, asked, cleaned):
    verb = services.approve if cleaned["decision"] == "approve" else services.refuse
    verb(by=user, request=asked, why=cleaned["why"])
    return reverse("cases:second-person-list")


def _rows(user, found) -> list[dict]:
    found = list(found)
    seen = set(Case.objects.visible_to(user).filter(pk__in=[one.case_id for one in found]).values_list("pk", flat=True))
    falls = {one.pk: services.falls_of(one) for one in found}
    keys = {fall.unit_id for listed in falls.values() for fall in listed if fall.unit_id is not ALL}
    names = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [
        {
            "asked": one,
            "label": services.label_of(one),
            # None if the user may not see the case: then figures, reason and document are the basis of the decision.
            "case": one.case if one.case_id in seen else None,
            "falls": [_fall(fall, names) for fall in falls[one.pk]],
        }
        for one in found
    ]


def _fall(fall: Fall, names: dict[int, str]) -> dict:
    return {
        "unit": names.get(fall.unit_id, "") if fall.unit_id else _("toàn hệ thống"),
        "category": Category(fall.category).label if fall.category else _("tất cả các diện"),
        "start": fall.start,
        "end": fall.end,
        "before": fall.before,
        "after": fall.after,
    }
