"""The report as an Excel workbook: the same tables, with numbers and dates as values that Excel can calculate with."""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from core.documents.model import Appendix, Cell, Kind, PictureAppendix, Table
from reports.documents.content import ReportContent

FONT = "Times New Roman"
# Typed text must never become a formula, a link or a number.
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
    "default_format_properties": {"font_name": FONT, "font_size": 11},
}
NUMBER_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.CHANGE: "+#,##0;-#,##0;0",
    Kind.RATE: "0.00",
    Kind.RATE_CHANGE: "+0.00;-0.00;0.00",
    Kind.LIMIT: "0.0",
    Kind.DATE: "dd/mm/yyyy",
}
SIDES = {Kind.TEXT: "left", Kind.LABEL: "center", Kind.DATE: "center"}
LETTERS_PER_DIGIT = 1.2  # column widths are measured in digits; letters are narrower
LONGEST_FOOTER = 200  # Excel allows 255 characters with codes; the first sheet has the full mark
MAX_ROW_HEIGHT = 409  # points
HEAD_COLUMNS = 8  # columns of the first sheet that the letterhead spans
A4, LANDSCAPE_MARGINS = 9, {"left": 0.8, "right": 0.5, "top": 0.8, "bottom": 0.8}


def to_xlsx(content: ReportContent) -> bytes:
    """Write the .xlsx file. The same content gives the same bytes."""
    saved = BytesIO()
    with xlsxwriter.Workbook(saved, WORKBOOK_OPTIONS) as workbook:
        properties = content.properties
        workbook.set_properties(
            {
                "title": properties.title[:255],
                "author": properties.author[:255],
                "subject": properties.subject[:255],
                "keywords": properties.keywords[:255],
                "comments": properties.comments[:255],
                "created": properties.moment.astimezone(UTC).replace(tzinfo=None),
            }
        )
        book = _Book(workbook, content)
        book.report()
        for appendix in content.appendices:
            book.appendix(appendix)
        if content.picture_appendix:
            book.pictures(content.picture_appendix)
        book.data()
    return saved.getvalue()


class _Book:
    """Writes one workbook. Each format is created once, because Excel limits the number of formats."""

    def __init__(self, workbook: xlsxwriter.Workbook, content: ReportContent):
        self.workbook, self.content = workbook, content
        self.formats: dict[tuple, object] = {}
        self.widths: Sequence[float] = ()
        self.heights: dict[tuple[str, int], float] = {}

    def format(self, **look):
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(
                {"font_name": FONT, "font_size": 11, "valign": "vcenter", **look}
            )
        return self.formats[key]

    def text_format(self, **look):
        """The format of typed text, so that Excel shows it as text whatever it begins with."""
        return self.format(text_wrap=True, num_format="@", quote_prefix=True, **look)

    def sheet(self, name: str, widths: Sequence[float], *, landscape: bool = True) -> Worksheet:
        """Add a sheet. `widths`: widths of the columns in characters."""
        sheet = self.workbook.add_worksheet(name)
        self.widths = widths
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(**LANDSCAPE_MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_footer(f"&C&8 {_footer(self.content.footer)}&R&8&P/&N")
        return sheet

    # --- sheets ---------------------------------------------------------------------------------------------------

    def report(self) -> None:
        """The first sheet: letterhead, identification of the figures, and the tables of the text one below the other."""
        tables = self.content.tables
        sheet = self.sheet(_("Báo cáo"), [30, *_column_widths(tables)], landscape=False)
        sheet.fit_to_pages(1, 1)
        line = self.head(sheet)
        for table in tables:
            line = self.table(sheet, line, table) + 1

    def head(self, sheet: Worksheet) -> int:
        content, head = self.content, self.content.letterhead
        look: dict[str, Any] = {"align": "center", "font_size": 12}
        left: list[tuple[str, dict[str, Any]]] = [
            (head.parent_agency, {}),
            (head.agency, {"bold": True}),
            (content.number, {}),
            (content.draft_mark, {"bold": True}),
        ]
        right: list[tuple[str, dict[str, Any]]] = [
            (content.nation, {"bold": True}),
            (content.motto, {"bold": True}),
            (content.place_and_date, {"italic": True}),
        ]
        for line, (text, more) in enumerate(left):
            self.merged(sheet, line, 0, 1, text, **look, **more)
        for line, (text, more) in enumerate(right):
            self.merged(sheet, line, 3, HEAD_COLUMNS - 1, text, **look, **more)
        titles = [(content.title, 14), *((text, 13) for text in content.abstract), (content.period, 12)]
        line = len(left)
        for line, (text, size) in enumerate(titles, start=len(left) + 1):
            self.merged(
                sheet, line, 0, HEAD_COLUMNS - 1, text, align="center", font_size=size, bold=text != content.period
            )
        return self.facts(sheet, line + 2)

    def facts(self, sheet: Worksheet, line: int) -> int:
        """Write the period as dates and the values that identify the figures. Returns the next free line."""
        labels = (_("Từ ngày"), _("Đến ngày"))
        for label, day in zip(labels, self.content.period_dates, strict=True):
            sheet.write_string(line, 0, label, self.text_format())
            sheet.write_datetime(line, 1, day, self.format(num_format=NUMBER_FORMATS[Kind.DATE], align="left"))
            line += 1
        for label, value in self.content.facts:
            sheet.write_string(line, 0, label, self.text_format())
            self.merged(sheet, line, 1, HEAD_COLUMNS - 1, value, align="left")
            line += 1
        return line + 1

    def appendix(self, appendix: Appendix) -> None:
        sheet = self.sheet(appendix.label, [5, *(9.5 * column.width for column in appendix.table.columns[1:])])
        last = len(appendix.table.columns) - 1
        self.merged(sheet, 0, 0, last, appendix.label, align="center", bold=True, font_size=14)
        self.merged(sheet, 1, 0, last, appendix.title, align="center", bold=True, font_size=13)
        self.merged(sheet, 2, 0, last, appendix.reference, align="center", italic=True, font_size=12)
        first = 4 if appendix.table.unit_note else 3
        self.table(sheet, 3, appendix.table)
        below = first + (2 if appendix.table.grouped else 1)
        sheet.freeze_panes(below, 2)
        sheet.repeat_rows(first, below - 1)

    def pictures(self, appendix: PictureAppendix) -> None:
        """The numbers of all pictures, one table below the other."""
        width = max(len(table.columns) for table in appendix.tables) if appendix.tables else 2
        sheet = self.sheet(appendix.label, [24, *[16] * (width - 1)])
        for line, (text, size) in enumerate(((appendix.label, 14), (appendix.title, 13), (appendix.reference, 12))):
            look = {"italic": True} if line == 2 else {"bold": True}
            self.merged(sheet, line, 0, width - 1, text, align="center", font_size=size, **look)
        line = 4
        for picture in appendix.pictures:
            texts: list[tuple[str, dict[str, Any]]] = [
                (picture.title, {"bold": True, "font_size": 12}),
                (picture.finding, {}),
            ]
            for text, more in texts:
                self.merged(sheet, line, 0, width - 1, text, align="center", **more)
                line += 1
            if picture.table:
                line = self.table(sheet, line, picture.table)
                self.merged(sheet, line, 0, width - 1, picture.source, italic=True, font_size=10)
            line += 2
        for note in appendix.notes:
            self.merged(sheet, line, 0, width - 1, note, italic=True, font_size=10, valign="top")
            line += 1

    def data(self) -> None:
        """The last sheet: a flat list with a filter, for pivot tables."""
        table = self.content.data
        sheet = self.sheet(_("Dữ liệu"), [12, 12, 11, 20, 34] + [11] * (len(table.columns) - 5))
        self.table(sheet, 0, table)
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        sheet.freeze_panes(1, 5)
        sheet.repeat_rows(0)

    # --- tables ---------------------------------------------------------------------------------------------------

    def table(self, sheet: Worksheet, line: int, table: Table) -> int:
        """Write a table from `line` on. Returns the first line below its notes."""
        last = len(table.columns) - 1
        if table.caption:
            self.merged(sheet, line, 0, last, table.caption, align="center", bold=True, font_size=12)
            line += 1
        if table.unit_note:
            self.merged(sheet, line, 0, last, table.unit_note, align="right", italic=True)
            line += 1
        line = self.table_head(sheet, line, table)
        for row in table.rows:
            for column, cell in enumerate(row.cells):
                self.cell(sheet, line, column, cell, bold=row.strong)
                if cell.kind == Kind.TEXT:
                    self.fit(sheet, line, cell.text, column, column)
            line += 1
        for note in table.notes:
            self.merged(sheet, line, 0, last, note, italic=True, font_size=10, valign="top")
            line += 1
        return line

    def table_head(self, sheet: Worksheet, line: int, table: Table) -> int:
        look: dict[str, Any] = {"bold": True, "align": "center", "border": 1, "bg_color": "#F2F2F2"}
        labels = [column.label for column in table.columns]
        if table.grouped:
            for group, first, count in table.header_groups():
                if group:
                    self.merged(sheet, line, first, first + count - 1, group, **look)
                    for column in range(first, first + count):
                        sheet.write_string(line + 1, column, labels[column], self.text_format(**look))
                else:
                    self.merged(sheet, line, first, first, labels[first], last_line=line + 1, **look)
            for column, label in enumerate(labels):
                self.fit(sheet, line + 1, label, column, column, 12)
            return line + 2
        for column, label in enumerate(labels):
            sheet.write_string(line, column, label, self.text_format(**look))
            self.fit(sheet, line, label, column, column, 12)
        return line + 1

    def cell(self, sheet: Worksheet, line: int, column: int, cell: Cell, *, bold: bool) -> None:
        """Write one cell: counts and rates as numbers, days as dates, a missing value as a dash."""
        look = {"border": 1, "bold": bold, "align": SIDES.get(cell.kind, "right")}
        if look["align"] != "center":
            look["indent"] = 1
        if isinstance(cell.value, date):
            sheet.write_datetime(line, column, cell.value, self.format(num_format=NUMBER_FORMATS[cell.kind], **look))
        elif cell.value == "":
            sheet.write_blank(line, column, None, self.format(**look))
        elif cell.value is None or cell.kind in (Kind.TEXT, Kind.LABEL):
            sheet.write_string(line, column, cell.text, self.text_format(**look))
        else:
            half = cell.kind == Kind.COUNT and isinstance(cell.value, float) and not cell.value.is_integer()
            number_format = "#,##0.0" if half else NUMBER_FORMATS[cell.kind]
            sheet.write_number(line, column, _number(cell.value), self.format(num_format=number_format, **look))

    def merged(
        self, sheet: Worksheet, line: int, first: int, last: int, text: str, *, last_line: int = 0, **look
    ) -> None:
        """Write `text` over several cells. merge_range alone would guess the type of the value."""
        cell_format = self.text_format(**look)
        if (line, first) != (last_line or line, last):
            sheet.merge_range(line, first, last_line or line, last, "", cell_format)
        sheet.write_string(line, first, text, cell_format)
        if not last_line:
            self.fit(sheet, line, text, first, last, look.get("font_size", 11))

    def fit(self, sheet: Worksheet, line: int, text: str, first: int, last: int, size: float = 11) -> None:
        """Set the row height for `text`. Excel does not fit merged cells, nor rows of files that another program wrote."""
        width = sum(self.widths[first : last + 1]) * 11 / size * LETTERS_PER_DIGIT
        height = min(MAX_ROW_HEIGHT, 1.4 * size * math.ceil(len(text) / width))
        if height > self.heights.get((sheet.name, line), 15):
            self.heights[sheet.name, line] = height
            sheet.set_row(line, height)


def _column_widths(tables: Iterable[Table]) -> list[float]:
    """Widths of the second and later columns at which every number of all tables is visible."""
    longest: dict[int, int] = {}
    for table in tables:
        for row in table.rows:
            for column, cell in enumerate(row.cells[1:]):
                longest[column] = max(longest.get(column, 0), len(cell.text))
    return [max(10.5, longest[column] + 3) for column in sorted(longest)]


def _footer(mark: str) -> str:
    """Escape the footer text: "&" begins a code and "&&" prints one. A digit right after "&8" would change the font size."""
    mark = mark[:LONGEST_FOOTER]
    while len(mark.replace("&", "&&")) > LONGEST_FOOTER:
        mark = mark[:-1]
    return mark.replace("&", "&&")


def _number(value: int | float | str) -> int | float:
    """Rates are kept as text."""
    return float(value) if isinstance(value, str) else value
