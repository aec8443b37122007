"""Pages of transfer requests: request one, list them, decide or withdraw."""

from datetime import date
from functools import partial

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import may, needs
from accounts.permissions.scope import map_day
from areas.models import Unit
from audit import events as audit_events
from cases.models import TransferRequest
from cases.records.visible_case import visible_case
from cases.transfers import services
from cases.transfers.edit_conflicts import version_of_transfer
from cases.transfers.forms import AskForm, DecideForm, WithdrawForm
from core.dates import today

POSTABLE = ["GET", "HEAD", "POST"]
RECENT = 50


@require_safe
@needs("cases.view")
def transfers(request):
    """List waiting requests, the longest waiting first, and recent decisions, from and to the user's communes."""
    found = TransferRequest.objects.visible_to(request.user).active()
    found = found.select_related("case__person", "from_unit", "to_unit")
    waiting = list(found.waiting().order_by("asked_at"))
    decided = list(found.filter(~Q(state="waiting")).order_by("-decided_at")[:RECENT])
    audit_events.record(by=request.user, action="transfer.list", detail={"waiting": len(waiting)})
    now = today()
    for row in waiting:
        row.days = days_waiting(row, now)
    return render(request, "cases/transfer_list.html", {"waiting": waiting, "decided": decided})


def days_waiting(row: TransferRequest, now: date) -> int:
    """Return the days since the request was made."""
    return (now - localdate(row.asked_at)).days


@require_http_methods(POSTABLE)
@needs("cases.edit")
def ask(request, public_id):
    """Request the transfer of a case; the commune stays responsible until the other accepts."""
    case = visible_case(request.user, public_id)
    form = bind(request, AskForm, here=Unit.objects.get(pk=case.unit_id), on=map_day(request.user))

    def act(cleaned):
        return services.ask(by=request.user, case=case, **cleaned)

    if done := submit(request, form, act, success=_("Đã gửi đề nghị; cho đến khi được tiếp nhận, xã vẫn quản lý.")):
        return done
    audit_events.record(
        by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "transfer"}
    )
    context = {
        "case": case,
        "form": form,
        "title": _("Đề nghị chuyển hồ sơ"),
        "intro": _(
            "Cho đến khi xã kia tiếp nhận, xã vẫn quản lý. Nơi đến không có trong danh sách (tỉnh khác): kết thúc quản"
            " lý với lý do chuyển đi."
        ),
        "submit": _("Gửi đề nghị"),
        "back": case.get_absolute_url(),
    }
    return render(request, "cases/case_form.html", context, status=form_status(form))


@require_http_methods(POSTABLE)
@needs("cases.view")
def transfer(request, public_id):
    """Show one request. The receiving side decides, the sending side may withdraw; the case itself is not shown."""
    found = TransferRequest.objects.visible_to(request.user).select_related(
        "case__person", "from_unit", "to_unit", "created_by", "decided_by"
    )
    row = get_object_or_404(found, public_id=public_id)
    # A POST to a decided request also gets the form: it reports the conflict and keeps what was typed.
    is_open = row.state == TransferRequest.State.WAITING or request.method == "POST"
    waits = is_open and may(request.user, "cases.edit")
    receiving = waits and services.may_receive(request.user, row)
    sending = waits and services.may_withdraw(request.user, row)
    form = None
    if receiving or sending:
        # A leader responsible for both sides decides for the receiving side.
        form = bind(request, DecideForm if receiving else WithdrawForm, record_version=version_of_transfer(row))
        done = submit(request, form, partial(_decide, request.user, row, receiving), success=_("Đã ghi."))
        if done:
            return done
    audit_events.record(by=request.user, action="transfer.view", target=row.case, unit=row.from_unit_id)
    is_waiting = row.state == TransferRequest.State.WAITING
    context = {
        "row": row,
        "form": form,
        "receiving": receiving,
        "submit": _("Ghi quyết định") if receiving else _("Rút đề nghị"),
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
