"""What is to be done today, and why: the list, its filters, putting off with a reason, the leader's digest."""

from functools import partial

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from accounts.fields import StyledMixin
from accounts.pages import bind, form_status, submit
from accounts.roles import may, needs
from cases import worklist
from cases.models import Case

PAGE_SIZE = 50


class FilterForm(forms.Form):
    """Filters live in the address and combine."""

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label, values in (
            ("kind", _("Loại việc"), {line.duty.kind for line in found}),
            ("unit", _("Xã"), {line.unit for line in found}),
            ("officer", _("Cán bộ"), {line.officer for line in found if line.officer}),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _now("Tất cả")), *((value, value) for value in sorted(values))],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.fields["state"] = forms.ChoiceField(
            label=_("Hạn"),
            required=False,
            choices=[("", _now("Tất cả")), ("overdue", _now("Quá hạn")), ("snoozed", _now("Đang hoãn"))],
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def apply(self, found):
        chosen = self.cleaned_data if self.is_valid() else {}
        snoozed = chosen.get("state") == "snoozed"
        found = [line for line in found if (line.snoozed_until is not None) == snoozed]
        if chosen.get("state") == "overdue":
            found = [line for line in found if line.is_overdue]
        if chosen.get("kind"):
            found = [line for line in found if line.duty.kind == chosen["kind"]]
        for name in ("unit", "officer"):
            if chosen.get(name):
                found = [line for line in found if getattr(line, name) == chosen[name]]
        return found


class SnoozeForm(StyledMixin, forms.Form):
    until_on = forms.DateField(label=_("Hoãn đến ngày"))
    why = forms.CharField(label=_("Lý do hoãn"), max_length=500, widget=forms.Textarea)


@require_safe
@needs("cases.view")
def duties(request):
    """Overdue first; `?print=1` is the whole list on paper."""
    found = worklist.lines(request.user)
    filters = FilterForm(request.GET or None, found=found)
    chosen = filters.apply(found)
    page = Paginator(chosen, max(len(chosen), 1) if request.GET.get("print") else PAGE_SIZE)
    page = page.get_page(request.GET.get("page"))
    audit.record(by=request.user, action="worklist.view", detail={"found": len(chosen)})
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "filters": filters,
        "query": query.urlencode(),
        "overdue": sum(line.is_overdue for line in chosen),
        "may_edit": may(request.user, "cases.edit"),
    }
    return render(request, "cases/worklist.html", context)


@require_safe
@needs("audit.looks")
def digest(request):
    """For the leader: by officer, how much is open and how much is late."""
    rows = worklist.by_officer(worklist.lines(request.user))
    audit.record(by=request.user, action="worklist.digest")
    return render(request, "cases/worklist_digest.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.edit")
def snooze(request, public_id, duty):
    cases = Case.objects.visible_to(request.user).with_latest().select_related("person")
    case = get_object_or_404(cases, public_id=public_id)
    form = bind(request, SnoozeForm)
    done = submit(request, form, partial(_snooze, request.user, case, duty), success=_now("Đã hoãn."))
    if done:
        return done
    audit.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "snooze"})
    line = next((line for line in worklist.of_case(case) if line.duty.key == duty), None)
    context = {
        "case": case,
        "form": form,
        "title": _now("Hoãn việc: %s") % (line.duty.what if line else duty),
        "back": case.get_absolute_url(),
    }
    return render(request, "cases/case_form.html", context, status=form_status(form))


def _snooze(user, case, duty, cleaned):
    worklist.snooze(by=user, case=case, duty=duty, **cleaned)
    return "cases:worklist"
