"""Pages of a report's life: the check with its answers, submitting, accepting and returning. Signing is in reports/views.py."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from core.errors import Refused
from reports.forms import ButtonForm
from reports.life.forms import CheckForm, ReturnForm
from reports.life.points import Point, answered, points
from reports.life.rights import may, may_decide
from reports.life.services import accept_report, check_report, return_report, submit_report
from reports.measures.management import Unbalanced
from reports.models import Report
from reports.pages.report import page_version, refuses_altered, report_of, show_with_errors


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.make")
@refuses_altered
def check(request, public_id):
    """Check a draft: every point that its figures raise is answered."""
    report = report_of(request, public_id)
    if not may(request.user, "reports.make", report):
        raise Http404
    if request.method != "POST" and report.state != Report.State.DRAFT:
        return redirect(report)
    try:
        asked, error = points(report.figures), ""
    except Unbalanced as unbalanced:
        asked, error = [], str(unbalanced)
    given = {"points": asked, "unit_names": report.unit_names, "earlier": _earlier_answers(report)}
    form = bind(request, CheckForm, record_version=page_version(report), **given)

    def act(cleaned) -> Report:
        try:
            return check_report(by=request.user, report=report, answers=cleaned)
        except Unbalanced as unbalanced:
            raise Refused(str(unbalanced)) from unbalanced

    done = submit(request, form, act, success=_("Đã kiểm tra báo cáo."))
    context = {"report": report, "form": form, "asked": asked, "error": error}
    return done or render(request, "reports/report_check.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.submit")
@refuses_altered
def submit_to_above(request, public_id):
    """Submit a signed report to the level above. GET shows the report."""
    report = report_of(request, public_id)
    if not may(request.user, "reports.submit", report):
        raise Http404
    form = bind(request, ButtonForm, record_version=page_version(report))
    done = submit(
        request,
        form,
        lambda _cleaned: submit_report(by=request.user, report=report),
        success=_("Đã gửi báo cáo lên cấp trên."),
    )
    return done or show_with_errors(request, report, form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.decide")
@refuses_altered
def accept(request, public_id):
    """Accept a submitted report of a unit below. GET shows the report."""
    report = _to_decide(request, public_id)
    form = bind(request, ButtonForm, record_version=page_version(report))
    done = submit(
        request,
        form,
        lambda _cleaned: accept_report(by=request.user, report=report),
        success=_("Đã chấp nhận báo cáo."),
    )
    return done or show_with_errors(request, report, form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.decide")
@refuses_altered
def return_with_reason(request, public_id):
    """Return a submitted report of a unit below."""
    report = _to_decide(request, public_id)
    if request.method != "POST" and report.state != Report.State.SUBMITTED:
        return redirect(report)
    form = bind(request, ReturnForm, record_version=page_version(report))
    done = submit(
        request,
        form,
        lambda cleaned: return_report(by=request.user, report=report, why=cleaned["why"]),
        success=_("Đã trả lại báo cáo."),
    )
    return done or render(
        request, "reports/report_return.html", {"report": report, "form": form}, status=form_status(form)
    )


def _earlier_answers(report: Report) -> dict[Point, str]:
    """The answers of the last version that was checked; one to the very same point need not be typed again."""
    same = Report.objects.filter(unit=report.unit_id, start=report.start, end=report.end, version__lt=report.version)
    last = same.exclude(answers=None).order_by("version").last()
    return answered(last) if last else {}


def _to_decide(request, public_id) -> Report:
    report = report_of(request, public_id)
    if not may_decide(request.user, report):
        raise Http404
    return report
