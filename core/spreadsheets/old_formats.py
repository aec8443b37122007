"""Error values in the cells of an .xls or .ods, and its hidden rows and columns, which python-calamine does not give.

Runs in the sandbox (core/sandbox/), without Django.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, iterparse

from core.spreadsheets.cell_formats import MAX_HIDDEN, CellFormats
from core.spreadsheets.old_container import BOF, WORKBOOKS

# Records of an .xls stream: [MS-XLS] 2.4.28 (BoundSheet8), 2.4.24 (BoolErr), 2.4.127 (Formula), 2.4.103 (EOF), 2.4.221 (Row),
# 2.4.53 (ColInfo).
BOUND_SHEET, BOOL_ERR, FORMULA, EOF, ROW, COL_INFO = 0x0085, 0x0205, 0x0006, 0x000A, 0x0208, 0x007D
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
# [MS-XLS] 2.5.10 (BErr).
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
# A result of a formula that is no number: its last two bytes, and its first byte for an error.
_NO_NUMBER, _IS_ERROR = 0xFFFF, 2
# As many repetitions of one cell of an .ods as any register has.
MOST_REPEATED = 1000


def xls_formats(data: bytes) -> list[CellFormats]:
    """What is special in each sheet, in the order of the workbook."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        path = next(path for path in container.listdir() if path[-1].lower() in WORKBOOKS)
        stream = container.openstream(path).read()
    starts = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == BOUND_SHEET]
    return [_sheet(stream, start) for start in starts]


def ods_formats(data: bytes) -> dict[str, CellFormats]:
    """Sheet → what is special in it."""
    found: dict[str, CellFormats] = {}
    sheet = CellFormats()
    row = column = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as stream:
        for event, element in iterparse(stream, ("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "table":
                    sheet, row, column = found.setdefault(_attribute(element, "name"), CellFormats()), 0, 0
                elif tag == "table-row":
                    column = 0
                    if _is_hidden(element):
                        times = min(_times(element, "number-rows-repeated"), MOST_REPEATED)
                        sheet.hidden_rows.update(range(row, row + times))
                elif tag == "table-column":
                    times = _times(element, "number-columns-repeated")
                    if _is_hidden(element):
                        sheet.hidden_columns.update(range(column, min(column + times, MAX_HIDDEN)))
                    column += times
            elif tag in ("table-cell", "covered-table-cell"):
                times = _times(element, "number-columns-repeated")
                if error := _error_of(element):
                    sheet.errors.update({(row, column + more): error for more in range(min(times, MOST_REPEATED))})
                column += times
                element.clear()
            elif tag == "table-row":
                times = _times(element, "number-rows-repeated")
                here = {place: text for place, text in sheet.errors.items() if place[0] == row} if times > 1 else {}
                for more in range(1, min(times, MOST_REPEATED)):
                    sheet.errors.update({(row + more, place[1]): text for place, text in here.items()})
                row += times
                element.clear()
    return found


def _is_hidden(element: Element) -> bool:
    return _attribute(element, "visibility") in ("collapse", "filter")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, from its BOF to its EOF."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return
        at += 4 + length


def _sheet(stream: bytes, start: int) -> CellFormats:
    found = CellFormats()
    for kind, body in _records(stream, start):
        if kind == ROW and len(body) >= 13 and body[12] & _HIDDEN_ROW:
            found.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == COL_INFO and len(body) >= 9 and body[8] & _HIDDEN_COLUMN:
            first, last = struct.unpack_from("<HH", body)
            found.hidden_columns.update(range(first, min(last + 1, MAX_HIDDEN)))
        if kind == BOOL_ERR and len(body) >= 8 and body[7]:
            code = body[6]
        elif kind == FORMULA and len(body) >= 14 and struct.unpack_from("<H", body, 12)[0] == _NO_NUMBER:
            if body[6] != _IS_ERROR:
                continue
            code = body[8]
        else:
            continue
        found.errors[struct.unpack_from("<HH", body)] = _ERRORS.get(code, "#N/A")
    return found


def _error_of(cell: Element) -> str:
    """The error value that a cell shows; "" if it has none. LibreOffice marks it, other programs leave the text alone."""
    shown = "".join(cell.itertext()).strip()
    if _attribute(cell, "value-type", "calcext") == "error":
        return shown or "#N/A"
    return shown if _attribute(cell, "formula") and shown in _ERRORS.values() else ""


def _attribute(element: Element, name: str, space: str = "") -> str:
    wanted = (value for key, value in element.items() if key.rpartition("}")[2] == name and space in key)
    return next(wanted, "")


def _times(element: Element, name: str) -> int:
    text = _attribute(element, name)
    return int(text) if text.isdecimal() else 1
