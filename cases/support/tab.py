"""Needs, what was done about them, and work (NĐ 49/2020/NĐ-CP)."""

from collections.abc import Callable, Iterable

from django.db.models import Sum
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, tab, timeline
from cases.filled import of_case
from cases.models import Case, Employment, Need, SupportAction
from cases.records.forms import RecordForm, day_order
from cases.records.views import RecordKind, register
from core.errors import Refused


class NeedForm(RecordForm):
    past = ("raised_on", "closed_on")

    class Meta:
        model = Need
        fields = ("kind", "description", "raised_on", "due_on", "owner_text", "state", "closed_on", "result")

    def clean(self):
        data = super().clean()
        day_order(self, "raised_on", "closed_on", _now("Ngày kết thúc không thể trước ngày nêu."))
        closed = data.get("state") != Need.State.OPEN
        if closed and not data.get("closed_on") and "closed_on" not in self.errors:
            self.add_error("closed_on", _now("Nhu cầu đã kết thúc phải có ngày kết thúc."))
        if closed and not data.get("result"):
            self.add_error("result", _now("Hãy ghi kết quả."))
        if not closed and data.get("closed_on"):
            self.add_error("state", _now("Đã có ngày kết thúc thì chọn đáp ứng được hay không."))
        return data


class ActionForm(RecordForm):
    past = ("on",)

    class Meta:
        model = SupportAction
        fields = ("need", "on", "description", "cost", "source", "provider")

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = case.needs.standing()
        self.fields["need"].empty_label = None
        self.fields["need"].label_from_instance = lambda need: f"{need.get_kind_display()}: {need.description[:60]}"

    def clean(self):
        data = super().clean()
        if (data.get("cost") or 0) < 0:
            self.add_error("cost", _now("Kinh phí không thể âm."))
        if data.get("cost") and data.get("source") == SupportAction.Source.NONE:
            self.add_error("source", _now("Có kinh phí thì phải ghi nguồn."))
        return data


class EmploymentForm(RecordForm):
    past = ("start_on", "end_on")

    class Meta:
        model = Employment
        fields = (
            "employer", "work", "contract", "income", "start_on", "end_on", "why_ended", "working_after_3", "working_after_6",
            "working_after_12",
        )  # fmt: skip

    def clean(self):
        data = super().clean()
        day_order(self, "start_on", "end_on", _now("Ngày thôi việc không thể trước ngày bắt đầu."))
        return data


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
        raise Refused(_now("Ngày hỗ trợ trước ngày nêu nhu cầu."))


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
    actions = SupportAction.objects.standing().filter(need__case=case).select_related("need").order_by("-on")
    return {
        "needs": _linked(request, list(case.needs.standing().select_related("case").order_by("state", "-raised_on"))),
        "actions": actions,
        "spent": actions.aggregate(total=Sum("cost"))["total"] or 0,
        "may_edit": may(request.user, "cases.edit"),
    }


@tab(slug="work", label=_("Việc làm"), template="cases/tabs/work.html", order=50)
def work(request, case: Case) -> dict:
    return {
        "employments": case.employments.standing().order_by("-start_on"),
        "may_edit": may(request.user, "cases.edit"),
    }


_ACTIONS = of_case(lambda: SupportAction.objects.standing().select_related("need", "created_by"), "need__case")
_NEEDS = of_case(lambda: Need.objects.standing().select_related("created_by"))
_EMPLOYMENTS = of_case(lambda: Employment.objects.standing().select_related("created_by"))


@timeline(Need)
def supported(case: Case) -> Iterable[Entry]:
    for row in _ACTIONS(case):
        yield Entry(
            row.on, _now("Hỗ trợ: %s") % row.need.get_kind_display(), row.description, str(row.created_by or "")
        )


@timeline(Need)
def needed(case: Case) -> Iterable[Entry]:
    for row in _NEEDS(case):
        title = _now("Nêu nhu cầu: %s") % row.get_kind_display()
        yield Entry(row.raised_on, title, row.description, str(row.created_by or ""))
        if row.closed_on:
            yield Entry(row.closed_on, f"{row.get_kind_display()}: {row.get_state_display().lower()}", row.result)


@timeline(Employment)
def worked(case: Case) -> Iterable[Entry]:
    for row in _EMPLOYMENTS(case):
        told = {"work": row.work, "employer": row.employer}
        yield Entry(row.start_on, _now("Có việc làm: %(work)s, %(employer)s") % told, "", str(row.created_by or ""))
        if row.end_on:
            yield Entry(row.end_on, _now("Thôi việc tại %s") % row.employer, row.why_ended)
