"""Counting a report once, and drawing its documents from what was counted. Nothing here writes to the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from areas.models import Unit
from cases.facts.clock import settled_instant
from core.dates import Period, today
from core.documents import to_docx, to_pdf
from reports.documents import to_xlsx
from reports.documents.content import Content, build_content
from reports.letterhead import letterhead_on
from reports.measures.definition import Definition
from reports.measures.management import figures
from reports.measures.rows import unit_rows
from reports.models import FORMATS, MeasureDefinition

RENDERERS = dict(zip(FORMATS, (to_docx, to_pdf, to_xlsx), strict=True))
CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# Called before each step with its place and name.
Step = Callable[[int, str], None]
STEPS = 2 + len(FORMATS)


def no_step(_place: int, _name: str) -> None:
    """For callers whom nobody watches."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of a period and of the same period a year before, as known at one instant; names as printed by code."""

    unit: Unit
    period: Period
    figures: dict
    before: dict
    unit_names: dict[str, str]

    @property
    def known_at(self) -> datetime:
        return datetime.fromisoformat(self.figures["known_at"])

    @property
    def definition(self) -> Definition:
        return Definition(**self.figures["definition"])


@dataclass(frozen=True, slots=True)
class Wording:
    """What people add to the figures. `texts` by the keys of documents.TEXTS; an issued report needs number and date."""

    texts: dict[str, str] = field(default_factory=dict)
    number: str = ""
    signed_on: date | None = None
    issued: bool = False
    # Who drew this copy and when; at the foot of every page.
    mark: str = ""


def take(unit: Unit, period: Period, *, known_at: datetime | None = None, step: Step = no_step) -> Snapshot:
    """Count under the definition in force at the period's end. Raises measures.Unbalanced."""
    definition = MeasureDefinition.objects.on(period.end)
    earlier = period.year_before()
    at = known_at or settled_instant()
    step(0, _("Đang đếm số liệu trong kỳ"))
    now = figures(unit, period, at, definition)
    step(1, _("Đang đếm cùng kỳ năm trước"))
    before = figures(unit, earlier, at, definition)
    names = {row.unit.code: row.unit.full_name for day in (earlier.end, period.end) for row in unit_rows(unit, day)}
    return Snapshot(unit, period, now, before, dict(sorted(names.items())))


def content(snapshot: Snapshot, wording: Wording) -> Content:
    """The report in words and tables, under the letterhead of the day it is signed; unsigned, of today."""
    return build_content(
        snapshot.figures,
        snapshot.before,
        unit_names=snapshot.unit_names,
        letterhead=letterhead_on(snapshot.unit, wording.signed_on or today()),
        definition_text=snapshot.definition.text,
        signed_on=wording.signed_on,
        number=wording.number,
        issued=wording.issued,
        texts=wording.texts,
        export_mark=wording.mark,
    )


def draw(snapshot: Snapshot, wording: Wording, *, step: Step = no_step) -> dict[str, bytes]:
    """The documents by format."""
    ready = content(snapshot, wording)
    drawn = {}
    for place, name in enumerate(FORMATS, start=2):
        step(place, _("Đang tạo tệp %s") % name.upper())
        drawn[name] = RENDERERS[name](ready)
    return drawn


def file_name(snapshot: Snapshot, name: str, version: int | None = None) -> str:
    """bao-cao-6-thang-527-20231215-20240614-v1.docx: letters any system keeps."""
    period = f"{snapshot.period.start:%Y%m%d}-{snapshot.period.end:%Y%m%d}"
    suffix = f"-v{version}" if version else ""
    return f"bao-cao-6-thang-{snapshot.unit.code}-{period}{suffix}.{name}"
