"""The page of one case."""

from django.db.models import UUIDField
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.permissions.roles import needs
from accounts.permissions.scope import SOMEONE, for_user
from areas.prepared import Given, Prepared
from audit import events as audit_events
from cases.case_page.tabs import TABS, header_of, tabs_of
from cases.models import Case
from cases.shown import body as shown_of
from cases.shown import with_versions


def _seen():
    cases = Case.objects.visible_to(SOMEONE).with_latest().select_related("person", "officer")
    return cases.filter(public_id=Given("public_id", UUIDField()))


# The case of an address for a user (for_user).
SEEN = Prepared(_seen)
SEEN_WITH_VERSIONS = Prepared(lambda: with_versions(_seen()))


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
    audit_events.record(by=request.user, action="case.view", target=case, unit=case.unit_id, detail={"tab": slug})
    if request.htmx:
        return render(request, tab.template, {"case": case, "tab": tab, **tab.context(request, case)})

    def body():
        context = {"case": case, "tab": tab, "tabs": tabs_of(case), "header": header_of(case)}
        return render_to_string("cases/_case.html", {**context, **tab.context(request, case)})

    shown = shown_of(case, request.user, tab.slug, body) if is_kept else body()
    return render(request, "cases/case_detail.html", {"case": case, "body": shown})
