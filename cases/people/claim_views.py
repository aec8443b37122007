"""ID numbers recorded for two people: the district's leader decides whose they are."""

from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.models import IdentityNumber
from cases.people import number_claims
from cases.people.edit_conflicts import version_of_claim
from cases.people.forms import ClaimForm

PAGE_SIZE = 50


@require_safe
@needs("people.merge")
def numbers(request):
    """List pending claims, the oldest first, with the present owner of the number if the leader may see that person."""
    page = Paginator(number_claims.pending_claims(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    audit_events.record(
        by=request.user, action="number.list", detail={"found": page.paginator.count, "page": page.number}
    )
    return render(request, "cases/numbers.html", {"rows": _rows(request.user, list(page)), "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("people.merge")
def number(request, number_id):
    """Decide one pending claim."""
    # A POST also finds a decided claim, so that the form reports the conflict instead of 404.
    among = number_claims.all_claims if request.method == "POST" else number_claims.pending_claims
    found = get_object_or_404(among(request.user), pk=number_id)
    form = bind(request, ClaimForm, record_version=version_of_claim(found))
    done = submit(request, form, partial(_settle, request.user, found), success=_("Đã ghi kết luận."))
    if done:
        return done
    (row,) = _rows(request.user, [found])
    audit_events.record(by=request.user, action="number.form", target=found.person, detail={"number": str(found.pk)})
    return render(request, "cases/number_claim.html", {"row": row, "form": form}, status=form_status(form))


def _settle(user, found: IdentityNumber, cleaned) -> str:
    verb = number_claims.confirm_same_person if cleaned["decision"] == "same" else number_claims.reject_number
    verb(by=user, number=found, why=cleaned["why"])
    return reverse("cases:numbers")


def _rows(user, found: list[IdentityNumber]) -> list[dict]:
    owners = number_claims.owners_of(user, found)
    people = {one.person_id for one in found} | {owner.pk for owner in owners.values()}
    cases = number_claims.cases_of(user, people)
    rows = []
    for one in found:
        owner = owners.get(one.number_index)
        rows.append({"number": one, "cases": cases[one.person_id], "others": cases[owner.pk] if owner else []})
    return rows
