"""The rows below a header, and the further tables of a sheet that stand below the first one."""

import re
from collections.abc import Mapping
from dataclasses import replace

from core.spreadsheets.cells import Cell
from core.spreadsheets.reader import Sheet
from core.spreadsheets.sandbox_tasks import MAX_ROWS
from core.text import squash
from register.reading.columns import Column
from register.reading.layout.headers import Headers, find_headers, known_column
from register.reading.vocabulary import is_ditto

# No sheet has more tables below each other; further headers are rows that cannot be read.
MOST_TABLES = 50
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Z])\)?")


def body(sheet: Sheet, headers: Headers, words: dict[str, Column]) -> list[tuple[int, list[Cell]]]:
    """The rows below the header, without rows that number the columns, (1) (2) (3) or A B 1 2, and without repeated headers."""
    labels = {
        squash(str(cell)) for _number, cells in sheet.rows[: headers.row + 1] for cell in cells if isinstance(cell, str)
    }
    return [
        (number, cells)
        for number, cells in sheet.rows[headers.row + 1 :]
        if not numbers_columns(cells) and not _is_header(cells, labels, words)
    ]


def tables_of(sheet: Sheet, words: dict[str, Column], mapping: Mapping[str, str]) -> list[Sheet]:
    """The sheet in parts, where a header with other columns, or in another order, begins a table of its own.

    A header that is repeated on every printed page begins none.
    """
    found: list[Sheet] = []
    while len(found) < MOST_TABLES - 1 and (place := _next_table(sheet, words, mapping)):
        found.append(replace(sheet, rows=sheet.rows[:place]))
        # What a reader of the sheet does not see is told once, with the first part.
        number = sheet.rows[place][0]
        sheet = replace(
            sheet, rows=sheet.rows[place:], first_row=number, is_hidden=False, hidden_columns=[], comments=[]
        )
    return [*found, sheet]


def _next_table(sheet: Sheet, words: dict[str, Column], mapping: Mapping[str, str]) -> int | None:
    """Index of the first row that is the header of a further table."""
    headers = find_headers(sheet, words, mapping)
    if headers is None:
        return None
    fields = {source.index: name for name, sources in headers.sources.items() for source in sources}
    for place in range(headers.row + 1, len(sheet.rows)):
        cells = sheet.rows[place][1]
        if _is_header(cells, set(), words) and not _has_same_columns(cells, fields, words):
            return place
    return None


def _has_same_columns(cells: list[Cell], fields: dict[int, str], words: dict[str, Column]) -> bool:
    found = {place: column for place, cell in enumerate(cells) if (column := known_column(cell, words))}
    return all(fields.get(place) == column.field for place, column in found.items())


def numbers_columns(cells: list[Cell]) -> bool:
    """Whether a row only numbers the columns."""
    labels = [str(cell).strip() for cell in cells if cell is not None]
    return len(labels) > 2 and len(set(labels)) == len(labels) and all(map(_COLUMN_NUMBER.fullmatch, labels))


def _is_header(cells: list[Cell], labels: set[str], words: dict[str, Column]) -> bool:
    """Whether a row below the header has only headers: those of the first one (`labels`), or other names of the columns."""
    texts = [cell for cell in cells if cell is not None]
    if len(texts) < 2 or not all(isinstance(text, str) and not text.lstrip()[:1].isdigit() for text in texts):
        return False
    if labels and all(squash(str(text)) in labels for text in texts):
        return True
    known = [text for text in texts if known_column(text, words)]
    return 2 * len(known) > len(texts) and len(known) > 2


def completed(cells: list[Cell], filled: Mapping[int, Cell], below: dict[int, Cell], own: set[int]) -> list[Cell]:
    """The cells of a row with values of merged cells and of "như trên" filled in.

    `below`: the last value of each column; `own`: columns in which no two people have the same value.
    """
    cells = [*cells, *[None] * (max(filled, default=-1) + 1 - len(cells))]
    is_record = sum(cell is not None for cell in cells) > 1
    for index, cell in enumerate(cells):
        if cell is None and is_record and index in filled:
            cells[index] = filled[index]
        elif is_ditto(cell) and index not in own:
            cells[index] = below.get(index)
        if cells[index] is not None:
            below[index] = cells[index]
    return cells


def filled_from_above(sheet: Sheet) -> dict[int, dict[int, Cell]]:
    """Row number → column → value of the cell above, for cells merged over several rows."""
    rows = dict(sheet.rows)
    found: dict[int, dict[int, Cell]] = {}
    for top, left, bottom, _right in sheet.merged:
        cells = rows.get(top, [])
        if bottom > top and left < len(cells) and cells[left] is not None:
            for number in range(top + 1, min(bottom, top + MAX_ROWS) + 1):
                found.setdefault(number, {})[left] = cells[left]
    return found
