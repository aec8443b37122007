"""The list of cases and the page of one case."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.roles import may, needs
from cases.forms import CaseFilterForm, searched
from cases.models import Case
from cases.tabs import TABS, header_of, tabs_of

PAGE_SIZE = 50


@require_safe
@needs("cases.view")
def case_list(request):
    """Cases of my units, by given name. HTMX asks for the rows alone."""
    filters = CaseFilterForm(request.GET or None, user=request.user)
    cases = Case.objects.visible_to(request.user).for_list()
    cases = filters.apply(cases) if filters.is_bound else cases.filter(latest__end_on=None)
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    used = sorted(name for name in filters.fields if request.GET.get(name))
    detail = {"found": page.paginator.count, "page": page.number, "filters": used}
    audit.record(by=request.user, action="case.list", detail=detail)
    context = {
        "filters": filters,
        "page": page,
        "query": _without_page(request),
        "may_export": may(request.user, "cases.export"),
        "may_edit": may(request.user, "cases.edit"),
    }
    response = render(request, "cases/_rows.html" if request.htmx else "cases/case_list.html", context)
    if request.htmx:
        response.headers["HX-Push-Url"] = request.get_full_path()
    return response


@require_POST
@needs("cases.view")
def case_search(request):
    """To the list's address with the filters chosen. By post, because an ID number may have been typed."""
    query = searched(request.POST)
    return redirect(f"{reverse('cases:list')}{'?' if query else ''}{query}")


@require_safe
@needs("cases.view")
def detail(request, public_id, slug="overview"):
    """One tab of a case's page; above it who, where and what is next. HTMX asks for the tab alone."""
    cases = Case.objects.visible_to(request.user).with_latest().select_related("person", "officer")
    case = get_object_or_404(cases, public_id=public_id)
    tab = TABS.get(slug)
    if tab is None or not tab.shown(case):
        raise Http404
    audit.record(by=request.user, action="case.view", target=case, unit=case.unit_id, detail={"tab": slug})
    context = {"case": case, "tab": tab, "tabs": tabs_of(case), **tab.context(request, case)}
    if request.htmx:
        return render(request, tab.template, context)
    return render(request, "cases/case_detail.html", {**context, "header": header_of(case)})


def _without_page(request) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
