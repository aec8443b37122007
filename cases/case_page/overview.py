"""The overview tab: the person, the management and the timeline of stays and reoffences."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, records, tab, timeline, timeline_of, timeline_rows
from cases.choices import NOT_COUNTED
from cases.facts.late_entries import ReportedPeriod, is_after_report, is_late_entry, reported_periods
from cases.models import Case, Reoffence, ReoffenceConfirmation, Stay
from core.dates import VIETNAM
from law.models import LawSetting
from law.provider import SETTINGS
from law.provider import timeline_of as law_of
from law.timeline import LawTimeline

STAYS = records("stays", Stay.objects.all, related=("unit", "recorded_by"), order_by="start_on")
REOFFENCES = records("reoffences", Reoffence.objects.all, related=("recorded_by",), order_by="known_from")
CONFIRMATIONS = records(
    "confirmations",
    ReoffenceConfirmation.objects.all,
    path="reoffence__case",
    related=("confirmed_by",),
    order_by="known_from",
)


@tab(slug="overview", label=gettext_lazy("Tổng quan"), template="cases/tabs/overview.html", order=0)
def overview(request, case: Case) -> dict:
    """Collect what the overview tab shows: ID numbers, current reoffences, and the whole timeline."""
    rows = timeline_rows(case)
    reoffences = [row for row in rows["reoffences"] if row.known_until is None]
    return {
        "numbers": case.person.identity_numbers.order_by("created_at"),
        "reoffences": _with_state(sorted(reoffences, key=lambda row: row.prosecuted_on), rows["confirmations"]),
        "may_record": may(request.user, "reoffence.record"),
        "may_correct": may(request.user, "cases.correct"),
        "may_merge": may(request.user, "people.merge"),
        "may_see_access_log": may(request.user, "audit.looks"),
        "entries": timeline_of(rows),
    }


def _with_state(reoffences: list[Reoffence], confirmations: list[ReoffenceConfirmation]) -> list[dict]:
    """Return each reoffence with its confirmation."""
    confirmed = {one.reoffence_id: one for one in confirmations}
    return [
        {"reoffence": row, "confirmation": confirmed.get(row.pk), "is_counted": row.outcome not in NOT_COUNTED}
        for row in reoffences
    ]


class _Flags(TypedDict):
    is_late: bool
    is_after_report: bool


@timeline(STAYS, REOFFENCES, SETTINGS)
def facts(stays: list[Stay], reoffences: list[Reoffence], settings: list[LawSetting]) -> Iterable[Entry]:
    """Return the timeline entries of stays and reoffences, with marks for those that were entered late."""
    units = {stay.unit_id for stay in stays}
    reports, law = reported_periods(units), law_of(settings)
    yield from _stays(stays, reports, law)
    yield from _reoffences(reoffences, units, reports, law)


@timeline(CONFIRMATIONS)
def confirmations(rows: list[ReoffenceConfirmation]) -> Iterable[Entry]:
    """Return when a second person confirmed a reoffence."""
    for row in rows:
        on = row.known_from.astimezone(VIETNAM).date()
        yield Entry(on, _("Vụ tái phạm được người thứ hai xác nhận"), by=str(row.confirmed_by))


def _stays(versions: list[Stay], reports: list[ReportedPeriod], law: LawTimeline) -> Iterable[Entry]:
    begun, closed = (
        _first_known(versions, "start_on"),
        _first_known([row for row in versions if row.is_closure], "end_on"),
    )
    current = sorted((stay for stay in versions if stay.known_until is None), key=lambda stay: stay.start_on)
    for before, stay in zip([None, *current], current, strict=False):
        title = _stay_title(before, stay)
        by, here = str(stay.recorded_by or ""), {stay.unit_id}
        late = _late(begun, stay.start_on, here, reports, law)
        yield Entry(stay.start_on, title, _document_text(stay.document_number, stay.note), by, **late)
        if stay.is_closure and stay.end_on is not None:
            title = _("Kết thúc quản lý: %s") % stay.get_end_reason_display()
            text = _document_text(stay.end_document_number, stay.end_note)
            yield Entry(stay.end_on, title, text, by, **_late(closed, stay.end_on, here, reports, law))


def _stay_title(before: Stay | None, stay: Stay) -> str:
    """How the stay began: by coming home, by a change of category in the same commune, or by a transfer."""
    params = {"unit": stay.unit.full_name, "category": stay.get_category_display()}
    if stay.origin:
        return _("%(how)s, về %(unit)s, diện %(category)s") % {**params, "how": stay.get_origin_display()}
    if before is not None and before.unit_id == stay.unit_id:
        return _("Đổi diện quản lý: %(before)s → %(category)s") % {**params, "before": before.get_category_display()}
    return _("Chuyển đến %(unit)s, diện %(category)s") % params


def _reoffences(
    versions: list[Reoffence], units: set[int], reports: list[ReportedPeriod], law: LawTimeline
) -> Iterable[Entry]:
    """Return entries of all versions. Corrected and withdrawn versions are displayed with a line through them."""
    first = _first_known(versions, "prosecuted_on")
    for row in versions:
        title = _("Bị khởi tố về tội mới: %s") % row.get_outcome_display()
        yield Entry(
            row.prosecuted_on,
            title,
            _document_text(row.document_number, row.note),
            str(row.recorded_by or ""),
            **_late(first, row.prosecuted_on, units, reports, law),
            is_void=row.known_until is not None,
        )


def _first_known(versions: Iterable, day: str) -> dict[date, datetime]:
    """Return when a fact of each day was first entered, so that a correction does not count as a late entry."""
    found: dict[date, datetime] = {}
    for row in versions:
        found[getattr(row, day)] = min(row.known_from, found.get(getattr(row, day), row.known_from))
    return found


def _late(
    first: dict[date, datetime], day: date, units: set[int], reports: list[ReportedPeriod], law: LawTimeline
) -> _Flags:
    entered_at = first[day]
    return {
        "is_late": is_late_entry(entered_at, day, law),
        "is_after_report": is_after_report(entered_at, day, units, reports),
    }


def _document_text(document_number: str, *texts: str) -> str:
    number = _("Văn bản %s") % document_number if document_number else ""
    return "\n".join(filter(None, [number, *texts]))
