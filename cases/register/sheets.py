"""Finding the sheets, the header row and the columns of a workbook, and putting its text into Unicode NFC."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from areas.text import nfc, squash
from cases.register.encodings import convert_column
from cases.register.fields import (
    CASES,
    CHANGES,
    IGNORED_HEADERS,
    LOANS,
    Column,
    header_words,
)
from cases.register.issues import Findings
from cases.register.reader import Cell, Sheet, Workbook

HEADER_WITHIN = 15
# Columns that hold running Vietnamese text, where an old encoding shows.
TEXT_FIELDS = {"full_name", "hamlet", "unit", "category", "offence", "sentence", "helper", "officer", "job", "origin"}
TEXT_FIELDS |= {"kind", "to_unit", "note", "ethnicity"}


@dataclass(slots=True)
class Line:
    """One row of a table: its number in Excel and its cells by field."""

    row: int
    cells: dict[str, Cell]

    def get(self, name: str) -> Cell:
        return self.cells.get(name)

    def text(self, name: str) -> str:
        value = self.cells.get(name)
        return "" if value is None else nfc(str(value))


@dataclass(slots=True)
class Table:
    """A sheet once understood. `headers`: field -> the header as the file writes it; `sheet`: its name in the file."""

    sheet: str
    headers: dict[str, str]
    lines: list[Line] = field(default_factory=list)


def find_sheets(workbook: Workbook, found: Findings) -> dict[str, Sheet]:
    """The sheets we know, by their canonical name; an only sheet of another name is taken for the list of cases."""
    known: dict[str, Sheet] = {}
    others: list[Sheet] = []
    for sheet in workbook.sheets:
        name = next((name for name in (CASES, CHANGES, LOANS) if squash(name) in squash(sheet.name)), None)
        if name and name not in known:
            known[name] = sheet
        elif sheet.rows:
            others.append(sheet)
    if not known and len(others) == 1:
        known[CASES] = others.pop()
    for sheet in others:
        found.warn(sheet.name, None, None, None, _("Trang tính này không được đọc: không rõ là sổ gì."))
    if not known:
        found.error(
            None, None, None, None, _("Không thấy trang tính «Danh sách» hay «Biến động». Hãy đặt lại tên trang tính.")
        )
    return known


def read_table(sheet: Sheet, columns: tuple[Column, ...], found: Findings) -> Table | None:
    """The rows under the header row; None, with an error, where there is no header or a required column is missing."""
    words = header_words(columns)
    header = _find_header(sheet, words)
    if header is None:
        found.error(
            sheet.name, None, None, None,
            _("Không thấy dòng tiêu đề trong %(limit)d dòng đầu; cần có các cột: %(columns)s.")
            % {"limit": HEADER_WITHIN, "columns": _listed(column.header for column in columns if column.required)},
        )  # fmt: skip
        return None
    places = _places(sheet, header, words, found)
    missing = [column.header for column in columns if column.required and column.field not in places]
    if missing:
        found.error(sheet.name, sheet.rows[header][0], None, None, _("Thiếu cột bắt buộc: %s.") % _listed(missing))
        return None
    titles = sheet.rows[header][1]
    table = Table(sheet.name, {name: nfc(str(titles[place])) for name, place in places.items()})
    for number, cells in sheet.rows[header + 1 :]:
        line = {name: cells[place] for name, place in places.items() if place < len(cells) and cells[place] is not None}
        if line:
            table.lines.append(Line(number, line))
    _to_unicode(table, found)
    return table


def _find_header(sheet: Sheet, words: dict[str, Column]) -> int | None:
    """Index of the row with the most known headers, at least two, among the first rows."""
    best, most = None, 1
    for index, (number, cells) in enumerate(sheet.rows):
        if number > HEADER_WITHIN:
            break
        known = len(
            {words[squash(str(cell))].field for cell in cells if cell is not None and squash(str(cell)) in words}
        )
        if known > most:
            best, most = index, known
    return best


def _places(sheet: Sheet, header: int, words: dict[str, Column], found: Findings) -> dict[str, int]:
    row, cells = sheet.rows[header]
    places: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        label = squash(str(cell))
        column = words.get(label)
        if column is None:
            if label not in IGNORED_HEADERS:
                found.warn(sheet.name, row, nfc(str(cell)), None, _("Cột này không được đọc: không rõ là gì."))
        elif column.field in places:
            found.warn(sheet.name, row, nfc(str(cell)), None, _("Cột này trùng với một cột trước nên không được đọc."))
        else:
            places[column.field] = index
    return places


def _to_unicode(table: Table, found: Findings) -> None:
    for name in TEXT_FIELDS & set(table.headers):
        lines = [line for line in table.lines if isinstance(line.get(name), str)]
        texts = [str(line.get(name)) for line in lines]
        converted = convert_column(texts)
        if converted:
            encoding, texts = converted
            message = _("Cột ghi bằng bảng mã cũ %s, đã chuyển sang Unicode. Hãy xem lại vài dòng.") % encoding
            found.warn(table.sheet, None, table.headers[name], texts[0], message)
        elif any(unicodedata.normalize("NFC", text) != text for text in texts):
            message = _("Cột có chữ Unicode tổ hợp, đã chuyển sang Unicode dựng sẵn.")
            found.warn(table.sheet, None, table.headers[name], nfc(texts[0]), message)
        for line, text in zip(lines, texts, strict=True):
            line.cells[name] = nfc(text)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"«{word}»" for word in words)
