"""Attach a scan to a case and download it. The download checks the same scope as the case page."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.models import Case
from cases.papers import services
from cases.papers.forms import AttachDocumentForm
from cases.records.visible_case import visible_case


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.edit")
def attach(request, public_id):
    """Attach a scan to a case."""
    case = visible_case(request.user, public_id)
    form = bind(request, AttachDocumentForm, user=request.user)

    def act(cleaned):
        scan = cleaned.pop("file")
        services.attach(by=request.user, case=case, data=scan.data, content_type=scan.content_type, **cleaned)
        return reverse("cases:tab", args=[case.public_id, "documents"])

    if done := submit(request, form, act, success=_("Đã lưu tài liệu.")):
        return done
    audit_events.record(
        by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "document"}
    )
    back = reverse("cases:tab", args=[case.public_id, "documents"])
    context = {"case": case, "form": form, "title": _("Đính kèm tài liệu"), "back": back}
    return render(request, "cases/case_form.html", context, status=form_status(form))


@require_safe
@needs("cases.view")
def download(request, public_id, record_id):
    """Return the file, always as a download."""
    case = get_object_or_404(Case.objects.visible_to(request.user), public_id=public_id)
    row = get_object_or_404(case.documents.active().select_related("file"), public_id=record_id)
    with transaction.atomic():
        detail = {"document": str(row.public_id), "sha256": row.file.sha256}
        audit_events.record(by=request.user, action="document.download", target=case, detail=detail)
    response = HttpResponse(bytes(row.file.data), content_type=row.file.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, row.file.name)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
