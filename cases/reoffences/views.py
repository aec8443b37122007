"""A new crime is recorded; a change of what was recorded is asked for and decided on by a second person."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from cases.models import Case, ReoffenceChange, Stay
from cases.reoffences import services as reoffences_services
from cases.reoffences.edit_conflicts import version_of_change, version_of_reoffence
from cases.reoffences.forms import CorrectionForm, DecisionForm, ReoffenceForm, WithdrawalForm
from cases.reoffences.services import Kind, State

POSTABLE = ["GET", "HEAD", "POST"]


@require_http_methods(POSTABLE)
@needs("reoffence.record")
def record(request, public_id):
    case = _case(request, public_id)
    form = bind(request, ReoffenceForm)

    def act(cleaned):
        reoffences_services.record_reoffence(by=request.user, case=case, data=form.as_data(cleaned))
        return case

    done = submit(request, form, act, success=_("Đã ghi nhận."))
    return done or _page(request, case, form, _("Ghi nhận tái phạm tội"))


@require_http_methods(POSTABLE)
@needs("reoffence.record")
def ask(request, public_id, pk, kind):
    """Ask that a recorded reoffence be corrected or withdrawn."""
    case = _case(request, public_id)
    # Posted when it has been corrected or withdrawn, the form says so.
    among = case.reoffences.all() if request.method == "POST" else case.reoffences.current()
    reoffence = get_object_or_404(among, pk=pk)
    correcting = kind == Kind.CORRECT
    names = ("prosecuted_on", "document_number", "outcome", "convicted_on", "note")
    initial = {name: getattr(reoffence, name) for name in names}
    form_class, version = CorrectionForm if correcting else WithdrawalForm, version_of_reoffence(reoffence)
    form = bind(request, form_class, record_version=version, initial=initial if correcting else None)
    act = partial(_ask, request.user, reoffence, kind, case)
    title = _("Đề nghị sửa vụ tái phạm đã ghi") if correcting else _("Đề nghị rút vụ tái phạm đã ghi")
    done = submit(request, form, act, success=_("Đã gửi đề nghị; chờ lãnh đạo cấp trên duyệt."))
    return done or _page(request, case, form, title, reoffence)


def _ask(user, reoffence, kind, case, cleaned):
    reoffences_services.ask_change(
        by=user,
        reoffence=reoffence,
        kind=kind,
        why=cleaned["why"],
        document_number=cleaned["basis_number"],
        data=ReoffenceForm.as_data(cleaned) if kind == Kind.CORRECT else None,
    )
    return case


@require_safe
@needs("reoffence.record")
def changes(request):
    """What waits and what was decided lately, in my units."""
    found = ReoffenceChange.objects.visible_to(request.user).select_related(
        "case__person", "reoffence", "created_by", "decided_by"
    )
    waiting = list(found.filter(state=State.WAITING).order_by("created_at"))
    decided = list(found.exclude(state=State.WAITING).order_by("-decided_at")[:50])
    audit_events.record(
        by=request.user, action="reoffence.changes", detail={"waiting": len(waiting), "decided": len(decided)}
    )
    return render(request, "cases/reoffence_changes.html", {"waiting": waiting, "decided": decided})


@require_http_methods(POSTABLE)
@needs("reoffence.decide")
def decide(request, change_id):
    """What is recorded beside what is asked for; agree or not."""
    found = ReoffenceChange.objects.visible_to(request.user).select_related("case__person", "reoffence", "created_by")
    change = get_object_or_404(found, public_id=change_id)
    form = bind(request, DecisionForm, record_version=version_of_change(change))
    done = submit(request, form, partial(_decide, request.user, change), success=_("Đã ghi quyết định."))
    if done:
        return done
    audit_events.record(by=request.user, action="case.form", target=change.case, detail={"kind": "reoffence_change"})
    here = Stay.objects.latest().filter(case=change.case, unit__in=unit_keys_for(request.user, "reoffence.decide"))
    context = {
        "change": change,
        "asked": reoffences_services.data_of(change) if change.kind == Kind.CORRECT else None,
        "form": form,
        "may_decide": change.state == State.WAITING and change.created_by != request.user and here.exists(),
    }
    return render(request, "cases/reoffence_change.html", context, status=form_status(form))


def _decide(user, change, cleaned):
    verb = reoffences_services.approve_change if cleaned["decision"] == "approve" else reoffences_services.refuse_change
    verb(by=user, change=change, why=cleaned["why"])
    return reverse("cases:changes")


def _case(request, public_id) -> Case:
    return get_object_or_404(
        Case.objects.visible_to(request.user).with_latest().select_related("person"), public_id=public_id
    )


def _page(request, case, form, title, reoffence=None):
    audit_events.record(
        by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "reoffence"}
    )
    context = {"case": case, "form": form, "title": title, "reoffence": reoffence}
    return render(request, "cases/reoffence_form.html", context, status=form_status(form))
