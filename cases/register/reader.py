"""From the bytes of a workbook to plain cells. Knows nothing of what the cells mean."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from cases.register.guard import FileRefused, check_file, decode_csv

MAX_ROWS = 5000
MAX_COLUMNS = 100
MAX_CELL = 2000

Cell = str | int | float | bool | date | None


@dataclass(slots=True)
class Sheet:
    """`rows` are (row number as Excel shows it, cells); trailing empty rows are not there."""

    name: str
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)


@dataclass(slots=True)
class Workbook:
    kind: str
    sheets: list[Sheet]


def read_workbook(name: str, data: bytes) -> Workbook:
    """All cells of all sheets. Raises FileRefused, and nothing else, whatever the bytes are."""
    kind = check_file(name, data)
    sheets = [_read_csv(data)] if kind == "csv" else _read_sheets(data)
    for sheet in sheets:
        if len(sheet.rows) > MAX_ROWS:
            raise FileRefused(
                _("Trang tính «%(sheet)s» có hơn %(limit)d dòng. Hãy chia sổ thành nhiều tệp.")
                % {"sheet": sheet.name, "limit": MAX_ROWS}
            )
    return Workbook(kind, sheets)


def _read_sheets(data: bytes) -> list[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_read_sheet(workbook, name) for name in workbook.sheet_names]
    except FileRefused:
        raise
    except BaseException as error:
        # The parser raises many kinds; a panic inside it is no Exception, and must not end the worker either.
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise FileRefused(_("Tệp bị hỏng nên không đọc được. Hãy mở lại bằng Excel, lưu rồi tải lên.")) from error


def _read_sheet(workbook: CalamineWorkbook, name: str) -> Sheet:
    source = workbook.get_sheet_by_name(name)
    first = (source.start or (0, 0))[0]
    rows = []
    for number, cells in enumerate(source.iter_rows(), start=1):
        if number > MAX_ROWS + first + 100:
            raise FileRefused(
                _("Trang tính «%(sheet)s» có hơn %(limit)d dòng. Hãy chia sổ thành nhiều tệp.")
                % {"sheet": name, "limit": MAX_ROWS}
            )
        clean = [_clean(cell) for cell in cells[:MAX_COLUMNS]]
        if any(cell is not None for cell in clean):
            rows.append((number, clean))
    return Sheet(name, rows)


def _read_csv(data: bytes) -> Sheet:
    text = decode_csv(data)
    try:
        dialect = csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    rows = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), dialect), start=1):
            clean = [_clean(cell) for cell in cells[:MAX_COLUMNS]]
            if any(cell is not None for cell in clean):
                rows.append((number, clean))
    except csv.Error as error:
        raise FileRefused(_("Không đọc được tệp .csv. Hãy lưu dạng .xlsx rồi tải lên.")) from error
    return Sheet("csv", rows)


def _clean(cell) -> Cell:
    """Empty text is None, whole numbers are int, midnight is a date."""
    if isinstance(cell, str):
        return cell[:MAX_CELL] if cell.strip() else None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell
