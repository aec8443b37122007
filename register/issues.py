"""Errors and warnings about a workbook: each with sheet, row, column and the value found."""

from dataclasses import asdict, dataclass, field
from datetime import date

from core.dates import vn_date
from core.text import nfc


@dataclass(frozen=True, slots=True)
class Issue:
    """One error or warning, with the keys of docs/operations-contract.md. `sheet` None: the file; `row`: as Excel counts."""

    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    message: str

    def as_json(self) -> dict:
        """The issue as plain values for JSON."""
        return asdict(self)


@dataclass(slots=True)
class Findings:
    """The errors and warnings of one check."""

    errors: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    # Rows that are not written but become requests to a second person.
    set_aside: list[Issue] = field(default_factory=list)

    def error(self, sheet: str | None, row: int | None, column: str | None, value, message) -> None:
        """Add an error: the row is not applied.

        `sheet` None: the whole file; `row` and `column` None: no single cell.
        """
        self.errors.append(Issue(sheet, _number(row), column, cell_text(value), str(message)))

    def warn(self, sheet: str | None, row: int | None, column: str | None, value, message) -> None:
        """Add a warning: the row is applied as it was understood. Arguments as of `error`."""
        self.warnings.append(Issue(sheet, _number(row), column, cell_text(value), str(message)))

    def wait(self, sheet: str, row: int, column: str, value, message) -> None:
        """Add a row that waits for a second person; it is a warning too. Arguments as of `error`."""
        self.warn(sheet, row, column, value, message)
        self.set_aside.append(self.warnings[-1])


def _number(row: int | None) -> int | None:
    """The row number in Excel, also of a row key."""
    return getattr(row, "number", row)


def cell_text(value) -> str | None:
    """The value of a cell as its author sees it, cut after 200 characters."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).upper()
    return vn_date(value) if isinstance(value, date) else nfc(str(value))[:200]
