"""Pages of the dashboard: the figures of a unit and period, the list behind each number, how each is counted."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions.roles import may, needs
from accounts.site.navigation import leader_panels_for
from audit import events as audit_events
from core.dates import VIETNAM
from core.spreadsheets.writing import CONTENT_TYPE
from dashboard.as_json import dashboard_json
from dashboard.content import Dashboard
from dashboard.export import LIST
from dashboard.figures_file import chart_workbook, figures_workbook
from dashboard.last_look import changes_since_last_look
from dashboard.members import Members
from dashboard.page import Page
from dashboard.question_form import ACTION, DashboardForm, address_of
from jobs.export_views import request_page
from reports.measures.dashboard.question import Question
from reports.measures.dashboard.registry import FIGURES, figure_of

PAGE_SIZE = 50
INVALID = 400


@require_safe
@needs(ACTION)
def page(request):
    """The figures of one question, as a page or, with `format=json`, as JSON."""
    form = DashboardForm.of_address(request.GET, request.user)
    if request.GET.get("format") == "json":
        return _json(request, form)
    if not form.is_valid():
        return render(request, "dashboard/page.html", {"form": form}, status=INVALID)
    dashboard = Dashboard(form.question())
    changes = changes_since_last_look(request.user, dashboard)
    _record(request, "dashboard.view", dashboard.question)
    shown = Page(dashboard, is_now=not request.GET.get("known_at"))
    context = {
        "form": form,
        "page": shown,
        "changes": changes,
        "panels": leader_panels_for(request.user),
    }
    return render(request, "dashboard/page.html", context)


def _json(request, form: DashboardForm) -> HttpResponse:
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=INVALID)
    dashboard = Dashboard(form.question())
    _record(request, "dashboard.view", dashboard.question)
    return JsonResponse(dashboard_json(dashboard), json_dumps_params={"ensure_ascii": False})


@require_safe
@needs(ACTION)
def figures_file(request):
    """All figures of one question, or with `chart` the data of one chart, as a workbook; it names nobody."""
    question, chart = _question(request), request.GET.get("chart", "")
    data = chart_workbook(Dashboard(question), chart) if chart else figures_workbook(Dashboard(question))
    if data is None:
        raise Http404
    _record(request, "dashboard.file", question, **({"chart": chart} if chart else {}))
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    name = (
        f"{chart or 'tong-quan'}-{question.unit.code}-{question.period.start:%Y%m%d}-{question.period.end:%Y%m%d}.xlsx"
    )
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_safe
@needs(ACTION)
def members(request, name):
    """The cases, loans or units behind one number."""
    found = _members(request, name)
    rows = found.loans if found.lists_loans else found.units if found.lists_units else found.cases
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    _record(request, "dashboard.list", found.question, figure=name, found=found.total, page=shown.number)
    if not (found.lists_loans or found.lists_units):
        wanted = found.needs_of(shown.object_list)
        for case in shown.object_list:
            vars(case)["note"] = found.note_of(case, wanted)
    context = {
        "found": found,
        "page": shown,
        "query": _without_page(request),
        "back": address_of(found.question, is_now=not request.GET.get("known_at")),
        "may_export": may(request.user, "cases.export") and not (found.lists_loans or found.lists_units),
    }
    return render(request, "dashboard/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.export")
def export(request, name):
    """Ask for the list behind a number as a workbook."""
    question = _members(request, name).question
    query = f"figure={name}&{address_of(question, is_now=not request.GET.get('known_at'))}"
    return request_page(request, LIST, query, "dashboard/export.html")


@require_safe
@needs(ACTION)
def method(request):
    """What each figure means."""
    audit_events.record(by=request.user, action="dashboard.method")
    return render(request, "dashboard/method.html", {"figures": FIGURES.values()})


def _question(request) -> Question:
    form = DashboardForm.of_address(request.GET, request.user)
    if not form.is_valid():
        raise Http404
    return form.question()


def _members(request, name: str) -> Members:
    figure = figure_of(name)
    if figure is None:
        raise Http404
    return Members(_question(request), name, figure, request.user)


def _record(request, action: str, question: Question, **more: Any) -> None:
    period, known_at = question.period, question.known_at.astimezone(VIETNAM)
    detail = {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "category": question.category,
        "known_at": known_at.isoformat(),
        **more,
    }
    audit_events.record(by=request.user, action=action, unit=question.unit.pk, detail=detail)


def _without_page(request) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
