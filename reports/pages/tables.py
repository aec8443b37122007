"""The tables of a report's page: the tables of the documents with column spans for HTML."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, Stay
from core.documents.model import Cell, Kind, Table
from reports.documents import activity_text, citations, narrative
from reports.documents.activity_tables import activity_tables
from reports.documents.activity_text import own_activity
from reports.documents.tables import (
    FIELD_NOTES,
    LOAN_NOTE,
    category_choices,
    category_table,
    child_codes,
    definition_notes,
    loan_table,
    management_table,
    own_rows,
    rate_notes,
    recidivism_summary,
    recidivism_table,
    summary_table,
)
from reports.documents.texts import TEXTS
from reports.documents.wording import unbroken
from reports.measures.management import TOTAL
from reports.models import Report

# What may go wrong with stored values that somebody altered: any of it.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
NUMBERS = {Kind.COUNT, Kind.CHANGE, Kind.RATE, Kind.RATE_CHANGE}


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of the table's head, and how many columns and rows it spans."""

    label: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class PageTable:
    """One table of the page. `key` is the HTML id; `head` has two rows if columns share a heading."""

    key: str
    caption: str
    table: Table

    @property
    def head(self) -> list[list[HeaderCell]]:
        """The rows of the head."""
        columns = self.table.columns
        if not self.table.grouped:
            return [[HeaderCell(column.label) for column in columns]]
        upper: list[HeaderCell] = []
        for group, first, count in self.table.header_groups():
            shared = [HeaderCell(group, columns=count)] if group else []
            upper += shared or [HeaderCell(column.label, rows=2) for column in columns[first : first + count]]
        return [upper, [HeaderCell(column.label) for column in columns if column.group]]

    @property
    def rows(self) -> list[tuple[bool, list[dict]]]:
        """(is bold, cells). The text cell of a row is its header cell."""
        return [(row.strong, [_page_cell(cell) for cell in row.cells]) for row in self.table.rows]

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes printed under the table."""
        return tuple(map(unbroken, self.table.notes))


def _page_cell(cell: Cell) -> dict:
    return {"text": cell.text, "is_number": cell.kind in NUMBERS, "is_head": cell.kind == Kind.TEXT}


class ReportTables:
    """The tables and sentences of one report. `category`: the category of the table by unit; default: the total."""

    def __init__(self, report: Report, category: str = ""):
        self.report = report
        self.choices = category_choices()
        self.category = category if category in dict(self.choices) else TOTAL
        self.unit_names = {code: report.unit_names[code] for code in sorted(report.unit_names)}
        definition = report.definition.text
        self.rate_notes = rate_notes(report.figures, report.before, definition, self.unit_names)
        # What the columns mean is said once, under the first table.
        self.notes = (*self.rate_notes, *map(str, FIELD_NOTES))
        changed = definition_notes(report.figures)
        self.movement_notes = (definition, *changed, _("Cách đếm từng cột: xem ghi chú dưới bảng «Số liệu chung»."))

    @property
    def has_units_below(self) -> bool:
        """Whether the report has figures for units below the reporting one."""
        return bool(child_codes(self.report.figures, self.unit_names))

    @cached_property
    def summary(self) -> PageTable:
        """All measures of the unit beside those of the year before."""
        caption = _("Kỳ này và cùng kỳ năm trước")
        return PageTable("summary", caption, summary_table(*self._unit_rows, "", self.notes))

    @cached_property
    def recidivism_summary(self) -> PageTable:
        """The rate of reoffending by category beside that of the year before."""
        caption = _("Theo diện, so với cùng kỳ năm trước")
        return PageTable("recidivism-summary", caption, recidivism_summary(*self._unit_rows, "", self.rate_notes))

    @cached_property
    def movements(self) -> PageTable:
        """Movements by unit for the chosen category; for a unit without units below it, by category."""
        figures = self.report.figures
        if not self.has_units_below:
            return PageTable("movements", _("Biến động hồ sơ theo diện"), category_table(figures, self.movement_notes))
        caption = _("Biến động hồ sơ theo đơn vị, diện: %s") % dict(self.choices)[self.category].lower()
        return PageTable(
            "movements", caption, management_table(figures, self.unit_names, self.category, self.movement_notes)
        )

    @cached_property
    def recidivism(self) -> PageTable:
        """The rate of reoffending by unit and category."""
        report = self.report
        table = recidivism_table(report.figures, report.before, self.unit_names, self.rate_notes)
        return PageTable("recidivism", _("Theo đơn vị và diện"), table)

    @cached_property
    def loans(self) -> PageTable | None:
        """None for periods before Decision 22/2023/QĐ-TTg and for reports made before loans were counted."""
        loans = self.report.figures.get("loans")
        if loans is None or self._decision is None:
            return None
        return PageTable("loans", _("Theo đối tượng và mục đích vay"), loan_table(loans, ""))

    @cached_property
    def activities(self) -> list[PageTable]:
        """Conditional release, credit and models by unit, as in the appendices."""
        loan_note = str(LOAN_NOTE) if self._decision else ""
        found = activity_tables(self.report.figures, self.unit_names, loan_note)
        return [PageTable(f"activity-{place}", title, table) for place, (title, table) in enumerate(found, start=1)]

    @property
    def activity_sentences(self) -> list[tuple[str, list[str]]]:
        """(heading, sentences) about what the unit did, the same as in the documents."""
        did = own_activity(self.report.figures)
        if did is None:
            return []
        own, _before = self._unit_rows
        parts = {
            "management": activity_text.management(did),
            "probation": activity_text.probation(did, own),
            "support": activity_text.support(did),
            "models": activity_text.models(did),
            "expungement": activity_text.expungement(did),
        }
        grouped = [(_("Phân nhóm"), list(activity_text.groups(did)))]
        return [*grouped, *((str(TEXTS[key]), [*map(unbroken, sentences)]) for key, sentences in parts.items())]

    @property
    def loan_sentences(self) -> list[str]:
        """The sentences about loans, the same as in the documents."""
        if self._decision is None:
            return []
        return [*narrative.loan_sentences(self.report.figures.get("loans"), self._decision.short)]

    @cached_property
    def not_attributed(self) -> dict:
        """The reoffences that fall into no stay, as `unconfirmed` names them; only of sealed cases nobody reads the code.

        A leader looks up the others by their code, also those of cases that are not the leader's.
        """
        found = self._listed("not_attributed")
        sealed = Case.objects.filter(pk__in=Stay.objects.sealed().values("case"))
        hidden = set(sealed.filter(code__in={item["case"] for item in found}).values_list("code", flat=True))
        seen = [item for item in found if item["case"] not in hidden]
        return {"seen": seen, "count": len(found), "hidden": len(found) - len(seen)}

    def unconfirmed(self, user: User) -> dict:
        """The counted reoffences that nobody has confirmed: those of cases that the user may see, and how many others.

        `seen`: `case` (its code) and `counted_on` (a date) of each; `count`: of all; `hidden`: of those that are not named.

        None in reports made before they were counted.
        """
        found = self._listed("unconfirmed")
        codes = {item["case"] for item in found}
        visible = set(Case.objects.visible_to(user).filter(code__in=codes).values_list("code", flat=True))
        seen = [item for item in found if item["case"] in visible]
        return {"seen": seen, "count": len(found), "hidden": len(found) - len(seen)}

    def _listed(self, name: str) -> list[dict]:
        reoffences = self.report.figures.get(name, ())
        return [{"case": item["case"], "counted_on": date.fromisoformat(item["counted_on"])} for item in reoffences]

    @cached_property
    def _decision(self):
        return citations.in_force(citations.LOANS, self.report.end)

    @property
    def _unit_rows(self) -> tuple[dict, dict]:
        return own_rows(self.report.figures), own_rows(self.report.before)


def readable_tables(report: Report) -> list[PageTable]:
    """The tables of an altered report that can still be made."""
    found = []
    for name in ("summary", "movements", "recidivism_summary", "recidivism", "loans"):
        with suppress(*UNREADABLE):
            table = getattr(ReportTables(report), name)
            if table is not None and table.rows:  # which formats every number
                found.append(table)
    return found
