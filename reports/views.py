"""Reports in the browser: the list, making one, reading one, taking its files, issuing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import idempotency
from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from core.dates import today
from core.errors import Refused
from core.forms.edit_conflicts import version_of_fields
from jobs.queue import enqueue
from reports.documents.content import TEXTS
from reports.forms import OTHER_DAYS, IssueForm, ReportForm
from reports.jobs import MAKE
from reports.measures.management import Unbalanced
from reports.models import FORMATS, Report
from reports.page_tables import ReportTables
from reports.restatement import restated_cells, restatement_log
from reports.services import CannotIssue, issue_report

PAGE_SIZE = 25


@require_safe
@needs("reports.view")
def report_list(request):
    """Reports of my units, the newest period first."""
    page = Paginator(Report.objects.visible_to(request.user).for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reports/report_list.html", {"page": page, "may_make": request.user.may("reports.make")})


@require_http_methods(["GET", "POST"])
@needs("reports.make")
def new(request):
    """Ask for a report; `?from=` an earlier one brings its unit, days and texts along for the next version."""
    form = bind(request, ReportForm, user=request.user, initial=_initial(request))
    done = submit(request, form, lambda cleaned: _asked(request.user, form))
    return done or render(request, "reports/report_new.html", {"form": form}, status=form_status(form))


def _asked(user, form: ReportForm) -> str:
    """The page of the job that makes it; the same form sent twice is one job."""
    job = enqueue(
        by=user, kind=MAKE, params=form.params(), key=f"{MAKE}:{user.pk}:{idempotency.uuid_of(form.idempotency_key)}"
    )
    return reverse("jobs:job", args=[job.pk])


def _initial(request) -> dict:
    earlier = _earlier(request)
    if earlier is None:
        return {}
    days = {"half_year": OTHER_DAYS, "start": earlier.start, "end": earlier.end}
    return {"unit": earlier.unit_id, **days, **earlier.texts}


def _earlier(request) -> Report | None:
    wanted = request.GET.get("from")
    if not wanted:
        return None
    try:
        return Report.objects.visible_to(request.user).filter(public_id=wanted).first()
    except ValidationError:
        raise Http404 from None


@require_safe
@needs("reports.view")
def detail(request, public_id):
    report = _report(request, public_id)
    return _page(request, report, _issue_form(request, report))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.issue")
def issue(request, public_id):
    """Make a draft official, by a leader of its own unit. Opened after an ended session: the page, with what was typed."""
    report = _report(request, public_id)
    if not _may_issue(request.user, report):
        raise Http404
    form = _issue_form(request, report)

    def act(cleaned) -> Report:
        try:
            issue_report(by=request.user, report=report, number=cleaned["number"], signed_on=cleaned["signed_on"])
        except (CannotIssue, Unbalanced) as error:
            raise Refused(str(error)) from error
        return report

    return submit(request, form, act, success=_("Đã ban hành báo cáo.")) or _refused(request, report, form)


def _issue_form(request, report: Report) -> IssueForm:
    version = version_of_fields(report, "state", "number", "signed_on", "issued_by")
    initial = {"number": report.number, "signed_on": report.signed_on or today()}
    return bind(request, IssueForm, record_version=version, initial=initial)


def _refused(request, report: Report, form: IssueForm) -> HttpResponse:
    """The page with what was wrong; to the report where somebody was faster and there is no form any more."""
    report.refresh_from_db(fields=["state"])
    if report.is_issued:
        for error in form.non_field_errors():
            messages.error(request, error)
        return redirect(report)
    return _page(request, report, form)


@require_safe
@needs("reports.view")
def file(request, public_id, name):
    """One of the report's documents, always as a download. Who took which version is in the audit."""
    if name not in FORMATS:
        raise Http404
    stored = getattr(_report(request, public_id), name)
    audit_events.record(by=request.user, action="report.download", target=stored, detail={"sha256": stored.sha256})
    response = HttpResponse(bytes(stored.data), content_type=stored.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name)
    return response


@require_safe
@needs("reports.view")
def restatement(request, public_id):
    """The log of facts recorded after the report and of the cells they change. The page names people, so it is audited."""
    report = _report(request, public_id)
    try:
        log, error = restatement_log(report, request.user), ""
    except Unbalanced as unbalanced:
        log, error = None, str(unbalanced)
    case_ids = sorted({change.case.pk for entry in log.entries for change in entry.changes}) if log else []
    audit_events.record(
        by=request.user, action="report.learnt", target=report, unit=report.unit, detail={"cases": case_ids}
    )
    return render(request, "reports/restatement_log.html", {"report": report, "log": log, "error": error})


def _report(request, public_id) -> Report:
    return get_object_or_404(
        Report.objects.visible_to(request.user).select_related("unit", "created_by", "issued_by"), public_id=public_id
    )


def _may_issue(user, report: Report) -> bool:
    if not user.may("reports.issue"):
        return False
    return report.unit_id in unit_keys_for(user, "reports.issue")


def _page(request, report: Report, form: IssueForm) -> HttpResponse:
    try:
        differences, error = restated_cells(report), ""
    except Unbalanced as unbalanced:  # Only today's figures contradict themselves; the report keeps its own.
        differences, error = [], str(unbalanced)
    context = {
        "report": report,
        "page": ReportTables(report, request.GET.get("category", "")),
        "written": [(TEXTS[key], report.texts[key]) for key in TEXTS if key in report.texts],
        "differences": differences,
        "error": error,
        "issue_form": form if not report.is_issued and _may_issue(request.user, report) else None,
        "may_make": report.unit_id in unit_keys_for(request.user, "reports.make"),
        "newest": Report.objects.filter(unit=report.unit, start=report.start, end=report.end)
        .order_by("version")
        .only("public_id", "version")
        .last(),
    }
    return render(request, "reports/report_detail.html", context, status=form_status(form))
