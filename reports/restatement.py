"""What became known since a report was made, and what each of it would change (measures.md §3).

The report stays as it is; this stands beside it. Nothing is counted here: the same figures are asked for at two instants, and the
difference is what was learnt between them. Laid end to end, the effects of all that was learnt are the whole difference.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import AuditEvent
from cases.models import Case, Reoffence, ReoffenceChange, Stay
from core.dates import vn_date
from core.documents.model import Cell, Kind
from law.choices import Category
from reports.documents.tables import FIELD_LABELS
from reports.measures.management import MANAGEMENT, TOTAL, figures
from reports.measures.rows import OWN, unit_rows
from reports.models import Report

COMPARED = (*MANAGEMENT, "managed", "reoffended", "rate")
# What was learnt at more instants than this is told together at the end: each costs counting once more.
MOST = 30


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that reads otherwise; counts as whole numbers, rates as text, None where there is none."""

    unit: str
    category: str
    field: str
    reported: int | float | str | None
    today: int | float | str | None

    @property
    def reported_text(self) -> str:
        return _printed(self.reported)

    @property
    def today_text(self) -> str:
        return _printed(self.today)


@dataclass(frozen=True, slots=True)
class Act:
    """Something written down about one case that the reader may see."""

    case: Case
    what: str
    why: str = ""
    document_number: str = ""
    by: str = ""
    # False: the case was taken back since, so that no page of it is left.
    has_page: bool = True


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was written down at one instant, and the cells that it changed."""

    at: datetime
    acts: list[Act]
    # How many cases of them the reader may not see.
    hidden: int
    effects: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Account:
    learnt: list[Learnt]
    # From the last of `learnt` on, what too many instants changed together; empty: all is told.
    rest: list[Difference] = field(default_factory=list)


def restatement(report: Report) -> list[Difference]:
    """What the same period would show today, where that differs.

    Counted as this report was, whatever definition is in force now. Raises measures.Unbalanced.
    """
    return _differences(report, report.figures, _figures(report, timezone.now()))


def account(report: Report, user: User) -> Account:
    """Each instant since the report at which something was learnt that changed a cell, in order. Raises measures.Unbalanced.

    `user` is shown the cases of the own units; of others it is said how many there are.
    """
    unit_ids = next(row.unit_ids for row in unit_rows(report.unit, report.period.end) if row.level == OWN)
    instants = _instants(report, unit_ids)
    found, before = [], report.figures
    for at in instants[:MOST]:
        after = _figures(report, at)
        if effects := _differences(report, before, after):
            found.append(_learnt(unit_ids, at, effects, user))
        before = after
    rest = _differences(report, before, _figures(report, timezone.now())) if len(instants) > MOST else []
    return Account(found, rest)


def _figures(report: Report, instant: datetime) -> dict:
    return figures(report.unit, report.period, instant, report.definition)


def _instants(report: Report, unit_ids: set[int]) -> list[datetime]:
    """When something was written about the cases of these units that may change the period; life that goes on does not."""
    cases = Stay.objects.filter(unit__in=unit_ids).values("case")
    begun, ended = defaultdict(set), defaultdict(set)
    for rows in (_stays(report, cases), _reoffences(report, cases)):
        for known_from, known_until, *seen in rows:
            if known_from > report.known_at:
                begun[known_from].add(tuple(seen))
            if known_until is not None and known_until > report.known_at:
                ended[known_until].add(tuple(seen))
    return sorted(at for at in begun.keys() | ended.keys() if begun[at] != ended[at])


def _stays(report: Report, cases) -> Iterator[tuple]:
    """Versions written or ended since, as the period sees them: what lies beyond its last day is not seen."""
    touching = Q(start_on__lte=report.end) & (Q(end_on=None) | Q(end_on__gte=report.start))
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
    for *told, end_on, end_reason, origin in _since(report, Stay.objects.filter(touching, case__in=cases), columns):
        is_seen = end_on is not None and end_on <= report.end
        yield (*told, *((end_on, end_reason) if is_seen else (None, "")), origin)


def _reoffences(report: Report, cases) -> Iterator[tuple]:
    days = (report.start, report.end)
    of_period = Q(prosecuted_on__range=days) | Q(convicted_on__range=days)
    columns = ("known_from", "known_until", "case", "person", "prosecuted_on", "convicted_on", "outcome")
    yield from _since(report, Reoffence.objects.filter(of_period, case__in=cases), columns)


def _since(report: Report, rows, columns: tuple[str, ...]):
    since = Q(known_from__gt=report.known_at) | Q(known_until__gt=report.known_at)
    return rows.filter(since).values_list(*columns)


def _learnt(unit_ids: set[int], at: datetime, effects: list[Difference], user: User) -> Learnt:
    cases = Stay.objects.filter(unit__in=unit_ids).values("case")
    told = [*_stays_at(at, cases), *_reoffences_at(at, cases)]
    keys = {key for key, _act in told}
    here = _by_key(Case.objects.visible_to(user).filter(pk__in=keys))
    seen = here | _by_key(Case.objects.withdrawn_visible_to(user).filter(pk__in=keys))
    acts = [Act(seen[key], *told_of, has_page=key in here) for key, told_of in told if key in seen]
    return Learnt(at, acts, len(keys - set(seen)), effects)


def _by_key(cases) -> dict[int, Case]:
    return {case.pk: case for case in cases.select_related("person")}


def _stays_at(at: datetime, cases) -> Iterator[tuple[int, tuple]]:
    """(case, what is told) for what was written about stays; versions that replace each other are one act."""
    begun = list(
        Stay.objects.filter(known_from=at, case__in=cases).select_related("unit", "recorded_by").order_by("start_on")
    )
    ended = set(Stay.objects.filter(known_until=at, case__in=cases).values_list("case", flat=True))
    for row in begun:
        yield (
            row.case_id,
            (_stay_text(row), row.why, row.document_number or row.end_document_number, str(row.recorded_by or "")),
        )
    for key in sorted(ended - {row.case_id for row in begun}):
        yield key, (_("Rút hồ sơ nhập nhầm"), *_withdrawal(key, at))


def _withdrawal(case_id: int, at: datetime) -> tuple[str, str, str]:
    """Why (its document in the same line), no number apart, and by whom a case was taken back at this instant."""
    told = AuditEvent.objects.filter(action="case.withdraw", target_type="cases.case", target_id=str(case_id))
    # Written a moment after the instant itself; nearest, because a case may be taken back twice.
    event = min(told.select_related("by"), key=lambda one: abs(one.at - at), default=None)
    return (event.detail.get("why", ""), "", str(event.by or "")) if event else ("", "", "")


def _stay_text(row: Stay) -> str:
    told = {
        "unit": row.unit.full_name,
        "category": row.get_category_display().lower(),
        "start": vn_date(row.start_on),
        "end": _("đến %s") % vn_date(row.end_on) if row.end_on else _("đến nay"),
        "how": f" ({row.get_end_reason_display().lower()})" if row.is_closure else "",
    }
    return _("%(unit)s, diện %(category)s, từ %(start)s %(end)s%(how)s") % told


def _reoffences_at(at: datetime, cases) -> Iterator[tuple[int, tuple]]:
    begun = list(Reoffence.objects.filter(known_from=at, case__in=cases).select_related("recorded_by"))
    replaced = {(row.case_id, row.why != "") for row in begun}
    for row in begun:
        text = _("Khởi tố ngày %(on)s, %(outcome)s") % {
            "on": vn_date(row.prosecuted_on),
            "outcome": row.get_outcome_display().lower(),
        }
        yield row.case_id, (text, row.why, row.document_number, str(row.recorded_by or ""))
    for row in Reoffence.objects.filter(known_until=at, case__in=cases).prefetch_related("changes__decided_by"):
        if (row.case_id, True) not in replaced:
            change = next((one for one in row.changes.all() if one.state == ReoffenceChange.State.APPROVED), None)
            told = (change.why, change.document_number, str(change.decided_by or "")) if change else ()
            yield row.case_id, (_("Rút vụ khởi tố ngày %s") % vn_date(row.prosecuted_on), *told)


def _differences(report: Report, before: dict, after: dict) -> list[Difference]:
    told, found = _lines(before), _lines(after)
    labels = {
        **FIELD_LABELS,
        "managed": _("Người được quản lý"),
        "reoffended": _("Người tái phạm tội"),
        "rate": _("Tỷ lệ (%)"),
    }
    differences = [
        Difference(report.unit_names.get(code, code), _category(category), str(labels[name]), was, now)
        for code, category in dict.fromkeys([*told, *found])
        for name in COMPARED
        for was, now in [(told.get((code, category), {}).get(name), found.get((code, category), {}).get(name))]
        if was != now
    ]
    if before["not_attributed"] != after["not_attributed"]:
        name = report.unit_names[report.unit.code]
        listed = [len(each["not_attributed"]) for each in (before, after)]
        differences.append(Difference(name, "", _("Tái phạm không xếp được vào giai đoạn quản lý"), *listed))
    return differences


def _lines(report_figures: dict) -> dict[tuple[str, str], dict]:
    return {(line["unit"], line["category"]): line for line in report_figures["management"]}


def _category(category: str) -> str:
    return _("Cộng") if category == TOTAL else str(Category(category).label)


def _printed(value: int | float | str | None) -> str:
    """As in the documents."""
    return Cell(value, Kind.RATE if isinstance(value, str) else Kind.COUNT).text
