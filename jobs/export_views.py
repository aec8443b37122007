"""Pages of an export: request with reason and password, progress, and the download link that works for an hour."""

from functools import partial
from typing import cast

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from core.errors import Refused
from core.forms.fields import StyledMixin
from jobs import exports, ownership
from jobs.models import Export, StoredFile


class ExportForm(StyledMixin, forms.Form):
    """What a user enters to request an export: the reason, and the password once more."""

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
        """Requires the user's own password."""
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("Mật khẩu không đúng."))
        return self.cleaned_data["password"]


def request_page(request, one: exports.Exportable, query: str, template: str) -> HttpResponse:
    """The page on which a user requests the export of a list filtered by `query`. The calling view checks the permission."""
    filters = {"query": query}
    form = bind(request, ExportForm, user=request.user)
    if done := submit(request, form, partial(_ask, request.user, one, filters)):
        return done
    try:
        rows, refusal = exports.rows_of(request.user, one.kind, filters), ""
    except Refused as error:
        rows, refusal = None, str(error)
    audit_events.record(by=request.user, action="export.form", detail={"kind": one.kind})
    context = {"form": form, "rows": rows, "refusal": refusal, "query": query}
    return render(request, template, context, status=form_status(form))


def known_query(query: QueryDict, filters: type[forms.Form]) -> str:
    """The query with the list's own filters only, so that nothing else is stored in the audit log."""
    kept = QueryDict(mutable=True)
    for name in filters.base_fields:
        if query.get(name):
            kept[name] = str(query[name])
    return kept.urlencode()


def _ask(user, one: exports.Exportable, filters: dict, cleaned: dict) -> str:
    made = exports.ask(by=user, kind=one.kind, reason=cleaned["reason"], filters=filters)
    return reverse("jobs:job", args=[made.job_id])


@require_safe
@needs("jobs.view")
def export(request, pk):
    """The state of one of the user's exports, and its download link."""
    found = _own(request, pk)
    audit_events.record(by=request.user, action="export.view", target=found, detail={"number": found.number})
    return render(request, "jobs/export.html", _context(found))


@require_POST
@needs("jobs.view")
def download(request, pk):
    """Download by POST, because each download is counted."""
    found = _own(request, pk)
    try:
        row = exports.download(by=request.user, export=found)
    except Refused as refusal:
        context = {**_context(found), "refusal": str(refusal)}
        return render(request, "jobs/export.html", context, status=410)
    file = cast(StoredFile, row.file)  # `download` refuses without one
    response = HttpResponse(bytes(file.data), content_type=file.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, file.name)
    return response


def _context(found: Export) -> dict:
    reason = exports.reasons_of([found]).get(str(found.pk), "")
    return {"export": found, "kind": exports.kind_of(found.kind), "reason": reason}


def _own(request, pk) -> Export:
    """The user's own export, while the memberships it was asked for with last."""
    found = get_object_or_404(Export.objects.select_related("file", "job"), pk=pk, by=request.user)
    if found.job is not None and not ownership.is_open_to(request.user, found.job):
        raise Http404
    return found
