"""Show an ID number in full: needs a reason, is shown once and audited (docs/security.md §4)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.models import Case
from cases.people.forms import UnmaskForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.edit")
def unmask(request, public_id, number_id):
    """Show one ID number in full, on this response only, after the reason was recorded."""
    cases = Case.objects.visible_to(request.user).with_latest().select_related("person")
    case = get_object_or_404(cases, public_id=public_id)
    number = get_object_or_404(case.person.identity_numbers, pk=number_id)
    form = bind(request, UnmaskForm)
    full_number = ""
    if form.is_bound and form.is_valid():
        detail = {"number": str(number.pk), "why": form.cleaned_data["why"]}
        audit_events.record(by=request.user, action="person.unmask", target=case, unit=case.unit_id, detail=detail)
        full_number = number.number
    else:
        audit_events.record(
            by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "unmask"}
        )
    context = {"case": case, "number": number, "form": form, "full_number": full_number}
    return render(request, "cases/unmask.html", context, status=form_status(form))
