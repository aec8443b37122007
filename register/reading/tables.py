"""Finds the sheets, header rows and columns of a workbook and converts its text to Unicode NFC."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from core.dates import vn_date
from core.spreadsheets import encodings
from core.spreadsheets.reader import Cell, Sheet, Workbook
from core.text import nfc, squash
from register.issues import Findings
from register.reading.columns import (
    CASES,
    CHANGES,
    IGNORED_HEADERS,
    IGNORED_SHEETS,
    LOANS,
    NAME_FIELDS,
    TEXT_FIELDS,
    Column,
    header_words,
)

HEADER_WITHIN = 15
# Only the first ambiguous cells of a column get a warning.
SHOWN_UNSURE = 20
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Z])\)?")


@dataclass(slots=True)
class Line:
    """One row of a table. `row`: its number in Excel; `cells`: values by field."""

    row: int
    cells: dict[str, Cell]

    def get(self, name: str) -> Cell:
        return self.cells.get(name)

    def text(self, name: str) -> str:
        value = self.cells.get(name)
        if value is None:
            return ""
        return vn_date(value) if isinstance(value, date) else nfc(str(value))


@dataclass(slots=True)
class Table:
    """A sheet with its header row and columns found.

    `headers`: field → the header in the file; `sheet`: the name in the file; `header_row`: as Excel counts.
    """

    sheet: str
    headers: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    header_row: int = 1


def find_sheets(workbook: Workbook, findings: Findings) -> dict[str, Sheet]:
    """The sheets of the register by canonical name. A single sheet with another name is taken for the list of cases."""
    written = [sheet for sheet in workbook.sheets if sheet.rows and squash(sheet.name) not in IGNORED_SHEETS]
    known: dict[str, Sheet] = {}
    for fits in (str.__eq__, str.__contains__):  # «Danh sách biến động» is no list of cases if there is a better one
        for name in (CHANGES, LOANS, CASES):
            if name not in known:
                sheet = next((sheet for sheet in written if _is_named(sheet, name, fits)), None)
                if sheet is not None:
                    known[name] = sheet
                    written.remove(sheet)
    if not known and len(written) == 1:
        known[CASES] = written.pop()
    for sheet in written:
        findings.warn(sheet.name, None, None, None, _("Trang tính này không được đọc: không rõ là sổ gì."))
    if not known:
        findings.error(
            None, None, None, None, _("Không thấy trang tính «Danh sách» hay «Biến động». Hãy đặt lại tên trang tính.")
        )
    return known


def _is_named(sheet: Sheet, name: str, fits: Callable) -> bool:
    return any(fits(squash(label), squash(name)) for label in encodings.in_unicode(sheet.name))


def read_table(
    workbook: Workbook, sheet: Sheet, columns: tuple[Column, ...], findings: Findings, required: Iterable[str] = ()
) -> Table | None:
    """The rows below the header row; None, with an error, if there is no header or a required column is missing.

    `required`: further fields that must have a column.
    """
    words = header_words(columns)
    needed = [column for column in columns if column.required or column.field in required]
    header = _find_header(sheet, words)
    if header is None:
        findings.error(
            sheet.name, None, None, None,
            _("Không thấy dòng tiêu đề trong %(limit)d dòng đầu; cần có các cột: %(columns)s.")
            % {"limit": HEADER_WITHIN, "columns": _listed(column.header for column in needed)},
        )  # fmt: skip
        return None
    row, titles = sheet.rows[header]
    places = _places(sheet, header, words, findings)
    missing = [column.header for column in needed if column.field not in places]
    if missing:
        findings.error(
            sheet.name, row, None, None,
            _("Thiếu cột bắt buộc: %(missing)s. Dòng tiêu đề có: %(found)s.")
            % {"missing": _listed(missing), "found": _listed(nfc(str(title)) for title in titles if title is not None)},
        )  # fmt: skip
        return None
    table = Table(sheet.name, {name: nfc(str(titles[place])) for name, place in places.items()}, header_row=row)
    for number, cells in _body(sheet, header):
        line = {name: cells[place] for name, place in places.items() if place < len(cells) and cells[place] is not None}
        table.lines.append(Line(number, line))
    _to_unicode(workbook, table, places, findings)
    return table


def _find_header(sheet: Sheet, words: dict[str, Column]) -> int | None:
    """Index of the row with the most known headers, at least two, among the first rows."""
    best, most = None, 1
    for index, (number, cells) in enumerate(sheet.rows):
        if number > HEADER_WITHIN:
            break
        known = len({column.field for column in (_column(cell, words) for cell in cells) if column})
        if known > most:
            best, most = index, known
    return best


def _column(cell: Cell, words: dict[str, Column]) -> Column | None:
    """The column that a header means, also if it is in an old encoding."""
    if cell is None:
        return None
    return next((words[key] for key in map(squash, encodings.in_unicode(str(cell))) if key in words), None)


def _places(sheet: Sheet, header: int, words: dict[str, Column], findings: Findings) -> dict[str, int]:
    row, cells = sheet.rows[header]
    places: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if cell is None or squash(str(cell)) in IGNORED_HEADERS:
            continue
        column = _column(cell, words)
        if column is None:
            findings.warn(sheet.name, row, nfc(str(cell)), None, _("Cột này không được đọc: không rõ là gì."))
        elif column.field in places:
            findings.warn(
                sheet.name, row, nfc(str(cell)), None, _("Cột này trùng với một cột trước nên không được đọc.")
            )
        else:
            places[column.field] = index
    return places


def _body(sheet: Sheet, header: int) -> list[tuple[int, list[Cell]]]:
    """The rows below the header, without a row that numbers the columns: (1) (2) (3) or A B 1 2."""
    rows = sheet.rows[header + 1 :]
    if rows and rows[0][0] == sheet.rows[header][0] + 1:
        labels = [str(cell).strip() for cell in rows[0][1] if cell is not None]
        if len(labels) > 2 and len(set(labels)) == len(labels) and all(map(_COLUMN_NUMBER.fullmatch, labels)):
            return rows[1:]
    return rows


# --- text ----------------------------------------------------------------------------------------------------------------


def _to_unicode(workbook: Workbook, table: Table, places: dict[str, int], findings: Findings) -> None:
    columns = {name: [line for line in table.lines if isinstance(line.get(name), str)] for name in places}
    texts = {name: [str(line.get(name)) for line in columns[name]] for name in TEXT_FIELDS & set(places)}
    suspicious = [name for name, written in texts.items() if encodings.is_suspicious(written)]
    fonts = workbook.fonts(table.sheet, below=table.header_row) if suspicious else {}
    # Certain columns first: their words decide the ambiguous ones.
    for name in sorted(texts, key=lambda name: (name not in suspicious, places[name])):
        written = texts[name]
        conversion = encodings.convert_column(written, fonts.get(places[name], ""), workbook.known_words)
        if conversion:
            _warn_of_conversion(table, name, columns[name], conversion, findings)
            written = _with_capitals(conversion) if name in NAME_FIELDS else conversion.texts
            texts[name] = written
        elif any(not unicodedata.is_normalized("NFC", text) for text in written):
            _warn_of_composition(table, name, columns[name], findings)
    for name, lines in columns.items():
        for line, text in zip(lines, texts.get(name) or [str(line.get(name)) for line in lines], strict=True):
            line.cells[name] = nfc(text)
            if not line.cells[name]:  # only invisible characters
                del line.cells[name]
    table.lines = [line for line in table.lines if line.cells]


def _with_capitals(conversion: encodings.Conversion) -> list[str]:
    if conversion.encoding != "TCVN3":
        return conversion.texts
    return [encodings.capitalised(text) for text in conversion.texts]


def _warn_of_conversion(table: Table, name: str, lines: list[Line], conversion: encodings.Conversion, findings) -> None:
    header = table.headers[name]
    changed = [(line, text) for line, text in zip(lines, conversion.texts, strict=True) if line.get(name) != text]
    message = _("Cột ghi bằng bảng mã cũ %(encoding)s, đã chuyển %(count)d ô sang Unicode. Hãy xem lại vài dòng.")
    words = {"encoding": conversion.encoding, "count": len(changed)}
    findings.warn(table.sheet, changed[0][0].row, header, changed[0][1], message % words)
    for place in conversion.unsure[:SHOWN_UNSURE]:
        message = _("Không chắc ô này ghi bằng bảng mã nào nên giữ nguyên; hãy xem lại.")
        findings.warn(table.sheet, lines[place].row, header, lines[place].get(name), message)


def _warn_of_composition(table: Table, name: str, lines: list[Line], findings: Findings) -> None:
    first = next(line for line in lines if not unicodedata.is_normalized("NFC", str(line.get(name))))
    message = _("Cột có chữ Unicode tổ hợp, đã chuyển sang Unicode dựng sẵn.")
    findings.warn(table.sheet, first.row, table.headers[name], first.get(name), message)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"«{word}»" for word in words)
