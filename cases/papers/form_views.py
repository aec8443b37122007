"""Print official forms as DOCX or PDF. Every copy is audited before the file is returned."""

from functools import partial

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.models import Breach, Notice
from cases.papers.forms import PrintForm
from cases.papers.official.registry import FORMS, PrintOptions, wrong_address
from cases.records.visible_case import visible_case
from core import documents
from core.dates import VIETNAM
from core.errors import Refused

POSTABLE = ["GET", "HEAD", "POST"]
# File extension -> render function, content type.
FILES = {
    "docx": (documents.to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (documents.to_pdf, "application/pdf"),
}


@require_http_methods(POSTABLE)
@needs("cases.edit")
def case_form(request, public_id, slug):
    """Print an official form about a case; forms of conditional release only for such cases."""
    case, kind = visible_case(request.user, public_id, "officer"), _kind(slug, "case")
    if kind.is_conditional and case.category != "conditional":
        raise Http404
    back = reverse("cases:tab", args=[case.public_id, "documents"])
    return _printed(request, kind, partial(kind.build, case), case, case.code, back)


@require_http_methods(POSTABLE)
@needs("cases.edit")
def breach_form(request, public_id, record_id, slug):
    """Print an official form about one breach."""
    case, kind = visible_case(request.user, public_id, "officer"), _kind(slug, "breach")
    breach = get_object_or_404(Breach.objects.active(), case=case, public_id=record_id)
    breach.case = case  # with the annotations of with_latest
    back = reverse("cases:tab", args=[case.public_id, "probation"])
    return _printed(request, kind, partial(kind.build, breach), case, case.code, back)


@require_http_methods(POSTABLE)
@needs("cases.edit")
def notice_form(request, public_id):
    """Print HCD-03 (wrong address). It is printed before the result is entered, because the result needs its number."""
    notices = Notice.objects.visible_to(request.user).active().exclude(address_right=True)
    notice = get_object_or_404(notices.select_related("unit__parent__parent"), public_id=public_id)
    back = reverse("cases:notice", args=[notice.public_id])
    return _printed(request, None, partial(wrong_address, notice), notice, "HCD-03", back)


def _printed(request, kind, build, target, name: str, back: str) -> HttpResponse:
    """Return the page that asks for the options, or the file."""
    slug, label = (kind.slug, kind.label) if kind else ("hcd-03", _("Thông báo nơi về cư trú không đúng (HCD-03)"))
    form = bind(request, PrintForm, has_month=bool(kind and kind.has_month), has_numbers=kind is not None)
    if form.is_bound and form.is_valid():
        try:
            return _file(request, build, target, slug, f"{name}-{slug}", form.cleaned_data)
        except Refused as reason:
            form.add_error(None, str(reason))
    audit_events.record(by=request.user, action="case.form", target=target, detail={"kind": f"form:{slug}"})
    context = {"form": form, "title": label, "back": back}
    return render(request, "cases/official.html", context, status=form_status(form))


def _file(request, build, target, slug: str, name: str, asked: dict) -> HttpResponse:
    draw, content_type = FILES[asked["file"]]
    why = asked.get("why", "").strip()
    at = timezone.now().astimezone(VIETNAM)
    mark = _("In bởi %(who)s lúc %(at)s") % {"who": request.user.get_full_name(), "at": f"{at:%H:%M %d/%m/%Y}"}
    options = PrintOptions(asked["on"], asked.get("month") or asked["on"].replace(day=1), in_full=bool(why), mark=mark)
    data = draw(build(options))
    detail = {"form": slug, "file": asked["file"], "on": options.on.isoformat()}
    with transaction.atomic():
        if why:
            audit_events.record(by=request.user, action="person.unmask", target=target, detail={"form": slug}, why=why)
        audit_events.record(by=request.user, action="document.print", target=target, detail=detail)
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{asked['file']}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _kind(slug: str, about: str):
    found = FORMS.get(slug)
    if found is None or found.about != about:
        raise Http404
    return found
