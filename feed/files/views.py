"""Pages of files: exporting the reports of a period, and receiving what another installation exported."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, submit
from accounts.permissions.roles import needs
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from core.errors import Refused
from feed import signing
from feed.files.forms import ExportForm, ReceiveForm
from feed.files.models import RECEIVE, ReceivedReport
from feed.files.services import Received, check_file, export_reports, receive_file
from feed.handed_on import reports_for

EXPORT = "feed.export"
PAGE_SIZE = 25


@require_safe
@needs(EXPORT)
def page(request):
    """The periods whose reports can be exported, and the key that a receiver has to trust."""
    try:
        key, refusal = signing.own_public_key(), ""
    except Refused as error:
        key, refusal = "", str(error)
    context = {
        "form": ExportForm(reports=_exportable(request.user)),
        "key": key,
        "key_id": signing.key_id(key) if key else "",
        "refusal": refusal,
        "may_receive": request.user.may(RECEIVE),
    }
    return render(request, "feed/export.html", context)


@require_safe
@needs(EXPORT)
def export(request):
    """The signed file of a period's reports."""
    reports = _exportable(request.user)
    form = ExportForm(request.GET, reports=reports)
    if not form.is_valid():
        return redirect("feed:page")
    period = form.periods[form.cleaned_data["period"]]
    chosen = reports.filter(start=period.start, end=period.end)
    try:
        data = export_reports(by=request.user, reports=chosen, reader=request.user, period=period)
    except Refused as error:
        context = {"form": form, "refusal": str(error), "may_receive": request.user.may(RECEIVE)}
        return render(request, "feed/export.html", context, status=422)
    response = HttpResponse(data, content_type="application/json")
    name = f"bao-cao-{period.start:%Y%m%d}-{period.end:%Y%m%d}.json"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _exportable(user):
    return reports_for(user).filter(unit__in=unit_keys_for(user, EXPORT))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(RECEIVE)
def received(request):
    """What came in files, newest period first. POST looks at a file or receives it."""
    form = bind(request, ReceiveForm)
    looked_at: list[Received] = []

    def act(chosen: dict) -> str:
        found = receive_file(by=request.user, data=chosen["file"])
        form.told.append(_told(found))
        return reverse("feed:received")

    def look() -> None:
        try:
            looked_at.append(check_file(form.cleaned_data["file"], request.user))
        except Refused as error:
            form.add_error(None, str(error))

    if request.method == "POST" and form.is_valid() and form.cleaned_data["only_check"]:
        look()
    elif done := submit(request, form, act):
        return done
    audit_events.record(by=request.user, action="feed.received.view", detail={"checked": bool(looked_at)})
    rows = ReceivedReport.objects.visible_to(request.user).newest().select_related("unit", "key", "received_by")
    context = {
        "form": form,
        "looked_at": looked_at[0] if looked_at else None,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "feed/received.html", context, status=422 if form.errors else 200)


def _told(found: Received) -> str:
    known = len(found.reports) - found.new
    return _("Đã nhận tệp: %(new)d báo cáo mới, %(known)d báo cáo đã có từ trước.") % {"new": found.new, "known": known}
