"""Receive a person on one page, with a check for people who may be the same."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.models import Case, Notice
from cases.notices.edit_conflicts import version_of_notice
from cases.people.birth_dates import BirthDate
from cases.people.id_numbers import check_id_number
from cases.people.matching import compare, possible_matches
from cases.reception import services
from cases.reception.forms import ReceptionForm
from cases.reception.services import PersonData
from core.dates import today

NOBODY = "new"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.edit")
def receive(request):
    """Receive a person. If similar people are stored, the officer first decides whether it is one of them."""
    notice = _notice(request)
    version = version_of_notice(notice) if notice else None
    form = bind(
        request, ReceptionForm, record_version=version, user=request.user, initial=_initial(notice) if notice else None
    )
    found, chosen = [], request.POST.get("is_person", "")
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        found = possible_matches(request.user, data["full_name"], data["birth"], data["number"])
        if not found or chosen:
            done = submit(
                request, form, lambda cleaned: _receive(request.user, form, chosen, notice), success=_("Đã tiếp nhận.")
            )
            if done:
                return done
    audit_events.record(
        by=request.user, action="case.form", detail={"kind": "reception", "alike": [case.pk for case in found]}
    )
    compared = [(case, compare(form.cleaned_data, case)) for case in found]
    context = {"form": form, "found": compared, "notice": notice, "chosen": chosen}
    return render(request, "cases/reception.html", context, status=422 if found else form_status(form))


@require_POST
@needs("cases.edit")
def matches(request):
    """Return the fragment with people of this number, or this name and birth date, while the officer types (HTMX)."""
    found = possible_matches(
        request.user,
        request.POST.get("full_name", ""),
        _parsed(partial(BirthDate.parse, today=today()), request.POST.get("birth", "")),
        _parsed(check_id_number, request.POST.get("number", "")),
    )
    audit_events.record(by=request.user, action="person.likeness", detail={"alike": [case.pk for case in found]})
    return render(request, "cases/_possible_matches.html", {"found": found})


def _receive(user, form: ReceptionForm, chosen: str, notice: Notice | None) -> Case:
    data = form.cleaned_data
    person = None
    if chosen and chosen != NOBODY:
        person = get_object_or_404(Case.objects.visible_to(user).select_related("person"), public_id=chosen).person
    return services.receive_home(
        by=user,
        data=PersonData(data["full_name"], data["birth"], data["sex"], data["ethnicity"]),
        number=data["number"],
        person=person,
        unit=data["unit"],
        category=data["category"],
        origin=data["origin"],
        start_on=data["start_on"],
        details=form.details(),
        decided=form.decided(),
        code=data["code"],
        notice=notice,
    )


def _notice(request) -> Notice | None:
    key = request.GET.get("notice")
    if not key:
        return None
    # A POST also finds a settled notice: the form reports the conflict and keeps what was typed.
    state = {} if request.method == "POST" else {"state": Notice.State.EXPECTED}
    try:
        return get_object_or_404(Notice.objects.visible_to(request.user), public_id=key, **state)
    except ValidationError:
        raise Http404 from None


def _initial(notice: Notice) -> dict:
    return {
        "full_name": notice.full_name,
        "birth": str(notice.birth or ""),
        "sex": notice.sex,
        "number": notice.number,
        "unit": notice.unit_id,
        "address": notice.address,
        "category": notice.category,
        "origin_text": notice.prison_name,
        "release_on": notice.expected_on,
        "offence": notice.offence,
        "sentence": notice.sentence_text,
        "probation_end_on": notice.probation_end_on,
    }


def _parsed(parse, text: str):
    try:
        return parse(text) if text.strip() else None
    except ValueError:
        return None
