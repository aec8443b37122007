"""What the sandbox process (core/sandbox/) does with workbooks: reading cells and fonts, marking errors. No Django here."""

import io
import json
import math
from collections import Counter
from datetime import date, datetime, time, timedelta

from core.sandbox.process import Refused

MAX_ROWS = 5000
MAX_COLUMNS = 100
NOTE_WIDTH = 60
MARK_COLOUR = "FFFFC7CE"
MARK_AUTHOR = "Kiểm tra sổ đăng ký"


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
            sheets.append([sheet.name, _rows(workbook.get_sheet_by_name(sheet.name))])
    return json.dumps(sheets, ensure_ascii=False).encode("utf-8", "replace")


def _rows(sheet) -> list:
    # calamine counts rows from the first of the sheet, but columns from the first with content
    before = [None] * (sheet.start or (0, 0))[1]
    rows = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = before + [_clean(cell) for cell in row]
        while values and values[-1] is None:
            values.pop()
        if len(values) > MAX_COLUMNS:
            raise Refused("columns", sheet.name)
        if values:
            rows.append([number, values])
        if len(rows) > MAX_ROWS:
            raise Refused("rows", sheet.name)
    return rows


def _clean(cell):
    """Empty text becomes null, a whole float an integer, a date with an hour a date."""
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


def fonts(data: bytes, sheet: str, below: int) -> bytes:
    """{column index: its most frequent font in text cells} under a row of one sheet of an .xlsx, as JSON."""
    from openpyxl import load_workbook

    counts: dict[int, Counter] = {}
    workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    for row in workbook[sheet].iter_rows(min_row=below + 1, max_row=below + MAX_ROWS, max_col=MAX_COLUMNS):
        for place, cell in enumerate(row):
            if isinstance(cell.value, str):
                counts.setdefault(place, Counter())[cell.font.name] += 1
    return json.dumps({place: names.most_common(1)[0][0] for place, names in counts.items()}).encode()


# --- marks ---------------------------------------------------------------------------------------------------------------


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet program would take the text for a formula."""
    return text[:1] in ("=", "+", "-", "@", "\t", "\r")


def mark(data: bytes, title: str, lines: list[list], marks: list[list], notes: list[list]) -> bytes:
    """The same .xlsx with marked cells and a first sheet `title` with `lines`. No cell is a formula.

    `marks`: [sheet, row, column, text] (from 1): a fill and a comment. `notes`: [sheet, row, column, text or null] to be
    written. Marks of an earlier check are removed first.
    """
    from openpyxl import load_workbook
    from openpyxl.styles import PatternFill

    workbook = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    if title in workbook.sheetnames:
        workbook.remove(workbook[title])
    for sheet in workbook.worksheets:
        _clean_sheet(sheet)
    fill = PatternFill("solid", fgColor=MARK_COLOUR)
    for sheet, row, column, text in notes:
        if sheet != title:
            cell = workbook[sheet].cell(row, column)
            _write(cell, text)
            workbook[sheet].column_dimensions[cell.column_letter].width = NOTE_WIDTH
    for sheet, row, column, text in marks:
        if sheet != title:
            _mark_cell(workbook[sheet], row, column, text, fill)
    _write_summary(workbook.create_sheet(title, 0), lines)
    workbook.active = 0
    for sheet in workbook.worksheets:  # with two selected sheets every edit would change both
        sheet.sheet_view.tabSelected = sheet.title == title
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _clean_sheet(sheet) -> None:
    """Removes our own marks, and marks text that looks like a formula as text."""
    from openpyxl.styles import PatternFill

    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment and cell.comment.author == MARK_AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()
            if cell.data_type == "s" and is_formula_like(str(cell.value)):
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


def _write_summary(sheet, lines: list[list]) -> None:
    from openpyxl.styles import Alignment, Font

    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row, column)
            _write(cell, value)
            cell.font = Font(name="Calibri", size=11, bold=row == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDE", (16, 8, 24, 30, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _write(cell, value) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = is_formula_like(value)
