"""Possible duplicates of a person: compare, merge, mark as distinct, undo a merge."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.models import Case, PersonMerge
from cases.people import services
from cases.people.edit_conflicts import version_of_matches, version_of_merge
from cases.people.forms import DuplicateForm, UndoMergeForm
from cases.people.matching import possible_duplicates
from cases.records.visible_case import visible_case

POSTABLE = ["GET", "HEAD", "POST"]


@require_http_methods(POSTABLE)
@needs("people.merge")
def duplicates(request, public_id):
    """List possible duplicates in the leader's units and decide about one."""
    case = visible_case(request.user, public_id)
    found = possible_duplicates(request.user, case)
    form = bind(request, DuplicateForm, record_version=version_of_matches(case), found=found)
    if done := submit(request, form, partial(_settle, request.user, case), success=_("Đã ghi.")):
        return done
    audit_events.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "same"})
    context = {
        "case": case,
        "found": found,
        "form": form,
        "merges": case.person.merges.filter(undone_at=None).select_related("merged", "by"),
    }
    return render(request, "cases/duplicates.html", context, status=form_status(form))


@require_http_methods(POSTABLE)
@needs("people.merge")
def undo_merge(request, public_id, merge_id):
    """Undo a merge: cases, numbers and names return to the person they came from."""
    case = visible_case(request.user, public_id)
    merges = PersonMerge.objects.filter(kept=case.person)
    if request.method != "POST":  # a POST also finds an undone merge: the form reports the conflict
        merges = merges.filter(undone_at=None)
    merge = get_object_or_404(merges, public_id=merge_id)
    form = bind(request, UndoMergeForm, record_version=version_of_merge(merge))

    def act(cleaned):
        services.undo_merge(by=request.user, merge=merge, why=cleaned["why"])
        return "cases:list"

    if done := submit(request, form, act, success=_("Đã tách thành hai người.")):
        return done
    audit_events.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "part"})
    context = {"case": case, "form": form, "title": _("Tách hai người đã gộp"), "back": case.get_absolute_url()}
    return render(request, "cases/case_form.html", context, status=form_status(form))


def _settle(user, case: Case, cleaned) -> Case:
    other = cleaned["other"].person
    if cleaned["decision"] == "two":
        services.mark_as_distinct(by=user, one=case.person, other=other, why=cleaned["why"])
    else:
        services.merge_people(by=user, kept=case.person, merged=other, why=cleaned["why"])
    return case
