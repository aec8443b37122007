"""A report's tables as a page shows them: the documents' own tables, with the spans of their heads."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from core.documents.model import Cell, Kind, Table
from reports.documents import citations, narrative
from reports.documents.tables import (
    FIELD_NOTES,
    below,
    category_table,
    groups,
    loan_table,
    management_table,
    own_rows,
    quality_note,
    recidivism_summary,
    recidivism_table,
    summary_table,
)
from reports.measures.management import TOTAL
from reports.models import Report

NUMBERS = {Kind.COUNT, Kind.CHANGE, Kind.RATE, Kind.RATE_CHANGE}


@dataclass(frozen=True, slots=True)
class Head:
    label: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class PageTable:
    """One table of a page; `key` is its place in the address. `head` has two rows where columns share a heading."""

    key: str
    caption: str
    table: Table

    @property
    def head(self) -> list[list[Head]]:
        columns = self.table.columns
        if not self.table.grouped:
            return [[Head(column.label) for column in columns]]
        upper: list[Head] = []
        for group, first, count in self.table.header_groups():
            shared = [Head(group, columns=count)] if group else []
            upper += shared or [Head(column.label, rows=2) for column in columns[first : first + count]]
        return [upper, [Head(column.label) for column in columns if column.group]]

    @property
    def rows(self) -> list[tuple[bool, list[dict]]]:
        """(printed bold, cells); the one cell of words in a row is its head."""
        return [(row.strong, [_page_cell(cell) for cell in row.cells]) for row in self.table.rows]

    @property
    def notes(self) -> tuple[str, ...]:
        return self.table.notes


def _page_cell(cell: Cell) -> dict:
    return {"text": cell.text, "is_number": cell.kind in NUMBERS, "is_head": cell.kind == Kind.TEXT}


class ReportTables:
    """The tables of one report. `category` chooses which one is shown by unit."""

    def __init__(self, report: Report, category: str = ""):
        self.report = report
        self.choices = groups()
        self.category = category if category in dict(self.choices) else TOTAL
        self.names = {code: report.unit_names[code] for code in sorted(report.unit_names)}
        self.definition = report.definition.text
        self.rate_notes = (self.definition, *quality_note(report.figures))
        self.notes = (*self.rate_notes, *map(str, FIELD_NOTES))

    @property
    def has_units_below(self) -> bool:
        return bool(below(self.report.figures, self.names))

    @cached_property
    def summary(self) -> PageTable:
        caption = _("Kỳ này và cùng kỳ năm trước")
        return PageTable("summary", caption, summary_table(*self._own, "", self.notes))

    @cached_property
    def recidivism_summary(self) -> PageTable:
        caption = _("Theo diện, so với cùng kỳ năm trước")
        return PageTable("recidivism-summary", caption, recidivism_summary(*self._own, "", self.rate_notes))

    @cached_property
    def movements(self) -> PageTable:
        """By unit for the chosen category; for a unit with none below it, by category."""
        figures = self.report.figures
        if not self.has_units_below:
            return PageTable("movements", _("Biến động hồ sơ theo diện"), category_table(figures, self.notes))
        caption = _("Biến động hồ sơ theo đơn vị, diện: %s") % dict(self.choices)[self.category].lower()
        return PageTable("movements", caption, management_table(figures, self.names, self.category, self.notes))

    @cached_property
    def recidivism(self) -> PageTable:
        report = self.report
        table = recidivism_table(report.figures, report.before, self.names, self.rate_notes)
        return PageTable("recidivism", _("Theo đơn vị và diện"), table)

    @cached_property
    def loans(self) -> PageTable | None:
        """None before Decision 22/2023, and in figures of a time when loans were not counted."""
        loans = self.report.figures.get("loans")
        if loans is None or self._decision is None:
            return None
        return PageTable("loans", _("Theo đối tượng và mục đích vay"), loan_table(loans, ""))

    @property
    def credit(self) -> list[str]:
        """The sentences of the documents about loans."""
        return [*narrative.credit(self.report.figures.get("loans"), self._decision.short)] if self._decision else []

    @property
    def not_attributed(self) -> list[dict]:
        """`case` and `counted_on` of what could not be attributed, the day as a date."""
        listed = self.report.figures["not_attributed"]
        return [{"case": item["case"], "counted_on": date.fromisoformat(item["counted_on"])} for item in listed]

    @cached_property
    def _decision(self):
        return citations.in_force(citations.LOANS, self.report.end)

    @property
    def _own(self) -> tuple[dict, dict]:
        return own_rows(self.report.figures), own_rows(self.report.before)
