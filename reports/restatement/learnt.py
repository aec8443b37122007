"""What somebody who signs a draft has to know: what came since it was counted, and what changed since the last signed version.

Counts nothing: it calls `figures` and compares (docs/measures.md §3).
"""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from cases.facts.clock import settled_time
from core.dates import VIETNAM
from reports.measures.history import report_figures
from reports.measures.management import figures
from reports.measures.rows import OWN, unit_rows
from reports.models import MeasureDefinition, Report
from reports.restatement.difference import Difference
from reports.restatement.loans import loan_differences
from reports.restatement.log import compare, instants_after

# Of a figure's object only these change although nothing was recorded.
OF_THE_COUNT = ("known_at", "checksum")
NAMED_IN_A_REFUSAL = 4


@dataclass(frozen=True, slots=True)
class Learnt:
    """`replaced`: the signed version that the draft would replace. `cells`: where they differ.

    `recorded`: the instants after the count at which facts of the period were recorded. They change nothing together, or the
    draft could not be signed.
    """

    replaced: Report | None
    cells: list[Difference] = field(default_factory=list)
    recorded: list[datetime] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cells or self.recorded)

    def as_json(self) -> dict:
        """As stored with the signed report."""
        return {
            "version": self.replaced and self.replaced.version,
            "cells": [[one.unit, one.category, one.field, one.reported, one.today] for one in self.cells],
            "recorded": [at.astimezone(VIETNAM).isoformat() for at in self.recorded],
        }

    def digest(self) -> str:
        """The text with which a form says what its user has seen; empty if nothing was learnt."""
        text = json.dumps(self.as_json(), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32] if self else ""


def learnt_by(report: Report) -> Learnt:
    """What the signer of this draft must have seen."""
    same = Report.objects.signed().filter(unit=report.unit_id, start=report.start, end=report.end)
    replaced = same.filter(version__lt=report.version).order_by("version").last()
    cells = compare(report, replaced.figures, report.figures) if replaced else []
    unit_ids = next(row.unit_ids for row in unit_rows(report.unit, report.period.end) if row.level == OWN)
    return Learnt(replaced, cells, instants_after(report, unit_ids))


def changes_since_count(report: Report) -> list[Difference]:
    """Where the documents of a draft would differ if it were counted now; empty if it can be signed.

    Raises: Unbalanced, if today's figures contradict themselves.
    """
    at, definition = settled_time(), report.definition
    now = report_figures(report.unit, report.period, at, definition)
    before = figures(report.unit, report.period.year_before(), at, definition)
    found = [*compare(report, report.figures, now)]
    if _counted(report.before) != _counted(before):
        earlier = compare(report, report.before, before)
        found += map(_of_the_year_before, earlier) if earlier else [_other(report, _("Cùng kỳ năm trước"))]
    if report.figures.get("loans") != now["loans"] and not any(loan_differences("", report.figures, now)):
        found.append(_other(report, _("Vay vốn")))
    if report.figures.get("data_quality") != now["data_quality"]:
        found.append(_other(report, _("Số lần ghi muộn, ghi sau báo cáo, sửa, rút")))
    if definition != MeasureDefinition.objects.on(report.end):
        found.append(_other(report, _("Cách tính tỷ lệ tái phạm")))
    # A fact of this period also changes the last of the half-years.
    if not found and report.figures.get("history") != now["history"]:
        found.append(_other(report, _("Số liệu các kỳ trước trong biểu đồ")))
    if not found and report.figures.get("activity") != now["activity"]:
        found.append(_other(report, _("Số liệu hoạt động trong kỳ")))
    if not found and _counted(report.figures) != _counted(now):
        found.append(_other(report, _("Số liệu khác")))
    return found


def named(differences: list[Difference]) -> str:
    """The first differences in one sentence: "xã Tịnh Bắc, Cộng, Người tái phạm tội: 1 → 2"."""
    texts = [
        ", ".join(filter(None, (one.unit, one.category, one.field)))
        + ("" if one.reported == one.today else f": {one.reported_text} → {one.today_text}")
        for one in differences[:NAMED_IN_A_REFUSAL]
    ]
    more = len(differences) - len(texts)
    return "; ".join(texts) + (_("; và %d chỗ khác") % more if more > 0 else "")


def _of_the_year_before(one: Difference) -> Difference:
    """The same cell exists in both periods, so its name says of which it is."""
    return replace(one, field=_("%s (cùng kỳ năm trước)") % one.field)


def _other(report: Report, label: str) -> Difference:
    """A part that differs and is not a table of cells."""
    return Difference(report.unit_names[report.unit.code], "", label, None, None)


def _counted(counted: dict) -> dict:
    return {name: value for name, value in counted.items() if name not in OF_THE_COUNT}
