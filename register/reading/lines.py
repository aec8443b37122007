"""The rows of a sheet by field, before their values are interpreted."""

from dataclasses import dataclass, field
from datetime import date

from core.dates import vn_date
from core.spreadsheets.cells import Cell
from core.text import nfc

# Distance between the row keys of two sheets of one kind.
SHEET_STEP = 100_000


class RowKey(int):
    """The key of a row among all sheets of one kind. It prints as the row number in Excel, with the sheet if not the first."""

    sheet = ""

    @classmethod
    def of(cls, number: int, place: int, sheet: str) -> "RowKey":
        """`place`: position of the sheet among those of its kind."""
        key = cls(place * SHEET_STEP + number)
        key.sheet = sheet
        return key

    @property
    def number(self) -> int:
        """The row number in Excel."""
        return int(self) % SHEET_STEP

    def __str__(self):
        return str(self.number) if self < SHEET_STEP else f"{self.number} («{self.sheet}»)"


@dataclass(slots=True)
class Line:
    """One row of a table. `cells`: values by field; `headers`: field → header in the file.

    `originals`: texts of cells before a conversion; `problems`: field → why its columns cannot be joined to one value;
    `defaults`: fields known from a section row, the title or the name of the sheet; `doubts`: those of them that may have ended
    with a heading, and its text; `is_numbered`: there is a number in the column that counts the rows.
    """

    row: int
    cells: dict[str, Cell]
    sheet: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    is_numbered: bool = False

    def get(self, name: str) -> Cell:
        """The cell of a field; None where it is empty."""
        return self.cells.get(name)

    def text(self, name: str) -> str:
        """The cell of a field as the file shows it; "" where it is empty."""
        value = self.cells.get(name)
        if value is None:
            return ""
        return vn_date(value) if isinstance(value, date) else nfc(str(value))


@dataclass(slots=True)
class Table:
    """The sheets of one kind with header row and columns found.

    `sheet`, `headers`, `header_row`: of the first sheet; `sheets`: the names of all of them. `multipliers`: amounts of a field
    are in thousands or millions.
    """

    sheet: str
    headers: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    header_row: int = 1
    sheets: list[str] = field(default_factory=list)
    multipliers: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
