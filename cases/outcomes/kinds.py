"""Registers dated outcomes as records on the tabs of the case page, and as lines of its timeline."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.case_page.tabs import Entry, records, timeline
from cases.models import AdministrativePenalty, PersonalPaper, WorkCheck
from cases.outcomes.forms import PaperForm, PenaltyForm, WorkCheckForm
from cases.records.registry import RecordKind, register
from core.dates import add_months, vn_date
from core.errors import Refused


def _not_before_its_month(record: WorkCheck) -> None:
    reached_on = add_months(record.case.release_on, record.months)
    if record.on < reached_on:
        values = {"months": record.months, "day": vn_date(reached_on)}
        raise Refused(
            gettext("Mốc %(months)s tháng kể từ ngày ra trại là ngày %(day)s; trước đó chưa xác định được.") % values
        )


register(RecordKind("violations", AdministrativePenalty, PenaltyForm, _("Xử phạt vi phạm hành chính"), "supervision"))
register(
    RecordKind("work-checks", WorkCheck, WorkCheckForm, _("Việc làm sau khi về"), "work", check=_not_before_its_month)
)
register(RecordKind("papers", PersonalPaper, PaperForm, _("Giấy tờ tùy thân"), "household"))


@timeline(records("violations", lambda: AdministrativePenalty.objects.active(), order_by="on"))
def penalised(rows: list[AdministrativePenalty]) -> Iterable[Entry]:
    """Yield a timeline entry for each administrative penalty, on the day of its decision."""
    for row in rows:
        title = gettext("Xử phạt vi phạm hành chính: %s") % row.get_form_display().lower()
        text = "\n".join([row.behaviour, gettext("Văn bản %s") % f"{row.decision_number}, {row.decided_by}"])
        yield Entry(row.decided_on, title, text, str(row.created_by or ""))


@timeline(records("work_checks", lambda: WorkCheck.objects.active(), order_by="on"))
def checked(rows: list[WorkCheck]) -> Iterable[Entry]:
    """Yield a timeline entry for each time at which it was established whether the person had work."""
    for row in rows:
        title = gettext("có việc làm") if row.has_work else gettext("chưa có việc làm")
        yield Entry(row.on, f"{row.get_months_display()}: {title}", row.proof, str(row.created_by or ""))


@timeline(records("personal_papers", lambda: PersonalPaper.objects.active(), order_by="noted_on"))
def issued(rows: list[PersonalPaper]) -> Iterable[Entry]:
    """Yield a timeline entry for each paper that was issued."""
    for row in rows:
        if row.issued_on:
            title = gettext("Được cấp: %s") % row.get_kind_display().lower()
            yield Entry(row.issued_on, title, row.issued_by, str(row.created_by or ""))
