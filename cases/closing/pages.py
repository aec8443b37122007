"""Shared by the pages that end a stay or close a case."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.forms.submission import bind, form_status, submit
from audit import events as audit_events
from cases.facts.edit_conflicts import version_of_stays
from cases.records.visible_case import visible_case

POSTABLE = ["GET", "HEAD", "POST"]


def closing_form_page(request, public_id, form_class, verb, title):
    """Show and handle a form whose fields are the arguments of the service `verb`."""
    case = visible_case(request.user, public_id)
    form = bind(request, form_class, record_version=version_of_stays(case))

    def act(cleaned):
        verb(by=request.user, case=case, **cleaned)
        return case

    return closing_page(request, case, form, act, title)


def closing_page(request, case, form, act, title, intro=""):
    """Submit the form with `act`, or record the look at the case and show the form."""
    if done := submit(request, form, act, success=_("Đã lưu.")):
        return done
    audit_events.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "ending"})
    context = {"case": case, "form": form, "title": title, "intro": intro, "back": case.get_absolute_url()}
    return render(request, "cases/case_form.html", context, status=form_status(form))
