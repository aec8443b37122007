"""Assign officers and helpers; hand over all cases of an officer."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, submit
from accounts.models import User
from accounts.permissions.roles import needs
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from cases.models import Assignment, Case
from cases.records.visible_case import visible_case
from cases.supervision import services
from cases.supervision.edit_conflicts import version_of_assignment, version_of_caseload
from cases.supervision.forms import AssignHelperForm, AssignOfficerForm, HandOverForm
from cases.supervision.services import officers_of

POSTABLE = ["GET", "HEAD", "POST"]


@require_http_methods(POSTABLE)
@needs("cases.edit")
def assign(request, public_id, role):
    """Assign an officer or a helper to a case; the one before is relieved on the same day."""
    case = visible_case(request.user, public_id)
    is_officer = role == Assignment.Role.OFFICER
    kwargs = {"unit_id": case.unit_id} if is_officer else {}
    version = version_of_assignment(case, role)
    form = bind(request, AssignOfficerForm if is_officer else AssignHelperForm, record_version=version, **kwargs)

    def act(cleaned):
        services.assign(by=request.user, case=case, role=role, **cleaned)
        return reverse("cases:tab", args=[case.public_id, "supervision"])

    if done := submit(request, form, act, success=_("Đã phân công.")):
        return done
    audit_events.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "assign"})
    title = _("Phân công cán bộ phụ trách") if is_officer else _("Phân công người giúp đỡ")
    back = reverse("cases:tab", args=[case.public_id, "supervision"])
    context = {"case": case, "form": form, "title": title, "back": back}
    return render(request, "cases/case_form.html", context, status=form_status(form))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def hand_over(request, user_id):
    """Hand over the open cases of an officer in the user's units to another officer."""
    # One answer for an officer without cases here and for an unknown id.
    leaving = User.objects.filter(public_id=user_id).first()
    if leaving is None:
        raise Http404
    units = unit_keys_for(request.user, "cases.edit")
    cases = Case.objects.visible_to(request.user).for_list().filter(officer__public_id=user_id, latest__end_on=None)
    if not cases.exists():
        if leaving not in officers_of(units):
            raise Http404
        if request.method != "POST":
            return render(request, "cases/hand_over.html", {"leaving": None})
    form = bind(request, HandOverForm, record_version=version_of_caseload(leaving, cases), leaving=leaving, cases=cases)
    act = partial(_hand_over, request.user)
    if done := submit(request, form, act, success=_("Đã bàn giao.")):
        return done
    audit_events.record(by=request.user, action="case.list", target=leaving, detail={"kind": "hand_over"})
    context = {"leaving": leaving, "form": form}
    return render(request, "cases/hand_over.html", context, status=form_status(form))


def _hand_over(user, cleaned):
    services.hand_over(by=user, cases=list(cleaned["cases"]), to=cleaned["to"], on=cleaned["on"], why=cleaned["why"])
    return reverse("cases:list")
