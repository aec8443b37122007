"""Correct the stays of a case, or withdraw a case that was entered by mistake.

Old versions stay readable on these pages, with who replaced them, when and why (docs/measures.md §1).
"""

from functools import partial

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from accounts.permissions.scope import communes_for
from areas.models import Unit
from audit import events as audit_events
from cases.corrections import services as corrections_services
from cases.corrections.forms import HistoryForm, ReasonForm
from cases.facts import store as facts_store
from cases.facts.edit_conflicts import version_of_stays
from cases.models import Case
from cases.records.visible_case import visible_case

POSTABLE = ["GET", "HEAD", "POST"]


@require_http_methods(POSTABLE)
@needs("cases.correct")
def correct(request, public_id):
    """Correct the stays of a case; what lowers a figure is sent to a second person."""
    case = visible_case(request.user, public_id)
    history = facts_store.current_history(case)
    units = _units(request.user, history)
    form = bind(request, HistoryForm, record_version=version_of_stays(case), history=history, units=units)
    done = submit(request, form, partial(_correct, request.user, case, form), success=_("Đã ghi bản sửa."))
    return done or _page(request, case, form, _("Sửa quá trình quản lý"))


def _correct(user, case: Case, form: HistoryForm, cleaned) -> str:
    reason = {"why": cleaned["why"], "document_number": cleaned["document_number"]}
    corrections_services.correct(by=user, case=case, history=form.stays(), **reason)
    seen = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    return case.get_absolute_url() if seen else reverse("cases:list")


@require_http_methods(POSTABLE)
@needs("cases.correct")
def withdraw(request, public_id):
    """Withdraw a case that was entered by mistake."""
    case = visible_case(request.user, public_id)
    form = bind(request, ReasonForm, record_version=version_of_stays(case))

    def act(cleaned):
        corrections_services.withdraw(by=request.user, case=case, **cleaned)
        return reverse("cases:list")

    return submit(request, form, act, success=_("Đã rút hồ sơ.")) or _page(
        request, case, form, _("Rút hồ sơ nhập nhầm")
    )


def _units(user, history):
    """The user's communes and those that the history already contains."""
    own = communes_for(user, "cases.correct").values("pk")
    return Unit.objects.filter(Q(pk__in=own) | Q(pk__in={stay.unit_id for stay in history})).order_by(
        "name", "valid_from"
    )


def _page(request, case: Case, form, title: str):
    audit_events.record(
        by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "correction"}
    )
    versions = case.stays.select_related("unit", "recorded_by").order_by("-known_from", "start_on")
    context = {"case": case, "form": form, "title": title, "back": case.get_absolute_url(), "versions": versions}
    return render(request, "cases/correction.html", context, status=form_status(form))
