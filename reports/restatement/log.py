"""Restatement of a report: the figures that facts recorded after it would change (docs/measures.md §3).

The report itself never changes. This module counts nothing: it calls `figures` for the same period at two instants of known time
and compares the results. The differences of all entries of the log add up to the difference between the report and today.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import AuditEvent
from cases.models import Case, Reoffence, ReoffenceConfirmation, SecondPersonRequest, Stay
from core.dates import vn_date
from law.choices import Category
from reports.documents.tables import FIELD_LABELS
from reports.measures.management import MANAGEMENT_FIELDS, TOTAL, figures
from reports.measures.rows import OWN, unit_rows
from reports.models import Report
from reports.reopening.models import Reopening
from reports.restatement.difference import Difference
from reports.restatement.loans import changed_loan_facts, loan_changes, loan_differences

COMPARED_FIELDS = (*MANAGEMENT_FIELDS, "managed", "reoffended", "rate")
# Instants on one page of the log. Each costs one more count of the whole report.
PAGE_SIZE = 25
# A decision is noted this long at most before the facts that it records.
_DECIDED_BEFORE = timedelta(minutes=1)


# What RecordedChange says of a fact: description, why, document number, by.
_Described = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """One fact that was recorded, corrected or withdrawn after the report, of a case or loan that the user may see.

    `case`: None for a loan of an establishment.
    """

    case: Case | None
    description: str
    why: str = ""
    document_number: str = ""
    by: str = ""
    # False: the case itself was withdrawn later, so it has no page to link to.
    has_page: bool = True
    # The reopening of the period to which the entry belongs.
    reopening: Reopening | None = None
    # The second person whose decision recorded it, with the day since which this person had the role.
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """The facts recorded at one instant and the cells that they changed."""

    at: datetime
    changes: list[RecordedChange]
    # Number of changed cases that the user may not see.
    hidden_cases: int
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RestatementLog:
    """One page of the log. `page` says which, and how many there are."""

    entries: list[LogEntry]
    page: Page


def restated_cells(report: Report) -> list[Difference]:
    """Compare a report with the figures that the same period has today.

    Both sides use the definition stored in the report, even if another definition is in force today.

    Returns: the cells that differ, in the order of the report's rows; empty when nothing changed.
    Raises: Unbalanced, if today's figures contradict themselves.
    """
    return compare(report, report.figures, _figures(report, timezone.now()))


def restatement_log(report: Report, user: User, number: str | int | None = 1) -> RestatementLog:
    """List the instants after the report at which facts of its period were recorded, with the cells that each changed.

    Every instant is listed with author and case, however many there are: none is summed up with others.

    Arguments: `user`, who sees the changed cases inside their own scope; other cases are only counted. `number`: the page.
    Returns: the entries of the page in order of time; `differences` is empty where an instant changed no cell.
    Raises: Unbalanced, if the figures at one of the instants contradict themselves.
    """
    unit_ids = next(row.unit_ids for row in unit_rows(report.unit, report.period.end) if row.level == OWN)
    instants = instants_after(report, unit_ids)
    page = Paginator(instants, PAGE_SIZE).get_page(number)
    first = page.start_index() - 1
    before = _figures(report, instants[first - 1]) if first > 0 else report.figures
    of_period = {"period__start": report.start, "period__end": report.end}
    approved = Reopening.objects.filter(unit=report.unit_id, state=Reopening.State.APPROVED, **of_period)
    reopenings = list(approved.prefetch_related("cases"))
    entries = []
    for at in page:
        after = _figures(report, at)
        entries.append(_log_entry(unit_ids, at, compare(report, before, after), user, reopenings))
        before = after
    return RestatementLog(entries, page)


def _figures(report: Report, instant: datetime) -> dict:
    return figures(report.unit, report.period, instant, report.definition)


def instants_after(report: Report, unit_ids: set[int]) -> list[datetime]:
    """The instants after the report at which facts of these units' cases changed that the period counts.

    A version that replaces one with the same values, as far as the period counts them, is left out.
    """
    cases = Stay.objects.filter(unit__in=unit_ids).values("case")
    begun, ended = defaultdict(set), defaultdict(set)
    loans = changed_loan_facts(report, unit_ids)
    for rows in (_changed_stays(report, cases), _changed_reoffences(report, cases), loans):
        for known_from, known_until, *counted_values in rows:
            if known_from > report.known_at:
                begun[known_from].add(tuple(counted_values))
            if known_until is not None and known_until > report.known_at:
                ended[known_until].add(tuple(counted_values))
    return sorted(at for at in begun.keys() | ended.keys() if begun[at] != ended[at])


def _changed_stays(report: Report, cases) -> Iterator[tuple]:
    """Versions of stays that began or ended after the report. An end after the period's last day is read as no end."""
    overlapping = Q(start_on__lte=report.end) & (Q(end_on=None) | Q(end_on__gte=report.start))
    columns = (
        "known_from",
        "known_until",
        "case",
        "person",
        "unit",
        "category",
        "start_on",
        "end_on",
        "end_reason",
        "origin",
    )
    stays = Stay.objects.filter(overlapping, case__in=cases)
    for *values, end_on, end_reason, origin in _changed_since(report, stays, columns):
        ends_by_then = end_on is not None and end_on <= report.end
        yield (*values, *((end_on, end_reason) if ends_by_then else (None, "")), origin)


def _changed_reoffences(report: Report, cases) -> Iterator[tuple]:
    days = (report.start, report.end)
    of_period = Q(prosecuted_on__range=days) | Q(convicted_on__range=days)
    names = ("confirmation__known_from", "case", "person", "prosecuted_on", "convicted_on", "outcome")
    columns = ("known_from", "known_until", *names)
    confirmed_since = Q(confirmation__known_from__gt=report.known_at)
    versions = Reoffence.objects.filter(of_period, case__in=cases)
    # A version begins unconfirmed and ends as it was; its confirmation begins the same values, confirmed.
    for begins, ends, confirmed, *values in _changed_since(report, versions, columns, confirmed_since):
        yield begins, None, *values, False
        if confirmed is not None:
            yield confirmed, None, *values, True
        yield report.known_at, ends, *values, confirmed is not None


def _changed_since(report: Report, versions, columns: tuple[str, ...], or_since: Q | None = None):
    since = Q(known_from__gt=report.known_at) | Q(known_until__gt=report.known_at)
    return versions.filter(since | or_since if or_since else since).values_list(*columns)


def _log_entry(
    unit_ids: set[int], at: datetime, differences: list[Difference], user: User, reopenings: list[Reopening]
) -> LogEntry:
    cases = Stay.objects.filter(unit__in=unit_ids).values("case")
    recorded = [*_stay_changes(at, cases), *_reoffence_changes(at, cases), *_confirmations(at, cases)]
    case_ids = {case_id for case_id, _values in recorded}
    with_page = _by_id(Case.objects.visible_to(user).filter(pk__in=case_ids))
    visible = with_page | _by_id(Case.objects.withdrawn_visible_to(user).filter(pk__in=case_ids))
    deciders = _deciders(at, case_ids)
    changes = [
        RecordedChange(
            visible[case_id],
            *values,
            has_page=case_id in with_page,
            reopening=next((one for one in reopenings if one.covers(visible[case_id], at)), None),
            decided_by=deciders.get(case_id, ""),
        )
        for case_id, values in recorded
        if case_id in visible
    ]
    loans, hidden_loans = loan_changes(at, unit_ids, user)
    for loan, text, why, document_number, by in loans:
        covered = (one for one in reopenings if loan.case is not None and one.covers(loan.case, at))
        changes.append(RecordedChange(loan.case, text, why, document_number, by, reopening=next(covered, None)))
    return LogEntry(at, changes, len(case_ids - set(visible)) + hidden_loans, differences)


def _deciders(at: datetime, case_ids: set[int]) -> dict[int, str]:
    """By case: who decided the request whose approval recorded facts at this instant, in the same transaction."""
    approved = SecondPersonRequest.objects.filter(
        case__in=case_ids, state=SecondPersonRequest.State.APPROVED, decided_at__range=(at - _DECIDED_BEFORE, at)
    )
    return {row.case_id: _decider(row) for row in approved.select_related("decided_by").order_by("decided_at")}


def _decider(row: SecondPersonRequest) -> str:
    if row.decider_since is None:
        return str(row.decided_by)
    return _("%(who)s, giữ vai trò từ %(since)s") % {"who": row.decided_by, "since": vn_date(row.decider_since)}


def _by_id(cases) -> dict[int, Case]:
    return {case.pk: case for case in cases.select_related("person")}


def _stay_changes(at: datetime, cases) -> Iterator[tuple[int, _Described]]:
    """(case id, what was recorded) of the stays recorded at an instant. A correction counts once, with its new version."""
    begun = list(
        Stay.objects.filter(known_from=at, case__in=cases).select_related("unit", "recorded_by").order_by("start_on")
    )
    ended = set(Stay.objects.filter(known_until=at, case__in=cases).values_list("case", flat=True))
    for stay in begun:
        document_number = stay.document_number or stay.end_document_number
        yield stay.case_id, (_stay_text(stay), stay.why, document_number, str(stay.recorded_by or ""))
    for case_id in sorted(ended - {stay.case_id for stay in begun}):
        yield case_id, (_("Rút hồ sơ nhập nhầm"), *_withdrawal(case_id, at))


def _withdrawal(case_id: int, at: datetime) -> tuple[str, str, str]:
    """(reason, "", user) of the withdrawal of a case, from the audit log. The reason already contains the document's number."""
    events = AuditEvent.objects.filter(action="case.withdraw", target_type="cases.case", target_id=str(case_id))
    # The event is written a moment after the instant of the facts, and a case may be withdrawn twice: take the nearest event.
    event = min(events.select_related("by", "reason"), key=lambda event: abs(event.at - at), default=None)
    return (event.why, "", str(event.by or "")) if event else ("", "", "")


def _stay_text(stay: Stay) -> str:
    values = {
        "unit": stay.unit.full_name,
        "category": stay.get_category_display().lower(),
        "start": vn_date(stay.start_on),
        "end": _("đến %s") % vn_date(stay.end_on) if stay.end_on else _("đến nay"),
        "how": f" ({stay.get_end_reason_display().lower()})" if stay.is_closure else "",
    }
    return _("%(unit)s, diện %(category)s, từ %(start)s %(end)s%(how)s") % values


def _reoffence_changes(at: datetime, cases) -> Iterator[tuple[int, _Described]]:
    """(case id, what was recorded) of the reoffences recorded or withdrawn at an instant."""
    begun = list(Reoffence.objects.filter(known_from=at, case__in=cases).select_related("recorded_by"))
    corrected_cases = {reoffence.case_id for reoffence in begun if reoffence.why}
    for reoffence in begun:
        text = _("Khởi tố ngày %(on)s, %(outcome)s") % {
            "on": vn_date(reoffence.prosecuted_on),
            "outcome": reoffence.get_outcome_display().lower(),
        }
        yield (
            reoffence.case_id,
            (text, reoffence.why, reoffence.document_number, str(reoffence.recorded_by or "")),
        )
    ended = Reoffence.objects.filter(known_until=at, case__in=cases)
    for reoffence in ended:
        if reoffence.case_id in corrected_cases:
            continue
        text = _("Rút vụ khởi tố ngày %s") % vn_date(reoffence.prosecuted_on)
        yield reoffence.case_id, (text, *_approved_request(reoffence))


def _confirmations(at: datetime, cases) -> Iterator[tuple[int, _Described]]:
    """(case id, what was recorded) of the reoffences confirmed at an instant."""
    found = ReoffenceConfirmation.objects.filter(known_from=at, reoffence__case__in=cases)
    for one in found.select_related("reoffence", "confirmed_by"):
        text = _("Xác nhận vụ khởi tố ngày %s") % vn_date(one.reoffence.prosecuted_on)
        yield one.reoffence.case_id, (text, "", one.reoffence.document_number, str(one.confirmed_by))


def _approved_request(reoffence: Reoffence) -> tuple[str, str, str]:
    """(reason, document number, user) of the approved request to withdraw a reoffence; empty texts without one."""
    approved = SecondPersonRequest.objects.filter(
        case=reoffence.case_id, kind="reoffence.withdraw", state=SecondPersonRequest.State.APPROVED
    )
    for request in approved.select_related("decided_by"):
        if request.arguments["reoffence"]["pk"] == str(reoffence.pk):
            return request.why, request.document_number, str(request.decided_by or "")
    return "", "", ""


def compare(report: Report, before: dict, after: dict) -> list[Difference]:
    """The cells of a report's tables that differ between two counts, in the order of its rows, and the loans."""
    old_rows, new_rows = _rows_by_cell(before), _rows_by_cell(after)
    labels = {
        **FIELD_LABELS,
        "managed": _("Người được quản lý"),
        "reoffended": _("Người tái phạm tội"),
        "rate": _("Tỷ lệ (%)"),
    }
    differences = [
        Difference(report.unit_names.get(code, code), _category(category), str(labels[name]), old, new)
        for code, category in dict.fromkeys([*old_rows, *new_rows])
        for name in COMPARED_FIELDS
        for old, new in [(old_rows.get((code, category), {}).get(name), new_rows.get((code, category), {}).get(name))]
        if old != new
    ]
    if before["not_attributed"] != after["not_attributed"]:
        unit_name = report.unit_names[report.unit.code]
        counts = [len(side["not_attributed"]) for side in (before, after)]
        label = _("Tái phạm không xếp được vào giai đoạn quản lý")
        differences.append(Difference(unit_name, "", label, *counts))
    waiting = [len(side.get("unconfirmed", ())) for side in (before, after)]
    if waiting[0] != waiting[1]:
        label = _("Vụ tái phạm đã tính, chờ xác nhận")
        differences.append(Difference(report.unit_names[report.unit.code], "", label, *waiting))
    return [*differences, *loan_differences(report.unit_names[report.unit.code], before, after)]


def _rows_by_cell(report_figures: dict) -> dict[tuple[str, str], dict]:
    return {(row["unit"], row["category"]): row for row in report_figures["management"]}


def _category(category: str) -> str:
    return _("Cộng") if category == TOTAL else str(Category(category).label)
