"""What the cells of an .xls show where that differs from their value, its error values, and what is hidden or struck out.

Runs in the sandbox (core/sandbox/), without Django. The parser of the values, python-calamine, gives none of this.
"""

import io
import struct
from collections.abc import Iterator

from core.spreadsheets.cell_formats import BUILT_IN, MAX_HIDDEN, CellFormats, Styles
from core.spreadsheets.old_container import BOF, WORKBOOKS

# Records of an .xls stream, by their names in [MS-XLS] 2.4: BoundSheet8, Date1904, Font, Format, XF; EOF, Row, ColInfo, Uncalced;
# of cells BoolErr, Formula, Number, RK, MulRk, and Label, LabelSst, RString.
BOUND_SHEET, DATE_1904, FONT, FORMAT, XF = 0x0085, 0x0022, 0x0031, 0x041E, 0x00E0
EOF, ROW, COL_INFO, UNCALCED = 0x000A, 0x0208, 0x007D, 0x005E
BOOL_ERR, FORMULA, NUMBER, RK, MUL_RK = 0x0205, 0x0006, 0x0203, 0x027E, 0x00BD
_TEXTS = (0x0204, 0x00FD, 0x00D6)
_HIDDEN_ROW, _HIDDEN_COLUMN, _STRUCK = 0x20, 0x01, 0x08
_EXCEL_97 = 0x0600
# No font has this index (2.5.129, FontIndex).
_NO_FONT = 4
# [MS-XLS] 2.5.10 (BErr).
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
# A result of a formula that is no number: its last two bytes, and its first byte for an error and for an empty text.
_NO_NUMBER, _IS_ERROR, _IS_EMPTY = 0xFFFF, 2, 3
# The formula is to be calculated when the file is opened: programs that cannot calculate store 0 or an empty text beside it.
_CALCULATE_ON_LOAD = 0x02


def xls_formats(data: bytes) -> tuple[bool, list[CellFormats]]:
    """(whether days are counted from 1904, what is special in each sheet in the order of the workbook)."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        path = next(path for path in container.listdir() if path[-1].lower() in WORKBOOKS)
        stream = container.openstream(path).read()
    starts = []
    is_1904 = False
    for kind, body in _records(stream, 0):
        if kind == BOUND_SHEET:
            starts.append(struct.unpack_from("<I", body)[0])
        elif kind == DATE_1904:
            is_1904 = body[:1] == b"\1"
    styles = _styles(stream)
    return is_1904, [_sheet(stream, start, styles) for start in starts]


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


def _styles(stream: bytes) -> Styles:
    found = Styles()
    own: dict[int, str] = {}
    fonts: list[bool] = []
    cell_styles: list[tuple[int, int]] = []
    is_wide = False
    for kind, body in _records(stream, 0):
        if kind == BOF and len(body) >= 2:
            is_wide = struct.unpack_from("<H", body)[0] >= _EXCEL_97
        elif kind == FONT and len(body) >= 4:
            fonts.append(bool(body[2] & _STRUCK))
            if len(fonts) == _NO_FONT:
                fonts.append(False)
        elif kind == FORMAT and len(body) >= 5:
            own[struct.unpack_from("<H", body)[0]] = _code(body, is_wide=is_wide)
        elif kind == XF and len(body) >= 4:
            cell_styles.append(struct.unpack_from("<HH", body))
    for font, number in cell_styles:
        found.codes.append(own.get(number) or BUILT_IN.get(number, ""))
        found.struck.append(font < len(fonts) and fonts[font])
    return found


def _code(body: bytes, *, is_wide: bool) -> str:
    """The format code of a Format record. Since Excel 97 a text begins with its length and whether its letters have two bytes."""
    if not is_wide:
        return body[3 : 3 + body[2]].decode("cp1252", "replace")
    length, is_utf_16 = struct.unpack_from("<HB", body, 2)
    return (
        body[5 : 5 + 2 * length].decode("utf-16-le", "replace") if is_utf_16 else body[5 : 5 + length].decode("latin-1")
    )


def _sheet(stream: bytes, start: int, styles: Styles) -> CellFormats:
    found = CellFormats()
    is_uncalculated = False
    for kind, body in _records(stream, start):
        if kind == ROW and len(body) >= 13 and body[12] & _HIDDEN_ROW:
            found.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == COL_INFO and len(body) >= 9 and body[8] & _HIDDEN_COLUMN:
            first, last = struct.unpack_from("<HH", body)
            found.hidden_columns.update(range(first, min(last + 1, MAX_HIDDEN)))
        elif kind == UNCALCED:
            is_uncalculated = True
        elif kind == BOOL_ERR and len(body) >= 8 and body[7]:
            found.errors[struct.unpack_from("<HH", body)] = ERRORS.get(body[6], "#N/A")
        elif kind == FORMULA and len(body) >= 16:
            _formula(found, body, styles, is_uncalculated=is_uncalculated)
        elif kind == NUMBER and len(body) >= 14:
            row, column, style, value = struct.unpack_from("<HHHd", body)
            _cell(found, (row, column), style, styles, value)
        elif kind == RK and len(body) >= 10:
            row, column, style, value = struct.unpack_from("<HHHI", body)
            _cell(found, (row, column), style, styles, _rk(value))
        elif kind == MUL_RK and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            for more, at in enumerate(range(4, len(body) - 7, 6)):
                style, value = struct.unpack_from("<HI", body, at)
                _cell(found, (row, column + more), style, styles, _rk(value))
        elif kind in _TEXTS and len(body) >= 6:
            row, column, style = struct.unpack_from("<HHH", body)
            _cell(found, (row, column), style, styles)
    return found


def _cell(found: CellFormats, place: tuple[int, int], style: int, styles: Styles, value: float | None = None) -> None:
    if style >= len(styles.codes):
        return
    if styles.struck[style]:
        found.struck.add(place)
    if value is not None and styles.codes[style]:
        found.add(place, styles.codes[style], value)


def _formula(found: CellFormats, body: bytes, styles: Styles, *, is_uncalculated: bool) -> None:
    row, column, style = struct.unpack_from("<HHH", body)
    place = row, column
    has_number = struct.unpack_from("<H", body, 12)[0] != _NO_NUMBER
    value = struct.unpack_from("<d", body, 6)[0] if has_number else None
    if not has_number and body[6] == _IS_ERROR:
        found.errors[place] = ERRORS.get(body[8], "#N/A")
    elif (value == 0 or not has_number and body[6] == _IS_EMPTY) and (is_uncalculated or body[14] & _CALCULATE_ON_LOAD):
        found.errors[place] = ""
    _cell(found, place, style, styles, value)


def _rk(value: int) -> float:
    """A number in four bytes (2.5.217, RkNumber): half of a double or an integer, perhaps in hundredths."""
    if value & 2:
        number = float((value >> 2) - (1 << 30 if value >> 31 else 0))
    else:
        number = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))[0]
    return number / 100 if value & 1 else number
