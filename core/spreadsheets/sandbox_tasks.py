"""What the sandbox process (core/sandbox/) does with workbooks: reading cells and fonts, marking errors. No Django here."""

import io
import json
import math
import zipfile
from collections import Counter
from datetime import date, datetime, time, timedelta

from core.sandbox.process import Refused
from core.spreadsheets.cell_formats import MARK_AUTHOR

MAX_ROWS = 5000
MAX_COLUMNS = 100
MAX_MERGED = 20_000
MAX_COMMENTS = 1000
LAST_MINUTE = 24 * 60 - 1
MIDNIGHT_IN_UTC = 17 * 60  # midnight in Vietnam as programs of other time zones write it
NOTE_WIDTH = 60
MARK_COLOUR = "FFFFC7CE"


# --- cells ---------------------------------------------------------------------------------------------------------------


def cells(data: bytes) -> bytes:
    """{"is_1904": bool, "sheets": [{"name", "rows", "merged", "is_hidden", "hidden_rows", …}, …]} as JSON.

    A row is [number as Excel counts, [cell, …]], a merged range [first row, first column, last row, last column], from 0. A
    date is {"d": "2024-06-15"}, with "as" and "shown" where the cell shows something else; a number with a format is
    {"n": 5, "as": …, "shown": …}; an error value {"e": "#REF!"}; an empty cell null.
    """
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    from core.spreadsheets.cell_formats import CellFormats

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise Refused("password") from error
    sheets = []
    is_1904, formats = _formats(data, [metadata.name for metadata in workbook.sheets_metadata])
    for metadata in workbook.sheets_metadata:
        if metadata.typ == SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_name(metadata.name)
            special = formats.get(metadata.name, CellFormats())
            merged = special.merged or [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            sheets.append(
                {
                    "name": metadata.name,
                    "rows": _rows(sheet, special),
                    "merged": merged[:MAX_MERGED],
                    "is_hidden": metadata.visible != SheetVisibleEnum.Visible,
                    "hidden_rows": sorted(special.hidden_rows),
                    "hidden_columns": sorted(special.hidden_columns),
                    "struck": sorted(special.struck),
                    "comments": special.comments[:MAX_COMMENTS],
                }
            )
    return json.dumps({"is_1904": is_1904, "sheets": sheets}, ensure_ascii=False).encode("utf-8", "replace")


def _formats(data: bytes, names: list[str]) -> tuple[bool, dict]:
    """(whether days count from 1904, sheet → its CellFormats)."""
    from core.spreadsheets.cell_formats import read_formats
    from core.spreadsheets.ods_formats import ods_formats
    from core.spreadsheets.xls_formats import xls_formats

    if data.startswith(b"PK"):
        return read_formats(data) if _is_xlsx(data) else ods_formats(data)
    is_1904, sheets = xls_formats(data)
    return is_1904, dict(zip(names, sheets, strict=False))


def _is_xlsx(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "xl/workbook.xml" in archive.NameToInfo


def _rows(sheet, formats) -> list:
    # calamine counts rows from the first of the sheet, but columns from the first with content
    before = [None] * (sheet.start or (0, 0))[1]
    rows = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = [_clean(cell, (number - 1, place), formats) for place, cell in enumerate([*before, *row])]
        while values and values[-1] is None:
            values.pop()
        if len(values) > MAX_COLUMNS:
            raise Refused("columns", sheet.name)
        if values:
            rows.append([number, values])
        if len(rows) > MAX_ROWS:
            raise Refused("rows", sheet.name)
    return rows


def _clean(cell, place: tuple[int, int], formats):
    """Empty text becomes null, a whole float an integer. What the cell shows otherwise is added from `formats`."""
    if place in formats.errors:
        return {"e": formats.errors[place]}
    if place in formats.texts and isinstance(cell, int | float):
        kind, shown = formats.texts[place]
        return {"n": int(cell) if float(cell).is_integer() else cell, "as": kind, "shown": shown}
    if isinstance(cell, datetime | date):
        return _date(cell, formats.dates.get(place, ""), formats.patterns.get(place, ""))
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, time | timedelta) or (isinstance(cell, float) and not math.isfinite(cell)):
        return str(cell)
    return cell


def _date(cell: date, kind: str, pattern: str) -> dict:
    """The day, and what the cell shows of it if that is no date with slashes.

    A time within a minute before midnight is a rounding error of the program that wrote it.
    """
    from core.spreadsheets.cell_formats import date_text

    day, minutes = cell, 0
    if isinstance(cell, datetime):
        minutes = 60 * cell.hour + cell.minute
        day = cell.date() + timedelta(days=minutes == LAST_MINUTE)
    shown = {
        "month": f"{day.month:02}/{day.year}",
        "year": f"{day.year}",
        "day_month": f"{day.day:02}/{day.month:02}",
        "month_first": f"{day.month:02}/{day.day:02}/{day.year}",
        "time": f"{minutes // 60:02}:{minutes % 60:02}",
    }
    if kind in shown:
        return {"d": day.isoformat(), "as": kind, "shown": date_text(day, pattern) if pattern else shown[kind]}
    if minutes == LAST_MINUTE:
        return {"d": day.isoformat(), "as": "rounded", "shown": f"{cell:%d/%m/%Y %H:%M:%S}"}
    if minutes == MIDNIGHT_IN_UTC:
        return {"d": day.isoformat(), "as": "evening", "shown": f"{cell:%d/%m/%Y %H:%M}"}
    return {"d": day.isoformat(), "as": kind, "shown": date_text(day, pattern)} if pattern else {"d": day.isoformat()}


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
