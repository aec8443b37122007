"""Whether a sheet that belongs to no kind holds people all the same: such a sheet must not be left out."""

from collections.abc import Mapping

from core.spreadsheets.cells import Cell
from core.spreadsheets.reader import Sheet
from core.text import squash
from register.reading.cell_values import looks_like_date
from register.reading.columns import CASES, COLUMNS, header_words
from register.reading.layout.headers import find_headers
from register.reading.names import looks_like_name
from register.reading.vocabulary import CATEGORY_WORDS

# Rows without a header that hold a person have at least so many cells.
_LEAST_CELLS = 4


def holds_people(sheet: Sheet, mapping: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether the sheet has a column of names beside another column of the register, or rows that look like its people."""
    headers = find_headers(sheet, header_words(COLUMNS[CASES]), mapping.get(CASES, {}))
    if headers is not None and "full_name" in headers.sources:
        return len(headers.sources) > 1 and len(sheet.rows) > headers.row + 1
    return any(_looks_like_person(cells) for _number, cells in sheet.rows)


def _looks_like_person(cells: list[Cell]) -> bool:
    filled = [cell for cell in cells if cell is not None]
    if len(filled) < _LEAST_CELLS:
        return False
    has_name = any(isinstance(cell, str) and len(cell.split()) > 1 and looks_like_name(cell) for cell in filled)
    has_fact = any(
        looks_like_date(cell) or (isinstance(cell, str) and squash(cell) in CATEGORY_WORDS) for cell in filled
    )
    return has_name and has_fact
