"""Pages of a commune's model "Chung tay giúp đỡ…" (docs/law.md §7): list, model, printable summary, forms of its records."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, seen_version, submit
from accounts.permissions.roles import may, needs
from audit import events as audit_events
from cases.models import Case
from cases.records import services as records_services
from cases.records.edit_conflicts import version_of_record
from cases.records.forms import StrikeForm
from cases.records.models import Record
from community import forms
from community.models import Activity, CommuneModel, Enterprise, FundEntry, Gift, Help, ModelMember
from community.results import by_half_year, totals
from core.dates import today

POSTABLE = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record of a model, by its slug in the address."""

    model: type[Record]
    form_class: type[BaseForm]
    label: Promise
    # The lookup from the record to the commune's model.
    path: str = "model"


RECORD_KINDS = {
    "members": RecordKind(ModelMember, forms.MemberForm, _("Thành viên")),
    "helps": RecordKind(Help, forms.HelpForm, _("Người được giúp"), "member__model"),
    "enterprises": RecordKind(Enterprise, forms.EnterpriseForm, _("Doanh nghiệp cam kết")),
    "activities": RecordKind(Activity, forms.ActivityForm, _("Hoạt động")),
    "fund": RecordKind(FundEntry, forms.FundForm, _("Thu chi quỹ")),
    "gifts": RecordKind(Gift, forms.GiftForm, _("Hiện vật")),
}


@require_safe
@needs("models.view")
def models(request):
    """List the models of the user's communes."""
    found = (
        CommuneModel.objects.visible_to(request.user)
        .active()
        .select_related("unit")
        .order_by("unit__name", "launched_on")
    )
    audit_events.record(by=request.user, action="model.list")
    context = {"models": found, "may_edit": may(request.user, "models.edit")}
    return render(request, "community/model_list.html", context)


@require_safe
@needs("models.view")
def model(request, public_id):
    """Show a model with its records, results and fund; of cases only those that the user may see."""
    row = _model(request, public_id)
    audit_events.record(by=request.user, action="model.view", target=row, unit=row.unit_id)
    visible = _visible_case(request.user)
    helps = Help.objects.active().filter(member__model=row).filter(visible).select_related("member", "case__person")
    ledger, balance = _ledger(row)
    context = {
        "model": row,
        "members": row.members.active(),
        "helps": helps,
        "enterprises": row.enterprises.active(),
        "activities": row.activities.active(),
        "ledger": ledger,
        "balance": balance,
        "gifts": row.gifts.active().filter(visible).select_related("case__person"),
        "results": totals(row),
        "halves": by_half_year(row, today()),
        "is_summary": bool(request.GET.get("summary")),
        "may_edit": may(request.user, "models.edit"),
    }
    return render(request, "community/model.html", context)


@require_http_methods(POSTABLE)
@needs("models.edit")
def add(request):
    """Add a model to a commune."""
    form = bind(request, forms.CommuneModelForm, user=request.user)

    def save(cleaned):
        return records_services.add_plain(by=request.user, model=CommuneModel, data=cleaned)

    return _submit_or_render(request, form, save, gettext("Mô hình mới"), None)


@require_http_methods(POSTABLE)
@needs("models.edit")
def edit(request, public_id):
    """Edit the fields of a model."""
    row = _model(request, public_id)
    form = bind(request, forms.CommuneModelForm, user=request.user, instance=row)
    save = partial(_change, request, row, row)
    return _submit_or_render(request, form, save, gettext("Sửa mô hình"), row)


@require_http_methods(POSTABLE)
@needs("models.edit")
def add_record(request, public_id, part):
    """Add a record of the kind `part` to a model."""
    row, kind = _model(request, public_id), _kind_or_404(part)
    form = bind(request, kind.form_class, commune_model=row, user=request.user)
    parent = {} if kind.path != "model" else {"model": row}

    def save(cleaned):
        records_services.add_plain(by=request.user, model=kind.model, data={**parent, **cleaned})
        return row

    return _submit_or_render(request, form, save, kind.label, row)


@require_http_methods(POSTABLE)
@needs("models.edit")
def edit_record(request, public_id, part, record_id):
    """Edit a record of the kind `part`. Entries of the fund are not edited (404)."""
    row, kind = _model(request, public_id), _kind_or_404(part)
    if kind.model is FundEntry:
        raise Http404  # an entry of the fund is struck out and entered again
    record = _record(request, row, kind, record_id)
    form = bind(request, kind.form_class, commune_model=row, user=request.user, instance=record)
    return _submit_or_render(request, form, partial(_change, request, row, record), kind.label, row)


@require_http_methods(POSTABLE)
@needs("models.edit")
def strike_record(request, public_id, part, record_id):
    """Strike out a record of the kind `part` with a reason."""
    row, kind = _model(request, public_id), _kind_or_404(part)
    record = _record(request, row, kind, record_id)
    form = bind(request, StrikeForm, record_version=version_of_record(record))

    def save(cleaned):
        records_services.strike(by=request.user, record=record, why=cleaned["why"])
        return row

    return _submit_or_render(request, form, save, gettext("Gạch bỏ"), row)


def _change(request, row, record, cleaned):
    records_services.change(by=request.user, record=record, version=seen_version(request), data=cleaned)
    return row


def _model(request, public_id) -> CommuneModel:
    models = CommuneModel.objects.visible_to(request.user).active().select_related("unit")
    return get_object_or_404(models, public_id=public_id)


def _record(request, row: CommuneModel, kind: RecordKind, record_id):
    # A POST also finds a record that another user has struck out, so that the form shows the conflict and keeps the typed values.
    records = kind.model.objects.all() if request.method == "POST" else kind.model.objects.active()
    records = records.filter(**{kind.path: row})
    if hasattr(kind.model, "case"):
        records = records.filter(_visible_case(request.user))
    return get_object_or_404(records, public_id=record_id)


def _visible_case(user) -> Q:
    """The condition for records without a case or with a case that the user may see, not expunged or transferred ones."""
    return Q(case=None) | Q(case__in=Case.objects.visible_to(user))


def _kind_or_404(slug: str) -> RecordKind:
    if slug not in RECORD_KINDS:
        raise Http404
    return RECORD_KINDS[slug]


def _ledger(row: CommuneModel) -> tuple[list[FundEntry], int]:
    """The entries of the fund in order, each with `balance` after it, and the last balance."""
    balance, entries = 0, list(row.fund_entries.active().order_by("on", "pk"))
    for entry in entries:
        balance += entry.amount if entry.direction == FundEntry.Direction.IN else -entry.amount
        entry.balance = balance
    return entries, balance


def _submit_or_render(request, form, save, title, row):
    if response := submit(request, form, save, success=gettext("Đã lưu.")):
        return response
    audit_events.record(by=request.user, action="model.form", target=row)
    return render(
        request, "community/model_form.html", {"form": form, "title": title, "model": row}, status=form_status(form)
    )
