"""The page of one case."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.case_page.tabs import TABS, header_of, tabs_of
from cases.models import Case
from cases.worklist.loader import with_last


def find_case(user, public_id) -> Case | None:
    """Return a visible case with the annotations that its page needs, or None."""
    cases = Case.objects.visible_to(user).with_latest().select_related("person", "officer")
    return with_last(cases).filter(public_id=public_id).first()


@require_safe
@needs("cases.view")
def detail(request, public_id, slug="overview"):
    """Show one tab of a case page below its header. An HTMX request gets the tab alone."""
    tab = TABS.get(slug)
    if tab is None:
        raise Http404
    case = find_case(request.user, public_id)
    if case is None or not tab.is_visible(case):
        raise Http404
    audit_events.record(by=request.user, action="case.view", target=case, unit=case.unit_id, detail={"tab": slug})
    context = {"case": case, "tab": tab, **tab.context(request, case)}
    if request.htmx:
        return render(request, tab.template, context)
    return render(request, "cases/case_detail.html", context | {"tabs": tabs_of(case), "header": header_of(case)})
