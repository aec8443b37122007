"""The checked workbook with its errors: marked cells, a column «Lỗi» beside the rows, a first sheet «Lỗi».

The marked copy can be corrected and uploaded again: the import ignores that column and sheet, and old marks are removed.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _

from core import sandbox
from core.spreadsheets import encodings
from core.spreadsheets.cell_formats import MARK_AUTHOR
from core.spreadsheets.cells import Cell, ErrorCell, FormattedDate, FormattedNumber
from core.spreadsheets.reader import Sheet, read_sheets
from core.spreadsheets.sandbox_tasks import MARK_COLOUR, is_formula_like
from core.text import nfc, squash
from register.issues import Issue
from register.reading.columns import ERRORS
from register.reading.layout.headers import HEADER_WITHIN

_LONGEST_CELL = 32_767  # of Excel
_LONGEST_NAME = 31


@dataclass(slots=True)
class _Marks:
    """`cells`: (sheet, row, column) → message; `notes`: the same for the cells of the column «Lỗi»."""

    cells: dict[tuple[str, int, int], str] = field(default_factory=dict)
    notes: dict[tuple[str, int, int], str | None] = field(default_factory=dict)

    def add(self, sheet: str, row: int, column: int, text: str) -> None:
        place = sheet, row, column
        self.cells[place] = f"{self.cells[place]}\n{text}" if place in self.cells else text


def marked_copy(data: bytes, kind: str, issues: Sequence[Issue]) -> bytes:
    """An .xlsx of the workbook with `issues` marked. `kind`: the result of check_file. Raises FileRefused.

    An .xlsx keeps its layout. Other types, and an .xlsx that openpyxl cannot write, become plain rows. No cell of the copy is
    a formula: calculated cells contain their stored value, which was checked.
    """
    sheets = read_sheets(kind, data)
    marks = _Marks()
    for sheet in sheets:
        _mark_sheet(sheet, [(issue.row, issue) for issue in issues if issue.sheet == sheet.name and issue.row], marks)
    lines: list[list] = [[_("Trang tính"), _("Dòng"), _("Cột"), _("Giá trị"), _("Lỗi")]]
    lines += [[issue.sheet, issue.row, issue.column, issue.value, issue.message] for issue in issues]
    if kind == "xlsx":
        try:
            return sandbox.run(
                "mark", data, slow=True, title=ERRORS, lines=lines, marks=_flat(marks.cells), notes=_flat(marks.notes)
            )
        except (sandbox.ParserFailed, sandbox.FileUnusable):
            pass  # plain rows instead
    return _rebuilt(sheets, marks, lines)


def _flat(places: dict) -> list[list]:
    return [[*place, text] for place, text in places.items()]


def _mark_sheet(sheet: Sheet, issues: list[tuple[int, Issue]], marks: _Marks) -> None:
    """`issues`: those of the sheet, each with its row."""
    header, columns = _headers(sheet, {issue.column for _row, issue in issues if issue.column})
    beside = _errors_column(sheet, marks)
    for row, issue in issues:
        marks.add(sheet.name, row, columns.get(issue.column or "", 1), issue.message)
    by_row: dict[int, list[str]] = {}
    for row, issue in issues:
        by_row.setdefault(row, []).append(f"{issue.column}: {issue.message}" if issue.column else issue.message)
    for row, texts in by_row.items():
        marks.notes[sheet.name, row, beside] = "; ".join(texts)
    if by_row:
        marks.notes.setdefault((sheet.name, header, beside), ERRORS)


def _headers(sheet: Sheet, wanted: set[str]) -> tuple[int, dict[str, int]]:
    """(row, header → column) of the row with most of the `wanted` headers; both count from 1.

    A header of two rows, "Thời gian Ngày ra trại", is found by the label of either row.
    """
    best: tuple[int, dict[str, int]] = (1, {})
    labels: dict[str, int] = {}
    for row, cells in sheet.rows:
        if row > HEADER_WITHIN:
            break
        found: dict[str, int] = {}
        for column, cell in enumerate(cells, start=1):
            # An issue names a header of an old encoding in Unicode.
            for label in map(nfc, encodings.in_unicode(str(cell)) if cell is not None else ()):
                labels.setdefault(label, column)
                if label in wanted:
                    found.setdefault(label, column)
        if len(found) > len(best[1]):
            best = (row, found)
    for name in wanted - best[1].keys():
        parts = [label for label in labels if label and (name.endswith(f" {label}") or name.startswith(f"{label} "))]
        if parts:
            best[1][name] = labels[max(parts, key=name.endswith)]
    return best


def _errors_column(sheet: Sheet, marks: _Marks) -> int:
    """The column for notes: that of an earlier check, which is emptied, or the first free column."""
    for row, cells in sheet.rows:
        if row > HEADER_WITHIN:
            break
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and squash(cell) == squash(ERRORS):
                below = (number for number, line in sheet.rows if number > row and len(line) > place and line[place])
                marks.notes.update(dict.fromkeys((sheet.name, number, place + 1) for number in below))
                return place + 1
    return max((len(cells) for _row, cells in sheet.rows), default=0) + 1


# --- plain rows ----------------------------------------------------------------------------------------------------------


def _rebuilt(sheets: list[Sheet], marks: _Marks, lines: list[list]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        writer = _CellWriter(book)
        summary = book.add_worksheet(ERRORS)
        summary.freeze_panes(1, 0)
        summary.set_column(0, 3, 20)
        summary.set_column(4, 4, 90)
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                writer.write(summary, row, column, value)
        names = {squash(ERRORS)}
        for sheet in sheets:
            if squash(sheet.name) != squash(ERRORS):
                writer.sheet(book.add_worksheet(_sheet_name(sheet.name, names)), sheet, marks)
    return file.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts and that is not taken yet."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", nfc(name)).strip("' ")[:_LONGEST_NAME] or "Sheet"
    number = 2
    result = plain
    while result.casefold() in taken:
        result = f"{plain[: _LONGEST_NAME - 4]} {number}"
        number += 1
    taken.add(result.casefold())
    return result


class _CellWriter:
    """Writes cells with their types. Text is written as text, also where it begins like a formula."""

    def __init__(self, book: xlsxwriter.Workbook):
        self._book = book
        self._formats: dict[tuple, object] = {}

    def sheet(self, target, sheet: Sheet, marks: _Marks) -> None:
        values = {(row, place): cell for row, cells in sheet.rows for place, cell in enumerate(cells, start=1)}
        mine = {place[1:]: text for place, text in marks.cells.items() if place[0] == sheet.name}
        values |= {place[1:]: text for place, text in marks.notes.items() if place[0] == sheet.name}
        for row, column in sorted(values.keys() | mine.keys()):
            self.write(target, row - 1, column - 1, values.get((row, column)), marked=(row, column) in mine)
        for (row, column), text in mine.items():
            options = {"author": MARK_AUTHOR, "x_scale": 2.5, "y_scale": 1.2}
            target.write_comment(row - 1, column - 1, text[:_LONGEST_CELL], options)

    def write(self, target, row: int, column: int, value: Cell, *, marked: bool = False) -> None:
        if isinstance(value, ErrorCell | FormattedDate | FormattedNumber):
            value = str(value)
        if isinstance(value, str):
            look = self._look(marked=marked, quoted=is_formula_like(value))
            target.write_string(row, column, value[:_LONGEST_CELL], look)
        elif value is None:
            target.write_blank(row, column, None, self._look(marked=marked))
        elif isinstance(value, bool):
            target.write_boolean(row, column, value, self._look(marked=marked))
        elif isinstance(value, date):
            target.write_datetime(row, column, value, self._look(marked=marked, day=True))
        else:
            target.write_number(row, column, value, self._look(marked=marked))

    def _look(self, *, marked: bool = False, quoted: bool = False, day: bool = False):
        key = marked, quoted, day
        if key not in self._formats:
            look = {"text_wrap": True, "valign": "top", "quote_prefix": quoted}
            if marked:
                look["bg_color"] = f"#{MARK_COLOUR[2:]}"
            if day:
                look["num_format"] = "dd/mm/yyyy"
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]
