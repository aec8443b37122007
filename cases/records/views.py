"""Add, edit and strike out plain records of a case; the views serve every registered kind (records/registry.py)."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, seen_version, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.models import Case
from cases.records import services
from cases.records.edit_conflicts import version_of_record
from cases.records.forms import StrikeForm
from cases.records.models import Record
from cases.records.registry import RECORDS, RecordKind
from cases.records.visible_case import visible_case


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.edit")
def add(request, public_id, slug):
    """Add a record of the kind `slug` to a case."""
    kind, case = _kind(slug), visible_case(request.user, public_id)
    if not kind.is_added:
        raise Http404
    form = bind(request, kind.form_class, **_form_kwargs(kind, request, case))
    act = partial(_add, request.user, case, kind)
    return submit(request, form, act, success=_("Đã lưu.")) or _page(request, kind, case, form, _("Thêm"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.edit")
def edit(request, public_id, slug, record_id):
    """Edit a record of the kind `slug`."""
    kind, case = _kind(slug), visible_case(request.user, public_id)
    record = _record(request, kind, case, record_id)
    form = bind(request, kind.form_class, instance=record, **_form_kwargs(kind, request, case))
    act = partial(_change, request.user, case, kind, record, seen_version(request))
    return submit(request, form, act, success=_("Đã lưu.")) or _page(request, kind, case, form, _("Sửa"), record)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.edit")
def strike(request, public_id, slug, record_id):
    """Strike out a record with a reason; it is kept."""
    kind, case = _kind(slug), visible_case(request.user, public_id)
    record = _record(request, kind, case, record_id)
    form = bind(request, StrikeForm, record_version=version_of_record(record))

    def act(cleaned):
        services.strike(by=request.user, record=record, why=cleaned["why"])
        return _back(kind, case)

    title = _("Gạch bỏ")
    return submit(request, form, act, success=_("Đã gạch bỏ.")) or _page(request, kind, case, form, title, record)


def _add(user, case, kind, cleaned):
    services.add(by=user, case=case, model=kind.model, data=cleaned, check=kind.check)
    return _back(kind, case)


def _change(user, case, kind, record, version, cleaned):
    services.change(by=user, record=record, version=version, data=cleaned, check=kind.check)
    return _back(kind, case)


def _back(kind: RecordKind, case: Case) -> str:
    return reverse("cases:tab", args=[case.public_id, kind.tab])


def _kind(slug: str) -> RecordKind:
    if slug not in RECORDS:
        raise Http404
    return RECORDS[slug]


def _record(request, kind: RecordKind, case: Case, record_id) -> Record:
    """Return the record. A POST also finds a struck record, so that the form answers with what was typed and not with 404."""
    found = kind.model.objects.all() if request.method == "POST" else kind.model.objects.active()
    return get_object_or_404(found.filter(**{services.case_path(kind.model): case}), public_id=record_id)


def _form_kwargs(kind: RecordKind, request, case: Case) -> dict:
    return kind.form_kwargs(request, case) if kind.form_kwargs else {}


def _page(request, kind, case, form, title, record=None):
    audit_events.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": kind.slug})
    context = {"case": case, "kind": kind, "form": form, "title": title, "record": record, "back": _back(kind, case)}
    return render(request, "cases/record_form.html", context, status=form_status(form))
