"""A commune's model "Chung tay giúp đỡ…": its page, also on paper, and the records that belong to it (docs/law.md §7)."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, seen_version, submit
from accounts.permissions.roles import may, needs
from audit import events as audit_events
from cases.models import Case
from cases.records import services as records_services
from cases.records.edit_conflicts import version_of_record
from cases.records.forms import StrikeForm
from community import forms
from community.models import Activity, CommuneModel, Enterprise, FundEntry, Gift, Help, ModelMember
from community.results import by_half_year
from core.dates import today

POSTABLE = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Part:
    model: type
    form_class: type
    label: Promise
    # How a record is found from the commune's model.
    path: str = "model"


PARTS = {
    "members": Part(ModelMember, forms.MemberForm, _("Thành viên")),
    "helps": Part(Help, forms.HelpForm, _("Người được giúp"), "member__model"),
    "enterprises": Part(Enterprise, forms.EnterpriseForm, _("Doanh nghiệp cam kết")),
    "activities": Part(Activity, forms.ActivityForm, _("Hoạt động")),
    "fund": Part(FundEntry, forms.FundForm, _("Thu chi quỹ")),
    "gifts": Part(Gift, forms.GiftForm, _("Hiện vật")),
}


@require_safe
@needs("models.view")
def models(request):
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
    row = _model(request, public_id)
    audit_events.record(by=request.user, action="model.view", target=row, unit=row.unit_id)
    seen = _seen(request.user)
    helps = Help.objects.active().filter(member__model=row).filter(seen).select_related("member", "case__person")
    ledger, balance = _ledger(row)
    context = {
        "model": row,
        "members": row.members.active(),
        "helps": helps,
        "enterprises": row.enterprises.active(),
        "activities": row.activities.active(),
        "ledger": ledger,
        "balance": balance,
        "gifts": row.gifts.active().filter(seen).select_related("case__person"),
        "results": _results(row),
        "halves": by_half_year(row, today()),
        "is_summary": bool(request.GET.get("summary")),
        "may_edit": may(request.user, "models.edit"),
    }
    return render(request, "community/model.html", context)


@require_http_methods(POSTABLE)
@needs("models.edit")
def add(request):
    form = bind(request, forms.ModelForm, user=request.user)

    def act(cleaned):
        return records_services.add_plain(by=request.user, model=CommuneModel, data=cleaned)

    return _answer(request, form, act, _now("Mô hình mới"), None)


@require_http_methods(POSTABLE)
@needs("models.edit")
def edit(request, public_id):
    row = _model(request, public_id)
    form = bind(request, forms.ModelForm, user=request.user, instance=row)
    act = partial(_change, request, row, row)
    return _answer(request, form, act, _now("Sửa mô hình"), row)


@require_http_methods(POSTABLE)
@needs("models.edit")
def add_part(request, public_id, part):
    row, kind = _model(request, public_id), _part(part)
    form = bind(request, kind.form_class, commune_model=row, user=request.user)
    own = {} if kind.path != "model" else {"model": row}

    def act(cleaned):
        records_services.add_plain(by=request.user, model=kind.model, data={**own, **cleaned})
        return row

    return _answer(request, form, act, kind.label, row)


@require_http_methods(POSTABLE)
@needs("models.edit")
def edit_part(request, public_id, part, record_id):
    row, kind = _model(request, public_id), _part(part)
    if kind.model is FundEntry:
        raise Http404  # a line of the ledger is struck out and entered anew
    record = _record(request, row, kind, record_id)
    form = bind(request, kind.form_class, commune_model=row, user=request.user, instance=record)
    return _answer(request, form, partial(_change, request, row, record), kind.label, row)


@require_http_methods(POSTABLE)
@needs("models.edit")
def strike_part(request, public_id, part, record_id):
    row, kind = _model(request, public_id), _part(part)
    record = _record(request, row, kind, record_id)
    form = bind(request, StrikeForm, record_version=version_of_record(record))

    def act(cleaned):
        records_services.strike(by=request.user, record=record, why=cleaned["why"])
        return row

    return _answer(request, form, act, _now("Gạch bỏ"), row)


def _change(request, row, record, cleaned):
    records_services.change(by=request.user, record=record, version=seen_version(request), data=cleaned)
    return row


def _model(request, public_id) -> CommuneModel:
    found = CommuneModel.objects.visible_to(request.user).active().select_related("unit")
    return get_object_or_404(found, public_id=public_id)


def _record(request, row: CommuneModel, kind: Part, record_id):
    # Posted about what somebody struck out meanwhile, the form answers: what was typed is not lost.
    found = kind.model.objects.all() if request.method == "POST" else kind.model.objects.active()
    found = found.filter(**{kind.path: row})
    if hasattr(kind.model, "case"):
        found = found.filter(_seen(request.user))
    return get_object_or_404(found, public_id=record_id)


def _seen(user) -> Q:
    """Of a person whose record is expunged, or who is elsewhere now, nothing stands on any page."""
    return Q(case=None) | Q(case__in=Case.objects.visible_to(user))


def _part(slug: str) -> Part:
    if slug not in PARTS:
        raise Http404
    return PARTS[slug]


def _ledger(row: CommuneModel) -> tuple[list[FundEntry], int]:
    """The fund's lines in order, each with the balance after it."""
    balance, found = 0, list(row.fund_entries.active().order_by("on", "pk"))
    for entry in found:
        balance += entry.amount if entry.direction == FundEntry.Direction.IN else -entry.amount
        entry.balance = balance
    return found, balance


def _results(row: CommuneModel) -> dict:
    """Counts over everybody ever helped, named or not."""
    helps = Help.objects.active().filter(member__model=row)
    entries = row.fund_entries.active()
    return {
        "helped": helps.values("case").distinct().count(),
        "helped_now": helps.filter(end_on=None).values("case").distinct().count(),
        "jobs_promised": row.enterprises.active().aggregate(n=Sum("jobs"))["n"] or 0,
        "jobs_given": row.enterprises.active().aggregate(n=Sum("jobs_given"))["n"] or 0,
        "activities": row.activities.active().count(),
        "income": entries.filter(direction="in").aggregate(n=Sum("amount"))["n"] or 0,
        "spent": entries.filter(direction="out").aggregate(n=Sum("amount"))["n"] or 0,
    }


def _answer(request, form, act, title, row):
    if done := submit(request, form, act, success=_now("Đã lưu.")):
        return done
    audit_events.record(by=request.user, action="model.form", target=row)
    return render(
        request, "community/model_form.html", {"form": form, "title": title, "model": row}, status=form_status(form)
    )
