"""The page of one report, which every verb of its life is called from and shown on when it is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.forms import idempotency
from accounts.forms.submission import bind, form_status
from core.dates import VIETNAM, today
from core.forms.edit_conflicts import Description, RecordVersion, field_values, stored_row
from reports.documents.content import TEXTS
from reports.documents.wording import unbroken, upper_first
from reports.forms import ButtonForm, SignForm
from reports.life.integrity import faults
from reports.life.points import answered
from reports.life.rights import may
from reports.life.steps import next_step, steps, waits_for
from reports.measures.management import Unbalanced
from reports.models import Report
from reports.pages.tables import UNREADABLE, ReportTables, readable_tables
from reports.periods.names import period_names
from reports.reopening.models import Reopening
from reports.restatement.difference import Difference
from reports.restatement.learnt import Learnt, changes_since_count, learnt_by
from reports.restatement.log import restated_cells

PEOPLE = ("unit__parent", "created_by", "checked_by", "signed_by", "submitted_by", "decided_by", "replaces")


def report_of(request, public_id) -> Report:
    """The report, if the user may see it; else Http404."""
    reports = Report.objects.visible_to(request.user).select_related(*PEOPLE)
    return get_object_or_404(reports, public_id=public_id)


def page_version(report: Report) -> RecordVersion:
    """One version for every form of the page: whoever takes a step, discards or counts again changes what the others saw."""
    return RecordVersion(report, lambda: _described(stored_row(report)))


def _described(report: Report) -> Description:
    names = ("state", "number", "signed_on", "signed_by", "replaces_why", "return_why")
    return [*field_values(report, *names), *_answers(report)]


def _answers(report: Report) -> list[tuple[str, str]]:
    return [(point.text(report.unit_names), answer) for point, answer in answered(report).items()]


def sign_form_for(request, report: Report) -> SignForm:
    """The form to sign with, bound to what was posted."""
    return bind(request, SignForm, record_version=page_version(report), **_sign_arguments(report))


def _unbound_sign_form(request, report: Report) -> SignForm:
    """The form of a page that another button was posted from."""
    form: Any = SignForm(**_sign_arguments(report))
    form.idempotency_key, form.version = idempotency.new_key(request.user), page_version(report).digest()
    return form


def _sign_arguments(report: Report) -> dict:
    day = max(filter(None, (report.signed_on, report.known_at.astimezone(VIETNAM).date())))
    initial = {"number": report.number, "signed_on": min(day, today())}
    learnt = learnt_by(report) if report.is_open else Learnt(None)
    if _news(report)[0]:  # it has to be counted again first, so nothing is to be acknowledged
        learnt = Learnt(learnt.replaced)
    return {"initial": initial, "report": report, "learnt": learnt}


def render_refusal(request, report: Report, form: SignForm) -> HttpResponse:
    """The page with the errors of the form to sign.

    If another user has signed the report meanwhile, a redirect to it with the message.
    """
    report.refresh_from_db(fields=["state"])
    if not report.is_open:
        for error in form.non_field_errors():
            messages.error(request, str(error))
        return redirect(report)
    return render_report(request, report, form)


def show_with_errors(request, report: Report, form) -> HttpResponse:
    """The report's page, with what a button was refused for. Not a message, which would wait for the next page."""
    fresh = report_of(request, report.public_id)
    errors = form.non_field_errors() if form.is_bound else ()
    return render_report(request, fresh, errors=errors)


def render_report(request, report: Report, sign_form: SignForm | None = None, *, errors=()) -> HttpResponse:
    """The page with its tables and, as far as the user may, the form of the next step.

    Arguments: `sign_form`, bound; by default an empty one. Where the report may not be signed now, only its errors are shown.
    `errors`, what another button was refused for.
    """
    if not (found := faults(report)):
        return _render_whole(request, report, sign_form, errors, found)
    try:
        return _render_whole(request, report, sign_form, errors, found)
    except UNREADABLE:
        return _render_altered(request, report, found)


def _render_whole(request, report: Report, sign_form: SignForm | None, errors, found: list[str]) -> HttpResponse:
    differences, error = _news(report)
    may_make = may(request.user, "reports.make", report)
    step = next_step(request.user, report, needs_recount=bool(differences))
    page = ReportTables(report, request.GET.get("category", ""))
    if step != "sign":
        if sign_form is not None:
            errors = [error for of_field in sign_form.errors.values() for error in of_field]
        sign_form = None
    elif sign_form is None:
        sign_form = (_unbound_sign_form if request.method == "POST" else sign_form_for)(request, report)
    visible = Report.objects.visible_to(request.user)
    same = visible.kept().filter(unit=report.unit, start=report.start, end=report.end)
    context = {
        "report": report,
        "period_name": upper_first(period_names(report.period)[0]),
        "steps": steps(report),
        "step": step,
        "waits_for": waits_for(report),
        "answers": _answers(report),
        "page": page,
        "loan_sentences": [*map(unbroken, page.loan_sentences)],
        "unconfirmed": page.unconfirmed(request.user),
        "written": [(TEXTS[key], report.texts[key]) for key in TEXTS if key in report.texts],
        "differences": differences,
        "error": error,
        "errors": errors,
        "faults": found,
        "sign_form": sign_form,
        "may_make": may_make,
        "button": _button(request, report),
        "may_discard": may_make and report.is_open,
        "newest": same.order_by("version").only("public_id", "version").last(),
        "reopenings": Reopening.objects.visible_to(request.user)
        .filter(unit=report.unit, period__start=report.start, period__end=report.end)
        .order_by("created_at"),
        "replacements": report.replacements.visible_to(request.user).order_by("version"),
    }
    status = 422 if errors else form_status(sign_form) if sign_form else 200
    return render(request, "reports/report_detail.html", context, status=status)


def _render_altered(request, report: Report, found: list[str]) -> HttpResponse:
    """The page of a report that somebody altered past the program: what is wrong, and the tables that can be read."""
    context = {
        "report": report,
        "faults": found,
        "tables": readable_tables(report),
        "button": _button(request, report),
        "may_discard": report.is_open and may(request.user, "reports.make", report),
    }
    return render(request, "reports/report_altered.html", context, status=422 if request.method == "POST" else 200)


def refuses_altered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of a view of one report, whose figures it uses: an altered report gets the page that says so."""

    @wraps(view)
    def guarded(request, public_id, *args, **kwargs) -> HttpResponse:
        report = report_of(request, public_id)
        found = faults(report)
        return _render_altered(request, report, found) if found else view(request, public_id, *args, **kwargs)

    return guarded


def _news(report: Report) -> tuple[list[Difference], str]:
    """Where the report differs from today's figures, and why that is not known. Counted once in a request."""
    kept = vars(report)
    if "news" not in kept:
        try:
            kept["news"] = (changes_since_count if report.is_open else restated_cells)(report), ""
        except Unbalanced as unbalanced:  # Only today's figures contradict themselves; the report keeps its own.
            kept["news"] = [], str(unbalanced)
    return kept["news"]


def _button(request, report: Report) -> ButtonForm:
    """The form of the page's buttons, which is never bound here."""
    form: Any = ButtonForm()
    form.idempotency_key, form.version = idempotency.new_key(request.user), page_version(report).digest()
    return form
