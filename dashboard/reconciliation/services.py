"""Compare every figure of a dashboard with its list, the report, the JSON and the workbook."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Membership
from accounts.permissions.roles import ALLOWED
from areas.models import Unit
from audit import events as audit_events
from core.dates import Period
from dashboard.as_json import dashboard_json
from dashboard.content import Dashboard
from dashboard.figures_file import figures_workbook
from dashboard.question_form import ACTION
from dashboard.reconciliation.models import Reconciliation
from law.provider import law
from law.rules.periods import DEFAULT_PRESET, presets
from reports.measures.dashboard import cohorts
from reports.measures.dashboard.question import Question
from reports.measures.dashboard.registry import FIGURES, members
from reports.measures.management import MANAGEMENT_FIELDS, TOTAL, figures
from reports.models import MeasureDefinition

# (name of the figure, where else it stands, the number there)
Elsewhere = tuple[str, str, Any]


def reconcile_all(today: date) -> int:
    """Compare the current and the last completed half-year of every unit that somebody works for; returns how many differ."""
    units = Membership.objects.on(today).filter(role__in=ALLOWED[ACTION]).values("unit")
    found = [
        reconcile(unit=unit, period=period, today=today)
        for unit in Unit.objects.filter(pk__in=units).order_by("code")
        for period in _periods(unit, today)
    ]
    return sum(bool(one.differences) for one in found)


def _periods(unit: Unit, today: date) -> list[Period]:
    """The current and the last completed half-year; of a unit that exists no more, the last one that it completed."""
    day = min(today, unit.valid_to or today)
    halves = presets(law(day))[DEFAULT_PRESET].half_years(day)
    return [halves.completed] if day < today else [halves.current, halves.completed]


@transaction.atomic
def reconcile(*, unit: Unit, period: Period, today: date) -> Reconciliation:
    """Compare all figures of one unit and period, and keep the result in place of the last one."""
    definition = MeasureDefinition.objects.on(period.end)
    dashboard = Dashboard(Question.now(unit, period, today, definition=definition))
    page = dashboard.numbers.own
    compared, differences = 0, []
    for name, where, there in _elsewhere(dashboard):
        compared += 1
        if (page[name] or 0) != (there or 0):
            differences.append({"figure": name, "where": where, "page": page[name], "there": there})
    found, _made = Reconciliation.objects.update_or_create(
        unit=unit,
        start=period.start,
        end=period.end,
        defaults={"checked_at": timezone.now(), "compared": compared, "differences": differences},
    )
    detail = {"start": period.start.isoformat(), "end": period.end.isoformat(), "differences": len(differences)}
    audit_events.record(by=None, action="dashboard.reconcile", unit=unit.pk, detail=detail)
    return found


def last_of(question: Question) -> Reconciliation | None:
    """The last comparison of the question's unit and period; none on another map, which no report has."""
    if question.map_on is not None:
        return None
    period = question.period
    return Reconciliation.objects.filter(unit=question.unit.pk, start=period.start, end=period.end).first()


def _elsewhere(dashboard: Dashboard) -> Iterator[Elsewhere]:
    question = dashboard.question
    for name in FIGURES:
        if name not in cohorts.FIGURES:
            yield name, "list", len(members(question, name))
    yield from _in_report(question)
    found = dashboard_json(dashboard)
    yield "managed", "json", found["headline"]["managed"]
    yield "reoffended", "json", found["headline"]["reoffended"]
    for row in found["by_category"]:
        if row["category"] == TOTAL:
            yield "managed", "json", row["managed"]
            yield "reoffended", "json", row["reoffended"]
    yield from _in_workbook(dashboard)


def _in_report(question: Question) -> Iterator[Elsewhere]:
    report = figures(question.unit, question.period, question.known_at, question.definition)
    own = next(row for row in report["management"] if row["unit"] == question.unit.code and row["category"] == TOTAL)
    for name in (*MANAGEMENT_FIELDS, "managed", "reoffended"):
        if name not in ("category_in", "category_out"):  # none of either in a total row
            yield name, "report", own[name]
    yield "unattributed", "report", len(report["not_attributed"])
    for name in ("late", "after_report", "corrected", "withdrawn"):
        yield name, "report", sum(part[name] for part in report["data_quality"].values())


def _in_workbook(dashboard: Dashboard) -> Iterator[Elsewhere]:
    sheet = load_workbook(io.BytesIO(figures_workbook(dashboard)), read_only=True).worksheets[0]
    written = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if len(row) > 1}
    for name, figure in FIGURES.items():
        if str(figure.label) in written:
            yield name, "workbook", written[str(figure.label)]
