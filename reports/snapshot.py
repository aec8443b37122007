"""Counting the figures of a report once and rendering its documents from them. Nothing here writes to the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from areas.models import Unit
from cases.facts.clock import settled_time
from core.dates import Period, today
from core.documents import to_docx, to_pdf
from law.provider import law
from law.rules.periods import presets
from reports.documents import to_xlsx
from reports.documents.content import ReportContent, build_content
from reports.documents.letterhead import letterhead_on
from reports.documents.unbroken import with_unbroken_numbers
from reports.documents.wording import history_names
from reports.measures.definition import Definition
from reports.measures.history import report_figures
from reports.measures.management import figures
from reports.measures.rows import unit_rows
from reports.models import FORMATS, MeasureDefinition
from reports.periods.names import period_names

RENDERERS = dict(zip(FORMATS, (to_docx, to_pdf, to_xlsx), strict=True))
CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# Called before each step with the step's number, from 0, and its name.
ProgressCallback = Callable[[int, str], None]
STEP_COUNT = 2 + len(FORMATS)


def no_progress(_step: int, _name: str) -> None:
    """The callback of callers that show no progress."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of a period and of the same period a year before, both as known at one instant.

    `unit_names` maps the code of every unit in the figures to its name as printed.
    """

    unit: Unit
    period: Period
    figures: dict
    before: dict
    unit_names: dict[str, str]

    @property
    def known_at(self) -> datetime:
        """The instant at which everything counted was known."""
        return datetime.fromisoformat(self.figures["known_at"])

    @property
    def definition(self) -> Definition:
        """The definition of the rate that was used."""
        return Definition(**self.figures["definition"])


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """What a user enters for the documents. `texts`: paragraphs by the keys of documents.content.TEXTS.

    A signed report needs `number` and `signed_on`; a draft may leave them empty.
    """

    texts: dict[str, str] = field(default_factory=dict)
    number: str = ""
    signed_on: date | None = None
    signed: bool = False
    # Who rendered this copy and when. Printed in the footer of every page.
    footer_mark: str = ""
    # Which signed version this one replaces, and why, as a sentence.
    replaces: str = ""


def take_snapshot(
    unit: Unit, period: Period, *, known_at: datetime | None = None, progress: ProgressCallback = no_progress
) -> Snapshot:
    """Count a unit's figures under the definition of the period's last day, as known at the same instant.

    Arguments: `known_at` counts the facts known at that instant (default: now).
    Raises: measures.management.Unbalanced, if the figures contradict themselves.
    """
    year_before = period.year_before()
    at = known_at or settled_time()
    definition = MeasureDefinition.objects.on(period.end, at)
    progress(0, _("Đang đếm số liệu trong kỳ"))
    current = report_figures(unit, period, at, definition)
    progress(1, _("Đang đếm cùng kỳ năm trước"))
    before = figures(unit, year_before, at, definition)
    days = (year_before.end, period.end)
    names = {row.unit.code: row.unit.full_name for day in days for row in unit_rows(unit, day)}
    return Snapshot(unit, period, current, before, dict(sorted(names.items())))


def document_content(snapshot: Snapshot, details: DocumentDetails) -> ReportContent:
    """The sentences and tables of the report, under the letterhead in force on the signing date (unsigned: today)."""
    ways = presets(law(snapshot.period.end)).values()
    return build_content(
        snapshot.figures,
        snapshot.before,
        unit_names=snapshot.unit_names,
        letterhead=letterhead_on(snapshot.unit, details.signed_on or today()),
        definition_text=snapshot.definition.text,
        half_names=period_names(snapshot.period),
        history_names=history_names(snapshot.figures, ways),
        signed_on=details.signed_on,
        number=details.number,
        signed=details.signed,
        texts=details.texts,
        export_mark=details.footer_mark,
        replaces=details.replaces,
    )


def render_documents(
    snapshot: Snapshot, details: DocumentDetails, *, progress: ProgressCallback = no_progress
) -> dict[str, bytes]:
    """The documents of a report: format (one of FORMATS) -> bytes of the file."""
    content = with_unbroken_numbers(document_content(snapshot, details))
    files = {}
    for step, name in enumerate(FORMATS, start=2):
        progress(step, _("Đang tạo tệp %s") % name.upper())
        files[name] = RENDERERS[name](content)
    return files


def file_name(snapshot: Snapshot, name: str, version: int | None = None) -> str:
    """The name of a document, in ASCII: bao-cao-6-thang-527-20231215-20240614-v1.docx. `name`: one of FORMATS."""
    period = f"{snapshot.period.start:%Y%m%d}-{snapshot.period.end:%Y%m%d}"
    suffix = f"-v{version}" if version else ""
    return f"bao-cao-6-thang-{snapshot.unit.code}-{period}{suffix}.{name}"
