"""Edit the details of a case and the identity of its person; add ID numbers and other names; show a number in full."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, seen_version, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.people import services as people_services
from cases.people.edit_conflicts import version_of_person
from cases.people.forms import NameForm, NumberForm, PersonForm, UnmaskForm
from cases.records import services as records_services
from cases.records.forms import DetailsForm
from cases.records.visible_case import visible_case

POSTABLE = ["GET", "HEAD", "POST"]


@require_http_methods(POSTABLE)
@needs("cases.edit")
def details(request, public_id):
    """Edit the descriptive fields of a case."""
    case = visible_case(request.user, public_id)
    form = bind(request, DetailsForm, instance=case)

    def act(cleaned):
        records_services.update_details(by=request.user, case=case, version=seen_version(request), **cleaned)
        return case

    return _answer(request, case, form, act, _("Sửa thông tin hồ sơ"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def person(request, public_id):
    """Edit name, birth date, sex and ethnicity of the person."""
    case = visible_case(request.user, public_id)
    who = case.person
    initial = {"full_name": who.full_name, "birth": str(who.birth or ""), "sex": who.sex, "ethnicity": who.ethnicity}
    form = bind(request, PersonForm, record_version=version_of_person(who), initial=initial)

    def act(cleaned):
        people_services.update_person(by=request.user, person=who, **cleaned)
        return case

    return _answer(request, case, form, act, _("Sửa họ tên, ngày sinh"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def add_number(request, public_id):
    """Add an ID number to the person."""
    case = visible_case(request.user, public_id)
    form = bind(request, NumberForm)
    act = partial(_add, people_services.add_number, request.user, case)
    return _answer(request, case, form, act, _("Thêm số giấy tờ"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def add_name(request, public_id):
    """Add a former or other name to the person."""
    case = visible_case(request.user, public_id)
    form = bind(request, NameForm)
    act = partial(_add, people_services.add_name, request.user, case)
    return _answer(request, case, form, act, _("Thêm tên khác"))


def _add(verb, user, case, cleaned):
    verb(by=user, person=case.person, **cleaned)
    return reverse("cases:tab", args=[case.public_id, "household"])


@require_http_methods(POSTABLE)
@needs("cases.edit")
def unmask(request, public_id, number_id):
    """Show an ID number in full: needs a reason, is shown once and audited (docs/security.md §4)."""
    case = visible_case(request.user, public_id)
    number = get_object_or_404(case.person.identity_numbers, pk=number_id)
    form = bind(request, UnmaskForm)
    full_number = ""
    if form.is_bound and form.is_valid():
        audit_events.record(
            by=request.user,
            action="person.unmask",
            target=case,
            unit=case.unit_id,
            detail={"number": str(number.pk)},
            why=form.cleaned_data["why"],
        )
        full_number = number.number
    else:
        audit_events.record(
            by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "unmask"}
        )
    context = {"case": case, "number": number, "form": form, "full_number": full_number}
    return render(request, "cases/unmask.html", context, status=form_status(form))


def _answer(request, case, form, act, title):
    if done := submit(request, form, act, success=_("Đã lưu.")):
        return done
    audit_events.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "details"})
    context = {"case": case, "form": form, "title": title, "back": case.get_absolute_url()}
    return render(request, "cases/case_form.html", context, status=form_status(form))
