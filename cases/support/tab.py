"""Needs, what was done about them, and work (NĐ 49/2020/NĐ-CP)."""

from collections.abc import Callable, Iterable

from django.db.models import Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, tab, timeline
from cases.filled import of_case
from cases.models import Case, Employment, Need, SupportAction
from cases.records.registry import RecordKind, register
from cases.support.forms import ActionForm, EmploymentForm, NeedForm
from core.errors import Refused

# From (request, needs) to pairs of a need and something with `url` and `text`: what later apps made of it, or may make.
NeedLinks = Callable[[object, list[Need]], Iterable[tuple[Need, object]]]
_need_links: list[NeedLinks] = []


def need_links(function: NeedLinks) -> NeedLinks:
    """Decorator: register links that are shown beside needs."""
    _need_links.append(function)
    return function


def _linked(request, needs: list[Need]) -> list[Need]:
    """The needs, each with its `links`."""
    for need in needs:
        need.links = []
    for function in _need_links:
        for need, link in function(request, needs):
            need.links.append(link)
    return needs


def _acted_after_need(record: SupportAction) -> None:
    if record.on < record.need.raised_on:
        raise Refused(gettext("Ngày hỗ trợ trước ngày nêu nhu cầu."))


def _of_case(request, case: Case) -> dict:
    return {"case": case}


register(RecordKind("needs", Need, NeedForm, _("Nhu cầu"), "support"))
register(
    RecordKind(
        "actions", SupportAction, ActionForm, _("Việc hỗ trợ"), "support", _acted_after_need, form_kwargs=_of_case
    )
)
register(RecordKind("employments", Employment, EmploymentForm, _("Việc làm"), "work"))


@tab(slug="support", label=_("Nhu cầu, hỗ trợ"), template="cases/tabs/support.html", order=40)
def support(request, case: Case) -> dict:
    actions = SupportAction.objects.active().filter(need__case=case).select_related("need").order_by("-on")
    return {
        "needs": _linked(request, list(case.needs.active().select_related("case").order_by("state", "-raised_on"))),
        "actions": actions,
        "spent": actions.aggregate(total=Sum("cost"))["total"] or 0,
        "may_edit": may(request.user, "cases.edit"),
    }


@tab(slug="work", label=_("Việc làm"), template="cases/tabs/work.html", order=50)
def work(request, case: Case) -> dict:
    return {
        "employments": case.employments.active().order_by("-start_on"),
        "may_edit": may(request.user, "cases.edit"),
    }


_ACTIONS = of_case(lambda: SupportAction.objects.active().select_related("need", "created_by"), "need__case")
_NEEDS = of_case(lambda: Need.objects.active().select_related("created_by"))
_EMPLOYMENTS = of_case(lambda: Employment.objects.active().select_related("created_by"))


@timeline(Need)
def supported(case: Case) -> Iterable[Entry]:
    for row in _ACTIONS(case):
        yield Entry(
            row.on, gettext("Hỗ trợ: %s") % row.need.get_kind_display(), row.description, str(row.created_by or "")
        )


@timeline(Need)
def needed(case: Case) -> Iterable[Entry]:
    for row in _NEEDS(case):
        title = gettext("Nêu nhu cầu: %s") % row.get_kind_display()
        yield Entry(row.raised_on, title, row.description, str(row.created_by or ""))
        if row.closed_on:
            yield Entry(row.closed_on, f"{row.get_kind_display()}: {row.get_state_display().lower()}", row.result)


@timeline(Employment)
def worked(case: Case) -> Iterable[Entry]:
    for row in _EMPLOYMENTS(case):
        told = {"work": row.work, "employer": row.employer}
        yield Entry(row.start_on, gettext("Có việc làm: %(work)s, %(employer)s") % told, "", str(row.created_by or ""))
        if row.end_on:
            yield Entry(row.end_on, gettext("Thôi việc tại %s") % row.employer, row.why_ended)
