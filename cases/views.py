"""The list of cases and the page of one case."""

from django.core.paginator import Paginator
from django.db.models import UUIDField
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.roles import may, needs
from accounts.scope import SOMEONE, for_user
from areas.prepared import Given, Prepared
from cases.forms import CaseFilterForm, searched
from cases.models import Case
from cases.shown import body as shown_of
from cases.shown import with_versions
from cases.tabs import TABS, header_of, tabs_of

PAGE_SIZE = 50


def _seen():
    cases = Case.objects.visible_to(SOMEONE).with_latest().select_related("person", "officer")
    return cases.filter(public_id=Given("public_id", UUIDField()))


# The case of an address for a user (for_user).
SEEN = Prepared(_seen)
SEEN_WITH_VERSIONS = Prepared(lambda: with_versions(_seen()))


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
    tab = TABS.get(slug)
    if tab is None:
        raise Http404
    is_kept = tab.is_kept and not request.htmx
    case = (SEEN_WITH_VERSIONS if is_kept else SEEN).first(public_id=public_id, **for_user(request.user))
    if case is None or not tab.shown(case):
        raise Http404
    audit.record(by=request.user, action="case.view", target=case, unit=case.unit_id, detail={"tab": slug})
    if request.htmx:
        return render(request, tab.template, {"case": case, "tab": tab, **tab.context(request, case)})

    def body():
        context = {"case": case, "tab": tab, "tabs": tabs_of(case), "header": header_of(case)}
        return render_to_string("cases/_case.html", {**context, **tab.context(request, case)})

    shown = shown_of(case, request.user, tab.slug, body) if is_kept else body()
    return render(request, "cases/case_detail.html", {"case": case, "body": shown})


def _without_page(request) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
