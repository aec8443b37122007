"""The support and work tabs: needs, support actions and jobs (NĐ 49/2020/NĐ-CP)."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, records, tab, timeline
from cases.models import Case, Employment, Need, SupportAction
from cases.records.registry import RecordKind, register
from cases.support.forms import ActionForm, EmploymentForm, NeedForm
from core.errors import Refused

# From (request, needs) to pairs of a need and a link (`url`, `text`). Later apps register such functions, e.g. for loans.
NeedLinks = Callable[[object, list[Need]], Iterable[tuple[Need, object]]]
_need_links: list[NeedLinks] = []


def need_links(function: NeedLinks) -> NeedLinks:
    """Decorator: register a function that returns links displayed beside needs."""
    _need_links.append(function)
    return function


def _with_links(request, needs: list[Need]) -> list[Need]:
    """Set `links` on each need and return the needs."""
    for need in needs:
        need.links = []
    for function in _need_links:
        for need, link in function(request, needs):
            need.links.append(link)
    return needs


def _check_not_before_need(record: SupportAction) -> None:
    if record.on < record.need.raised_on:
        raise Refused(gettext("Ngày hỗ trợ trước ngày nêu nhu cầu."))


def _of_case(request, case: Case) -> dict:
    return {"case": case}


register(RecordKind("needs", Need, NeedForm, _("Nhu cầu"), "support"))
register(
    RecordKind(
        "actions", SupportAction, ActionForm, _("Việc hỗ trợ"), "support", _check_not_before_need, form_kwargs=_of_case
    )
)
register(RecordKind("employments", Employment, EmploymentForm, _("Việc làm"), "work"))


@tab(slug="support", label=_("Nhu cầu, hỗ trợ"), template="cases/tabs/support.html", order=40)
def support(request, case: Case) -> dict:
    """Collect needs, actions and what was spent, in đồng."""
    actions = list(SupportAction.objects.active().filter(need__case=case).select_related("need").order_by("-on"))
    return {
        "needs": _with_links(request, list(case.needs.active().select_related("case").order_by("state", "-raised_on"))),
        "actions": actions,
        "spent": sum(row.cost or 0 for row in actions),
        "may_edit": may(request.user, "cases.edit"),
    }


@tab(slug="work", label=_("Việc làm"), template="cases/tabs/work.html", order=50)
def work(request, case: Case) -> dict:
    """Collect the jobs of the person, and whether there was work 3, 6 and 12 months after release."""
    return {
        "checks": case.work_checks.active(),
        "employments": case.employments.active().order_by("-start_on"),
        "may_edit": may(request.user, "cases.edit"),
    }


ACTIONS = records("support_actions", lambda: SupportAction.objects.active(), path="need__case", order_by="on")
# Struck needs are included, because their support actions are displayed.
NEEDS = records("needs", Need.objects.all, order_by="raised_on")


@timeline(ACTIONS, NEEDS)
def supported(actions: list[SupportAction], needs: list[Need]) -> Iterable[Entry]:
    """Yield a timeline entry for each support action, under the kind of its need."""
    need_of = {need.pk: need for need in needs}
    for row in actions:
        title = gettext("Hỗ trợ: %s") % need_of[row.need_id].get_kind_display()
        yield Entry(row.on, title, row.description, str(row.created_by or ""))


@timeline(NEEDS)
def needed(needs: list[Need]) -> Iterable[Entry]:
    """Yield timeline entries for the beginning and the end of each need."""
    for row in needs:
        if row.removed_at is not None:
            continue
        title = gettext("Nêu nhu cầu: %s") % row.get_kind_display()
        yield Entry(row.raised_on, title, row.description, str(row.created_by or ""))
        if row.closed_on:
            yield Entry(row.closed_on, f"{row.get_kind_display()}: {row.get_state_display().lower()}", row.result)


@timeline(records("employments", lambda: Employment.objects.active(), order_by="start_on"))
def worked(rows: list[Employment]) -> Iterable[Entry]:
    """Yield timeline entries for the beginning and the end of each job."""
    for row in rows:
        values = {"work": row.work, "employer": row.employer}
        yield Entry(
            row.start_on, gettext("Có việc làm: %(work)s, %(employer)s") % values, "", str(row.created_by or "")
        )
        if row.end_on:
            yield Entry(row.end_on, gettext("Thôi việc tại %s") % row.employer, row.why_ended)
