"""The side of sandbox.py that touches a stranger's workbook: a process of its own, with little memory and little time.

Run as a script, without Django and without our environment. Reads one request from standard input and answers on standard
output: exit 0 with the result, exit REFUSED with a word that says why. Whatever else happens to it is the file's fault.
"""

import io
import json
import math
import resource
import sys
from collections import Counter
from datetime import date, datetime, time, timedelta

REFUSED = 3
MAX_ROWS = 5000
MAX_COLUMNS = 100
MARK_COLOUR = "FFFFC7CE"
MARK_AUTHOR = "register"


class Refused(Exception):
    """`args`: a word known to reader.py, and the sheet's name where it is about one."""


# --- cells ---------------------------------------------------------------------------------------------------------------


def cells(data: bytes) -> bytes:
    """[[sheet, [[row as Excel counts, [cell, …]], …]], …] as JSON; a date is {"d": "2024-06-15"}, an empty cell null."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise Refused("password") from error
    sheets = []
    for sheet in workbook.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            sheets.append([sheet.name, _rows(sheet.name, workbook.get_sheet_by_name(sheet.name).iter_rows())])
    return json.dumps(sheets, ensure_ascii=False).encode("utf-8", "replace")


def _rows(sheet: str, source) -> list:
    rows = []
    for number, row in enumerate(source, start=1):
        values = [_clean(cell) for cell in row]
        while values and values[-1] is None:
            values.pop()
        if len(values) > MAX_COLUMNS:
            raise Refused("columns", sheet)
        if values:
            rows.append([number, values])
        if len(rows) > MAX_ROWS:
            raise Refused("rows", sheet)
    return rows


def _clean(cell):
    """Empty text is null, whole numbers are whole, a day is a day whatever its hour."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime | date):
        return {"d": cell.isoformat()[:10]}
    if isinstance(cell, time | timedelta) or (isinstance(cell, float) and not math.isfinite(cell)):
        return str(cell)
    return cell


# --- fonts ---------------------------------------------------------------------------------------------------------------


def fonts(data: bytes, sheet: str) -> bytes:
    """{column index: its most frequent font in text cells} of one sheet of an .xlsx, as JSON."""
    from openpyxl import load_workbook

    counts: dict[int, Counter] = {}
    workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    for row in workbook[sheet].iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS):
        for place, cell in enumerate(row):
            if isinstance(cell.value, str):
                counts.setdefault(place, Counter())[cell.font.name] += 1
    return json.dumps({place: names.most_common(1)[0][0] for place, names in counts.items()}).encode()


# --- marks ---------------------------------------------------------------------------------------------------------------


def mark(data: bytes, title: str, lines: list[list], marks: list[list], heads: list[list]) -> bytes:
    """The same .xlsx with marked cells and a first sheet `title` that lists `lines`; nothing in it is a formula.

    `marks`: [sheet, row, column, text] (1-based): a fill and a comment. `heads`: [sheet, row, column, text] to be written,
    the column «Lỗi» beside each table. Marks of an earlier round are taken away first.
    """
    from openpyxl import load_workbook
    from openpyxl.styles import PatternFill

    workbook = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    if title in workbook.sheetnames:
        workbook.remove(workbook[title])
    for sheet in workbook.worksheets:
        _unmark(sheet)
    fill = PatternFill("solid", fgColor=MARK_COLOUR)
    for sheet, row, column, text in heads:
        _write(workbook[sheet].cell(row, column), text)
    for sheet, row, column, text in marks:
        _mark_cell(workbook[sheet], row, column, text, fill)
    summary = workbook.create_sheet(title, 0)
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            _write(summary.cell(row, column), value)
    for letter, width in zip("ABCDE", (16, 8, 24, 30, 90), strict=True):
        summary.column_dimensions[letter].width = width
    summary.freeze_panes = "A2"
    workbook.active = 0
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _unmark(sheet) -> None:
    from openpyxl.styles import PatternFill

    for row in sheet.iter_rows():
        for cell in row:
            if getattr(cell, "comment", None) and cell.comment.author == MARK_AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()
            if cell.data_type == "s" and str(cell.value)[:1] in "=+-@\t":
                cell.quotePrefix = True


def _mark_cell(sheet, row: int, column: int, text: str, fill) -> None:
    from openpyxl.comments import Comment

    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            row, column = area.min_row, area.min_col
    cell = sheet.cell(row, column)
    cell.fill = fill
    earlier = cell.comment.text + "\n" if cell.comment else ""
    cell.comment = Comment(earlier + text, MARK_AUTHOR, height=90, width=320)


def _write(cell, value) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@\t" and bool(value)


# --- the process ---------------------------------------------------------------------------------------------------------


def main() -> int:
    request = json.loads(sys.stdin.buffer.readline())
    megabytes, seconds = request["megabytes"], request["seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    data = sys.stdin.buffer.read()
    task = {"cells": cells, "fonts": fonts, "mark": mark}[request["task"]]
    try:
        result = task(data, **request["options"])
    except Refused as refused:
        sys.stdout.buffer.write(json.dumps(refused.args).encode())
        return REFUSED
    sys.stdout.buffer.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
