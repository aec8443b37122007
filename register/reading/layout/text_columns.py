"""Converts the text of a table to Unicode NFC: doubly encoded UTF-8, TCVN3, VNI and decomposed letters."""

import re
import unicodedata

from django.utils.translation import gettext as _

from core.spreadsheets import encodings
from core.spreadsheets.reader import Workbook
from core.text import nfc
from register.issues import Findings
from register.reading.columns import NAME_FIELDS, TEXT_FIELDS
from register.reading.lines import Line, Table

# Only the first ambiguous cells of a column get a warning.
SHOWN_UNSURE = 20
LINE_FIELDS = {"full_name", "other_names", "unit"}


def to_unicode(workbook: Workbook, table: Table, findings: Findings) -> None:
    """Converts all text cells of a table that was read from one sheet. Each kind of conversion is one warning per column."""
    names = list(table.headers)
    for line in table.lines:
        for name, cell in line.cells.items():
            if isinstance(cell, str):
                line.cells[name] = _without_quoting(line, name, cell)
    columns = {name: [line for line in table.lines if isinstance(line.get(name), str)] for name in names}
    for name, lines in columns.items():
        _repair(table, name, lines, findings)
    texts = {name: [str(line.get(name)) for line in columns[name]] for name in names if name in TEXT_FIELDS}
    suspicious = [name for name, written in texts.items() if encodings.is_suspicious(written)]
    fonts = workbook.fonts(table.sheet, below=table.header_row) if suspicious else {}
    # Certain columns first: their words decide the ambiguous ones.
    for name in sorted(texts, key=lambda name: (name not in suspicious, table.places[name])):
        written = texts[name]
        conversion = encodings.convert_column(written, fonts.get(table.places[name], ""), workbook.known_words)
        if conversion:
            _warn_of_conversion(table, name, columns[name], conversion, findings)
            texts[name] = _with_capitals(conversion) if name in NAME_FIELDS else conversion.texts
        elif any(not unicodedata.is_normalized("NFC", text) for text in written):
            _warn_of_composition(table, name, columns[name], findings)
    for name, lines in columns.items():
        for line, text in zip(lines, texts.get(name) or [str(line.get(name)) for line in lines], strict=True):
            before = str(line.cells[name])
            if nfc(text) != nfc(before):
                line.originals.setdefault(name, before)
            # Line breaks are kept in names and addresses, where the second line is something else.
            line.cells[name] = (
                "\n".join(filter(None, map(nfc, text.splitlines()))) if name in LINE_FIELDS else nfc(text)
            )
            if encodings.is_damaged(text) and name != "full_name":  # an error of the row (names.read_full_name)
                message = _("Chữ trong ô này bị hỏng khi chuyển mã; hãy gõ lại.")
                findings.warn(table.sheet, line.row, table.headers[name], text, message)
            if not line.cells[name]:  # only invisible characters
                del line.cells[name]
    table.lines = [line for line in table.lines if line.cells]


def _without_quoting(line: Line, name: str, text: str) -> str:
    """The text without the signs that force a spreadsheet program to keep it as text: '0510…, ="0510…"."""
    bare = text.strip()
    if found := re.fullmatch(r'="([^"]*)"', bare):
        bare = found[1]
    elif name not in NAME_FIELDS or bare[1:2].isalnum():
        bare = re.sub(r"^['`´‘’](?=\S)", "", bare)
    if bare != text.strip():
        line.originals.setdefault(name, text)
        return bare
    return text


def _repair(table: Table, name: str, lines: list[Line], findings: Findings) -> None:
    """Repairs doubly encoded UTF-8."""
    first, count = None, 0
    for line in lines:
        text = str(line.get(name))
        better = encodings.repaired(text)
        if better != text:
            line.originals.setdefault(name, text)
            line.cells[name] = better
            first, count = first or line, count + 1
    if first is not None:
        message = _("Cột có chữ Unicode bị mã hóa hai lần, đã sửa %d ô. Hãy xem lại vài dòng.") % count
        findings.warn(table.sheet, first.row, table.headers[name], first.get(name), message)


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
