"""Reports in the browser: the list, making one, reading one, taking its files, issuing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.jobs import enqueue
from accounts.roles import needs
from accounts.scope import units_for
from areas.dates import today
from reports.documents.content import TEXTS
from reports.forms import OTHER_DAYS, IssueForm, ReportForm
from reports.jobs import MAKE
from reports.measures import Unbalanced
from reports.models import FORMATS, Report
from reports.pages import ReportPage
from reports.restatement import account, restatement
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
    form = ReportForm(request.POST or None, user=request.user, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        key = f"{MAKE}:{request.user.pk}:{form.cleaned_data['key']}"
        job = enqueue(by=request.user, kind=MAKE, params=form.params(), key=key)
        return redirect("accounts:job", job.pk)
    return render(request, "reports/report_new.html", {"form": form})


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
    return _page(
        request, report, IssueForm(initial={"number": report.number, "signed_on": report.signed_on or today()})
    )


@require_POST
@needs("reports.issue")
def issue(request, public_id):
    """Make a draft official, by a leader of its own unit."""
    report = _report(request, public_id)
    if not _may_issue(request.user, report):
        raise Http404
    form = IssueForm(request.POST)
    if form.is_valid() and _issued(request, report, form):
        return redirect(report)
    return _page(request, report, form)


def _issued(request, report: Report, form: IssueForm) -> bool:
    """Whether the report is issued now, by this request or by somebody who was faster; else the form says why not."""
    given = form.cleaned_data
    try:
        issue_report(by=request.user, report=report, number=given["number"], signed_on=given["signed_on"])
    except (CannotIssue, Unbalanced) as error:
        report.refresh_from_db(fields=["state"])
        if report.is_issued:
            messages.error(request, str(error))
        form.add_error(None, str(error))
        return report.is_issued
    messages.success(request, _("Đã ban hành báo cáo."))
    return True


@require_safe
@needs("reports.view")
def file(request, public_id, name):
    """One of the report's documents, always as a download. Who took which version is in the audit."""
    if name not in FORMATS:
        raise Http404
    stored = getattr(_report(request, public_id), name)
    audit.record(by=request.user, action="report.download", target=stored, detail={"sha256": stored.sha256})
    response = HttpResponse(bytes(stored.data), content_type=stored.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name)
    return response


@require_safe
@needs("reports.view")
def learnt(request, public_id):
    """What became known since the report, one after another, each with what it would change. It shows people: in the audit."""
    report = _report(request, public_id)
    try:
        found, broken = account(report, request.user), ""
    except Unbalanced as error:
        found, broken = None, str(error)
    people = sorted({act.case.pk for one in found.learnt for act in one.acts}) if found else []
    audit.record(by=request.user, action="report.learnt", target=report, unit=report.unit, detail={"cases": people})
    return render(request, "reports/learnt.html", {"report": report, "account": found, "broken": broken})


def _report(request, public_id) -> Report:
    return get_object_or_404(
        Report.objects.visible_to(request.user).select_related("unit", "created_by", "issued_by"), public_id=public_id
    )


def _may_issue(user, report: Report) -> bool:
    if not user.may("reports.issue"):
        return False
    return units_for(user, "reports.issue").filter(pk=report.unit_id).exists()


def _page(request, report: Report, form: IssueForm) -> HttpResponse:
    try:
        differences, broken = restatement(report), ""
    except Unbalanced as error:  # today's figures; the report's own stand
        differences, broken = [], str(error)
    context = {
        "report": report,
        "page": ReportPage(report, request.GET.get("category", "")),
        "written": [(TEXTS[key], report.texts[key]) for key in TEXTS if key in report.texts],
        "differences": differences,
        "broken": broken,
        "issue_form": form if not report.is_issued and _may_issue(request.user, report) else None,
        "may_make": units_for(request.user, "reports.make").filter(pk=report.unit_id).exists(),
        "newest": Report.objects.filter(unit=report.unit, start=report.start, end=report.end)
        .order_by("version")
        .only("public_id", "version")
        .last(),
    }
    return render(request, "reports/report_detail.html", context)
