"""Pages of reports: the list, making a report, one report and its files, its restatement, signing it."""

from typing import Any

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
from core.dates import VIETNAM, today
from core.errors import Refused
from core.forms.edit_conflicts import RecordVersion, version_of_fields
from jobs.queue import enqueue
from reports.documents.content import TEXTS
from reports.documents.wording import upper_first
from reports.forms import CUSTOM_PERIOD, DiscardForm, RecountForm, ReportForm, SignForm
from reports.jobs import MAKE_REPORT, recount_params
from reports.learnt import Learnt, changes_since_count, learnt_by
from reports.measures.management import Unbalanced
from reports.models import FORMATS, Report
from reports.page_tables import ReportTables
from reports.periods.names import period_names
from reports.restatement import Difference, restated_cells, restatement_log
from reports.services import discard_draft, sign_report

PAGE_SIZE = 25


@require_safe
@needs("reports.view")
def report_list(request):
    """The reports of the user's units, newest period first."""
    visible, with_discarded = Report.objects.visible_to(request.user), bool(request.GET.get("discarded"))
    rows = (visible if with_discarded else visible.kept()).for_list()
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "with_discarded": with_discarded,
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
    report = _report(request, public_id)
    return _render_report(request, report, _sign_form(request, report))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.sign")
def sign(request, public_id):
    """Sign a draft. Only a leader of the report's own unit may.

    GET shows the report with the form, for example after signing in again.
    """
    report = _report(request, public_id)
    if not _may_sign(request.user, report):
        raise Http404
    form = _sign_form(request, report)

    def act(cleaned) -> Report:
        given = {name: cleaned[name] for name in ("number", "signed_on", "seen")}
        try:
            sign_report(by=request.user, report=report, why=cleaned.get("why", ""), **given)
        except Unbalanced as error:
            raise Refused(str(error)) from error
        return report

    return submit(request, form, act, success=_("Đã ký báo cáo.")) or _render_refusal(request, report, form)


def _sign_form(request, report: Report) -> SignForm:
    return bind(request, SignForm, record_version=_version(report), **_sign_arguments(report))


def _unbound_sign_form(request, report: Report) -> SignForm:
    """The form of a page that another button was posted from."""
    form: Any = SignForm(**_sign_arguments(report))
    form.idempotency_key, form.version = idempotency.new_key(request.user), _version(report).digest()
    return form


def _sign_arguments(report: Report) -> dict:
    day = max(filter(None, (report.signed_on, report.known_at.astimezone(VIETNAM).date())))
    initial = {"number": report.number, "signed_on": min(day, today())}
    learnt = learnt_by(report) if report.is_open else Learnt(None)
    if _news(report)[0]:  # it has to be counted again first, so nothing is to be acknowledged
        learnt = Learnt(learnt.replaced)
    return {"initial": initial, "report": report, "learnt": learnt}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.make")
def recount(request, public_id):
    """Count a draft again: a job makes the next version and discards this one. GET shows the report."""
    report = _own_draft(request, public_id)
    form = bind(request, RecountForm, record_version=_version(report))

    def act(_cleaned) -> str:
        key = f"{MAKE_REPORT}:recount:{report.public_id}:{idempotency.uuid_of(form.idempotency_key)}"
        job = enqueue(by=request.user, kind=MAKE_REPORT, params=recount_params(report), key=key)
        return reverse("jobs:job", args=[job.pk])

    return submit(request, form, act) or _show_with_errors(request, report, form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reports.make")
def discard(request, public_id):
    """Discard a draft of one's own units. GET shows the report."""
    report = _own_draft(request, public_id)
    form = bind(request, DiscardForm, record_version=_version(report))

    def act(_cleaned) -> str:
        discard_draft(by=request.user, report=report)
        return reverse("reports:list")

    done = submit(request, form, act, success=_("Đã bỏ bản dự thảo."))
    return done or _show_with_errors(request, report, form)


def _version(report: Report) -> RecordVersion:
    """One version for every form of the page: whoever signs, discards or counts again changes what the others saw."""
    return version_of_fields(report, "state", "number", "signed_on", "signed_by", "replaces_why")


def _own_draft(request, public_id) -> Report:
    report = _report(request, public_id)
    if report.unit_id not in unit_keys_for(request.user, "reports.make"):
        raise Http404
    return report


def _show_with_errors(request, report: Report, form) -> HttpResponse:
    """The report's page, with what a button was refused for. Not a message, which would wait for the next page."""
    fresh = _report(request, report.public_id)
    errors = form.non_field_errors() if form.is_bound else ()
    return _render_report(request, fresh, _unbound_sign_form(request, fresh), errors=errors)


def _render_refusal(request, report: Report, form: SignForm) -> HttpResponse:
    """The page with the errors of the form.

    If another user has signed the report meanwhile, a redirect to it with the message.
    """
    report.refresh_from_db(fields=["state"])
    if not report.is_open:
        for error in form.non_field_errors():
            messages.error(request, str(error))
        return redirect(report)
    return _render_report(request, report, form)


@require_safe
@needs("reports.view")
def file(request, public_id, name):
    """Download one of the report's documents. The audit log records the user and the hash of the file."""
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
        log, error = restatement_log(report, request.user, request.GET.get("page")), ""
    except Unbalanced as unbalanced:
        log, error = None, str(unbalanced)
    case_ids = sorted({change.case.pk for entry in log.entries for change in entry.changes}) if log else []
    audit_events.record(
        by=request.user, action="report.learnt", target=report, unit=report.unit, detail={"cases": case_ids}
    )
    context = {"report": report, "log": log, "page": log and log.page, "error": error}
    return render(request, "reports/restatement_log.html", context)


def _report(request, public_id) -> Report:
    return get_object_or_404(
        Report.objects.visible_to(request.user).select_related("unit", "created_by", "signed_by", "replaces"),
        public_id=public_id,
    )


def _may_sign(user, report: Report) -> bool:
    if not user.may("reports.sign"):
        return False
    return report.unit_id in unit_keys_for(user, "reports.sign")


def _news(report: Report) -> tuple[list[Difference], str]:
    """Where the report differs from today's figures, and why that is not known. Counted once in a request."""
    kept = vars(report)
    if "news" not in kept:
        try:
            kept["news"] = (changes_since_count if report.is_open else restated_cells)(report), ""
        except Unbalanced as unbalanced:  # Only today's figures contradict themselves; the report keeps its own.
            kept["news"] = [], str(unbalanced)
    return kept["news"]


def _button(request, form_class, report: Report):
    """The form of one of the page's other buttons, which is never bound here."""
    form = form_class()
    form.idempotency_key = idempotency.new_key(request.user)
    form.version = _version(report).digest()
    return form


def _render_report(request, report: Report, form: SignForm, *, errors=()) -> HttpResponse:
    differences, error = _news(report)
    may_make = report.unit_id in unit_keys_for(request.user, "reports.make")
    page = ReportTables(report, request.GET.get("category", ""))
    context = {
        "report": report,
        "period_name": upper_first(period_names(report.period)[0]),
        "page": page,
        "unconfirmed": page.unconfirmed(request.user),
        "written": [(TEXTS[key], report.texts[key]) for key in TEXTS if key in report.texts],
        "differences": differences,
        "error": error,
        "errors": errors,
        "sign_form": form if report.is_open and _may_sign(request.user, report) else None,
        "may_make": may_make,
        "recount_form": _button(request, RecountForm, report) if may_make and report.is_open else None,
        "discard_form": _button(request, DiscardForm, report) if may_make and report.is_open else None,
        "newest": Report.objects.kept()
        .filter(unit=report.unit, start=report.start, end=report.end)
        .order_by("version")
        .only("public_id", "version")
        .last(),
    }
    return render(request, "reports/report_detail.html", context, status=422 if errors else form_status(form))
