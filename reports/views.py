"""Pages of reports: the list, making a report, one report and its files, its restatement, signing it."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import idempotency
from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from core.errors import Refused
from jobs.queue import enqueue
from reports.forms import CUSTOM_PERIOD, ButtonForm, ReportFilterForm, ReportForm
from reports.jobs import MAKE_REPORT, recount_params
from reports.life.rights import may
from reports.measures.management import Unbalanced
from reports.models import FORMATS, Report
from reports.pages.report import (
    page_version,
    refuses_altered,
    render_refusal,
    render_report,
    report_of,
    show_with_errors,
    sign_form_for,
)
from reports.restatement.log import restatement_log
from reports.services import discard_draft, sign_report

PAGE_SIZE = 25


@require_safe
@needs("reports.view")
def report_list(request):
    """The reports of the user's units, newest period first."""
    form = ReportFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    visible = Report.objects.visible_to(request.user)
    rows = (visible.filter(state=state) if state else visible.kept()).for_list()
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "filters": form,
        "query": urlencode({"state": state}) if state else "",
        "may_make": request.user.may("reports.make"),
    }
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "POST"])
@needs("reports.make")
def new(request):
    """Queue a job that makes a report. `?from=` fills the form from an earlier report, for its next version."""
    form = bind(request, ReportForm, user=request.user, initial=_initial(request))
    response = submit(request, form, lambda cleaned: _enqueue(request.user, form))
    return response or render(request, "reports/report_new.html", {"form": form}, status=form_status(form))


def _enqueue(user, form: ReportForm) -> str:
    """Queue the job and return the address of its page. The key of the form makes a form sent twice one job."""
    job = enqueue(
        by=user,
        kind=MAKE_REPORT,
        params=form.params(),
        key=f"{MAKE_REPORT}:{user.pk}:{idempotency.uuid_of(form.idempotency_key)}",
    )
    return reverse("jobs:job", args=[job.pk])


def _initial(request) -> dict:
    earlier = _earlier(request)
    if earlier is None:
        return {}
    days = {"half_year": CUSTOM_PERIOD, "start": earlier.start, "end": earlier.end}
    return {"unit": earlier.unit_id, **days, **earlier.texts}


def _earlier(request) -> Report | None:
    public_id = request.GET.get("from")
    if not public_id:
        return None
    try:
        return Report.objects.visible_to(request.user).filter(public_id=public_id).first()
    except ValidationError:
        raise Http404 from None


@require_safe
@needs("reports.view")
def detail(request, public_id):
    """Show a report with its tables, its files and, for a draft, the form to sign it."""
    return render_report(request, report_of(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.sign")
@refuses_altered
def sign(request, public_id):
    """Sign a checked report. Only a leader of the report's own unit may.

    GET shows the report with the form, for example after signing in again.
    """
    report = report_of(request, public_id)
    if not may(request.user, "reports.sign", report):
        raise Http404
    form = sign_form_for(request, report)

    def act(cleaned) -> Report:
        given = {name: cleaned[name] for name in ("number", "signed_on", "seen")}
        try:
            sign_report(by=request.user, report=report, why=cleaned.get("why", ""), **given)
        except Unbalanced as error:
            raise Refused(str(error)) from error
        return report

    return submit(request, form, act, success=_("Đã ký báo cáo.")) or render_refusal(request, report, form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.make")
@refuses_altered
def recount(request, public_id):
    """Count a draft again: a job makes the next version and discards this one. GET shows the report."""
    report = _own_draft(request, public_id)
    form = bind(request, ButtonForm, record_version=page_version(report))

    def act(_cleaned) -> str:
        key = f"{MAKE_REPORT}:recount:{report.public_id}:{idempotency.uuid_of(form.idempotency_key)}"
        job = enqueue(by=request.user, kind=MAKE_REPORT, params=recount_params(report), key=key)
        return reverse("jobs:job", args=[job.pk])

    return submit(request, form, act) or show_with_errors(request, report, form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.make")
def discard(request, public_id):
    """Discard a draft of one's own units. GET shows the report."""
    report = _own_draft(request, public_id)
    form = bind(request, ButtonForm, record_version=page_version(report))

    def act(_cleaned) -> str:
        discard_draft(by=request.user, report=report)
        return reverse("reports:list")

    done = submit(request, form, act, success=_("Đã bỏ bản dự thảo."))
    return done or show_with_errors(request, report, form)


def _own_draft(request, public_id) -> Report:
    report = report_of(request, public_id)
    if not may(request.user, "reports.make", report):
        raise Http404
    return report


@require_safe
@needs("reports.view")
def file(request, public_id, name):
    """Download one of the report's documents. The audit log records the user and the hash of the file."""
    if name not in FORMATS:
        raise Http404
    stored = getattr(report_of(request, public_id), name)
    audit_events.record(by=request.user, action="report.download", target=stored, detail={"sha256": stored.sha256})
    response = HttpResponse(bytes(stored.data), content_type=stored.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name)
    return response


@require_safe
@needs("reports.view")
@refuses_altered
def restatement(request, public_id):
    """The log of facts recorded after the report and of the cells they change. The page names people, so it is audited."""
    report = report_of(request, public_id)
    try:
        log, error = restatement_log(report, request.user, request.GET.get("page")), ""
    except Unbalanced as unbalanced:
        log, error = None, str(unbalanced)
    case_ids = (
        sorted({change.case.pk for entry in log.entries for change in entry.changes if change.case}) if log else []
    )
    audit_events.record(
        by=request.user, action="report.learnt", target=report, unit=report.unit, detail={"cases": case_ids}
    )
    context = {"report": report, "log": log, "page": log and log.page, "error": error}
    return render(request, "reports/restatement_log.html", context)
