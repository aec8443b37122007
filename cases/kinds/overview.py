"""The first tab: who it is, where and how managed, and everything that happened."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from cases.tabs import Entry, tab, timeline, timeline_of


@tab(slug="overview", label=gettext_lazy("Tổng quan"), template="cases/tabs/overview.html", order=0)
def overview(request, case: Case) -> dict:
    return {
        "numbers": case.person.identity_numbers.order_by("created_at"),
        "entries": timeline_of(case),
    }


@timeline
def stays(case: Case) -> Iterable[Entry]:
    for stay in case.stays.current().select_related("unit", "recorded_by").order_by("start_on"):
        told = {"unit": stay.unit.full_name, "category": stay.get_category_display()}
        title = (
            _("%(how)s, về %(unit)s, diện %(category)s") % {**told, "how": stay.get_origin_display()}
            if stay.origin
            else _("Chuyển sang %(unit)s, diện %(category)s") % told
        )
        yield Entry(stay.start_on, title, _told(stay.document_number, stay.note), str(stay.recorded_by or ""))
        if stay.is_closure:
            title = _("Kết thúc quản lý: %s") % stay.get_end_reason_display()
            yield Entry(stay.end_on, title, _told(stay.end_document_number, stay.end_note), str(stay.recorded_by or ""))


@timeline
def reoffences(case: Case) -> Iterable[Entry]:
    for row in case.reoffences.current().select_related("recorded_by").order_by("prosecuted_on"):
        title = _("Bị khởi tố về tội mới: %s") % row.get_outcome_display()
        yield Entry(row.prosecuted_on, title, _told(row.document_number, row.note), str(row.recorded_by or ""))


def _told(document_number: str, note: str) -> str:
    number = _("Văn bản %s") % document_number if document_number else ""
    return ". ".join(filter(None, [number, note]))
