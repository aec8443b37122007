"""Asking for the filtered list as a file."""

from functools import partial

from django import forms
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import audit, exports
from accounts.errors import Refused
from accounts.fields import StyledMixin
from accounts.pages import bind, form_status, submit
from accounts.roles import needs
from cases.forms import CaseFilterForm
from cases.list_export import LIST


class ExportForm(StyledMixin, forms.Form):
    reason = forms.CharField(
        label=_("Lý do xuất"),
        max_length=500,
        widget=forms.Textarea,
        help_text=_("Dùng vào việc gì, theo văn bản nào. Lý do được ghi vào nhật ký cùng mã của tệp."),
    )
    password = forms.CharField(
        label=_("Mật khẩu của anh/chị"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("Mật khẩu không đúng."))
        return self.cleaned_data["password"]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.export")
def ask(request):
    """The filters are those of the list, in the address; here come reason and password."""
    filters = {"query": _known(request.GET)}
    form = bind(request, ExportForm, user=request.user)
    if done := submit(request, form, partial(_ask, request.user, filters)):
        return done
    try:
        rows, refusal = exports.rows_of(request.user, LIST.kind, filters), ""
    except Refused as error:
        rows, refusal = None, str(error)
    audit.record(by=request.user, action="export.form", detail={"kind": LIST.kind})
    context = {"form": form, "rows": rows, "refusal": refusal, "query": filters["query"]}
    return render(request, "cases/export.html", context, status=form_status(form))


def _ask(user, filters, cleaned):
    made = exports.ask(by=user, kind=LIST.kind, reason=cleaned["reason"], filters=filters)
    return reverse("accounts:job", args=[made.job_id])


def _known(query: QueryDict) -> str:
    """Only the list's own filters, so that nothing else gets into the audit."""
    kept = QueryDict(mutable=True)
    for name in CaseFilterForm.base_fields:
        if query.get(name):
            kept[name] = query[name]
    return kept.urlencode()
