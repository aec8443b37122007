"""From the bytes of a workbook to plain cells, without any interpretation of the cells."""

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from core import sandbox
from core.spreadsheets.cells import Cell, ErrorCell, FormattedDate, FormattedNumber, text_cell
from core.spreadsheets.guard import FileRefused, check_file, decode_csv
from core.spreadsheets.sandbox_tasks import MAX_COLUMNS, MAX_ROWS

DELIMITERS = ",;\t|"
CSV_SHEET = "csv"


@dataclass(slots=True)
class Sheet:
    """`rows`: (row number as Excel shows it, cells up to the last with content). Empty rows are left out."""

    name: str
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    # (first row, first column, last row, last column), rows as Excel counts, columns from 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    # Whether day numbers count from 1904, as in old files of Excel for the Mac.
    is_1904: bool = False
    is_hidden: bool = False
    # Numbers of hidden rows with content, and hidden columns from 0.
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    # (row number, column) of cells with text that is struck out, and (row number, column, text) of comments.
    struck: set[tuple[int, int]] = field(default_factory=set)
    comments: list[tuple[int, int, str]] = field(default_factory=list)
    # Where the sheet begins, or the part of it that is read as a table of its own.
    first_row: int = 1


@dataclass(slots=True)
class Workbook:
    """The sheets of a workbook as plain cells."""

    kind: str
    sheets: list[Sheet]
    data: bytes = b""
    # Words converted from an old encoding (encodings.py) in some columns; they decide ambiguous cells of the other columns.
    known_words: dict[str, set[str]] = field(default_factory=dict)

    def fonts(self, sheet: str, below: int) -> dict[int, str]:
        """The most frequent font of each column (0-based) below a row; empty where the file names none. Takes about a second."""
        if self.kind != "xlsx" or not self.data:
            return {}
        try:
            names = json.loads(sandbox.run("fonts", self.data, slow=True, sheet=sheet, below=below))
        except (sandbox.ParserFailed, sandbox.FileUnusable):
            return {}
        return {int(place): name or "" for place, name in names.items()}


def read_workbook(name: str, data: bytes) -> Workbook:
    """All cells of all sheets. Raises FileRefused, and nothing else, whatever the bytes are."""
    kind = check_file(name, data)
    return Workbook(kind, read_sheets(kind, data), data)


def read_sheets(kind: str, data: bytes) -> list[Sheet]:
    """The sheets of a file that guard.py has accepted. Raises FileRefused."""
    if kind == "csv":
        return [_read_csv(data)]
    try:
        found = json.loads(sandbox.run("cells", data))
    except sandbox.FileUnusable as unusable:
        raise _refusal(*unusable.args) from unusable
    except sandbox.ParserFailed as error:
        raise FileRefused(
            _("Tệp bị hỏng, hoặc có ô nằm quá xa bảng, nên không đọc được. Hãy chép riêng bảng sang một sổ Excel mới.")
        ) from error
    return [_sheet(sheet, is_1904=found["is_1904"]) for sheet in found["sheets"]]


def _sheet(found: dict, *, is_1904: bool) -> Sheet:
    """A sheet as core/spreadsheets/sandbox_tasks.py gives it, where rows count from 0."""
    rows = [(number, [_cell(cell) for cell in cells]) for number, cells in found["rows"]]
    numbers = {number for number, _cells in rows}
    return Sheet(
        found["name"],
        rows,
        [(top + 1, left, bottom + 1, right) for top, left, bottom, right in found["merged"]],
        is_1904,
        found["is_hidden"],
        [row + 1 for row in found["hidden_rows"] if row + 1 in numbers],
        found["hidden_columns"],
        {(row + 1, column) for row, column in found["struck"]},
        [(row + 1, column, text) for row, column, text in found["comments"]],
    )


def _cell(cell) -> Cell:
    if not isinstance(cell, dict):
        return text_cell(cell) if isinstance(cell, str) else cell
    if "e" in cell:
        return ErrorCell(cell["e"])
    if "n" in cell:
        return FormattedNumber(cell["n"], cell["as"], cell["shown"])
    day = date.fromisoformat(cell["d"])
    return FormattedDate(day, cell["as"], cell["shown"]) if "as" in cell else day


def _refusal(why: str, sheet: str = "") -> FileRefused:
    message = {
        "password": _("Tệp đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên."),
        "rows": _("Trang tính «%(sheet)s» có hơn %(rows)d dòng. Hãy chia sổ thành nhiều tệp."),
        "columns": _("Trang tính «%(sheet)s» có chữ ngoài cột thứ %(columns)d. Hãy xóa các cột thừa."),
    }[why]
    return FileRefused(message % {"sheet": sheet, "rows": MAX_ROWS, "columns": MAX_COLUMNS})


def _read_csv(data: bytes) -> Sheet:
    text = decode_csv(data)
    sheet = Sheet(CSV_SHEET)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=_delimiter(text)), start=1):
            row: list[Cell] = [text_cell(cell) if cell.strip() else None for cell in cells]
            while row and row[-1] is None:
                row.pop()
            if len(row) > MAX_COLUMNS:
                raise _refusal("columns", sheet.name)
            if row:
                sheet.rows.append((number, row))
            if len(sheet.rows) > MAX_ROWS:
                raise _refusal("rows", sheet.name)
    except csv.Error as error:
        raise FileRefused(_("Không đọc được tệp .csv. Hãy lưu dạng .xlsx rồi tải lên.")) from error
    return sheet


def _delimiter(text: str) -> str:
    """The delimiter that gives the most cells at the beginning of the file. Titles may contain commas."""
    beginning = text[:20_000].splitlines()[:20]

    def divided(delimiter: str) -> int:
        try:
            return sum(len(row) - 1 for row in csv.reader(beginning, delimiter=delimiter) if row)
        except csv.Error:
            return 0

    return max(DELIMITERS, key=divided)
