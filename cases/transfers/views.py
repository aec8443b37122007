"""Requests to take a case over: asked for, decided on, followed by both sides."""

from datetime import date
from functools import partial

from django import forms
from django.db.models import Case as Choice
from django.db.models import Q, When
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import may, needs
from areas.models import Unit
from audit import events as audit_events
from cases.models import Case, TransferRequest
from cases.transfers import services
from cases.transfers.edit_conflicts import version_of_transfer
from core.dates import DAY_ONE, today
from core.forms.fields import StyledMixin

POSTABLE = ["GET", "HEAD", "POST"]
RECENT = 50


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, unit):
        return f"{unit.full_name}, {unit.parent.full_name}"


class AskForm(StyledMixin, forms.Form):
    to_unit = UnitChoice(label=_("Xã tiếp nhận"), queryset=Unit.objects.none())
    moved_on = forms.DateField(label=_("Ngày chuyển đến nơi ở mới"))
    address = forms.CharField(label=_("Nơi ở mới"), max_length=250)
    why = forms.CharField(label=_("Lý do chuyển"), max_length=1000, widget=forms.Textarea)
    document_number = forms.CharField(label=_("Số văn bản đề nghị"), required=False, max_length=100)

    def __init__(self, *args, here: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        # The communes of today; of an office whose communes were merged, those of its last day.
        day = today() if here.valid_to is None or here.valid_to > today() else here.valid_to - DAY_ONE
        communes = Unit.objects.on(day).communes().exclude(pk=here.pk).select_related("parent")
        # Most go no further than the next commune.
        is_far = Choice(When(parent=here.parent_id, then=0), default=1)
        self.fields["to_unit"].queryset = communes.order_by(is_far, "parent__name", "name")


class DecideForm(StyledMixin, forms.Form):
    decision = forms.ChoiceField(
        label=_("Quyết định"), choices=[("accept", _("Tiếp nhận")), ("refuse", _("Từ chối"))], widget=forms.RadioSelect
    )
    on = forms.DateField(label=_("Ngày tiếp nhận"), required=False, initial=today)
    decision_number = forms.CharField(label=_("Số văn bản trả lời"), required=False, max_length=100)
    why = forms.CharField(label=_("Lý do từ chối"), required=False, max_length=1000, widget=forms.Textarea)

    def clean(self):
        data = super().clean()
        if data.get("decision") == "accept" and not data.get("on") and "on" not in self.errors:
            self.add_error("on", _now("Tiếp nhận phải có ngày."))
        if data.get("decision") == "refuse" and not data.get("why"):
            self.add_error("why", _now("Từ chối phải nêu lý do."))
        return data


class WithdrawForm(StyledMixin, forms.Form):
    why = forms.CharField(label=_("Lý do rút đề nghị"), required=False, max_length=1000, widget=forms.Textarea)


@require_safe
@needs("cases.view")
def transfers(request):
    """What waits, longest first, then what was decided lately; both directions of my communes."""
    found = TransferRequest.objects.visible_to(request.user).standing()
    found = found.select_related("case__person", "from_unit", "to_unit")
    waiting = list(found.waiting().order_by("asked_at"))
    decided = list(found.filter(~Q(state="waiting")).order_by("-decided_at")[:RECENT])
    audit_events.record(by=request.user, action="transfer.list", detail={"waiting": len(waiting)})
    now = today()
    for row in waiting:
        row.days = days_waiting(row, now)
    return render(request, "cases/transfer_list.html", {"waiting": waiting, "decided": decided})


def days_waiting(row: TransferRequest, now: date) -> int:
    return (now - localdate(row.asked_at)).days


@require_http_methods(POSTABLE)
@needs("cases.edit")
def ask(request, public_id):
    case = get_object_or_404(
        Case.objects.visible_to(request.user).with_latest().select_related("person"), public_id=public_id
    )
    form = bind(request, AskForm, here=Unit.objects.get(pk=case.unit_id))

    def act(cleaned):
        return services.ask(by=request.user, case=case, **cleaned)

    if done := submit(request, form, act, success=_now("Đã gửi đề nghị; cho đến khi được tiếp nhận, xã vẫn quản lý.")):
        return done
    audit_events.record(
        by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "transfer"}
    )
    context = {
        "case": case,
        "form": form,
        "title": _now("Đề nghị chuyển hồ sơ"),
        "intro": _now(
            "Cho đến khi xã kia tiếp nhận, xã vẫn quản lý. Nơi đến không có trong danh sách (tỉnh khác): kết thúc quản"
            " lý với lý do chuyển đi."
        ),
        "submit": _now("Gửi đề nghị"),
        "back": case.get_absolute_url(),
    }
    return render(request, "cases/case_form.html", context, status=form_status(form))


@require_http_methods(POSTABLE)
@needs("cases.view")
def transfer(request, public_id):
    """One request: for the receiving side the decision, for the asking side the way back; limited to what it says."""
    found = TransferRequest.objects.visible_to(request.user).select_related(
        "case__person", "from_unit", "to_unit", "created_by", "decided_by"
    )
    row = get_object_or_404(found, public_id=public_id)
    # Posted when somebody has decided already: the form says so, and what was typed is not lost.
    is_open = row.state == TransferRequest.State.WAITING or request.method == "POST"
    waits = is_open and may(request.user, "cases.edit")
    receiving = waits and services.may_receive(request.user, row)
    sending = waits and services.may_withdraw(request.user, row)
    form = None
    if receiving or sending:
        # A leader of both sides decides for the receiving one.
        form = bind(request, DecideForm if receiving else WithdrawForm, record_version=version_of_transfer(row))
        done = submit(request, form, partial(_decide, request.user, row, receiving), success=_now("Đã ghi."))
        if done:
            return done
    audit_events.record(by=request.user, action="transfer.view", target=row.case, unit=row.from_unit_id)
    is_waiting = row.state == TransferRequest.State.WAITING
    context = {
        "row": row,
        "form": form,
        "receiving": receiving,
        "submit": _now("Ghi quyết định") if receiving else _now("Rút đề nghị"),
        "days": days_waiting(row, today()) if is_waiting else None,
    }
    return render(request, "cases/transfer.html", context, status=form_status(form) if form else 200)


def _decide(user, row, receiving, cleaned):
    if not receiving:
        return services.withdraw(by=user, request=row, why=cleaned["why"])
    number = cleaned["decision_number"]
    if cleaned["decision"] == "accept":
        return services.accept(by=user, request=row, on=cleaned["on"], decision_number=number)
    return services.refuse(by=user, request=row, why=cleaned["why"], decision_number=number)
