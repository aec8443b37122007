"""The list of cases, filtered and searched."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions.roles import may, needs
from audit import events as audit_events
from cases.models import Case
from cases.search.forms import CaseFilterForm, searched

PAGE_SIZE = 50


@require_safe
@needs("cases.view")
def case_list(request):
    """List the cases of the user's units by given name. An HTMX request gets the rows alone."""
    filters = CaseFilterForm(request.GET or None, user=request.user)
    cases = Case.objects.visible_to(request.user).for_list()
    cases = filters.apply(cases) if filters.is_bound else cases.filter(latest__end_on=None)
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    used = sorted(name for name in filters.fields if request.GET.get(name))
    detail = {"found": page.paginator.count, "page": page.number, "filters": used}
    audit_events.record(by=request.user, action="case.list", detail=detail)
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
    """Redirect to the list with the chosen filters. It is a POST, because an ID number must not appear in a URL."""
    query = searched(request.POST)
    return redirect(f"{reverse('cases:list')}{'?' if query else ''}{query}")


def _without_page(request) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
