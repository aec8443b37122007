"""Reading of one row: every cell is checked, and every error names sheet, row, column and value."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from areas.lookup import UnitLookup, UnitLookupError
from register.issues import Findings
from register.reading import cell_values
from register.reading.columns import HEADERS, LONGEST
from register.reading.tables import Line, Table


@dataclass(slots=True)
class RowReader:
    """Reads the cells of one table. An unreadable cell becomes an error in `findings` and sets `failed` for its row.

    `prefer`: ids of the units to choose from where the name of a commune is ambiguous.
    """

    table: Table
    findings: Findings
    lookup: UnitLookup
    today: date
    prefer: Collection
    failed: bool = False

    def take(self, line: Line, name: str, read: Callable, default=None):
        """The value `read` makes of a cell; `default` where the cell is empty or `read` raises ValueError."""
        value = line.get(name)
        if value is None:
            return default
        try:
            return read(value)
        except (ValueError, UnitLookupError) as error:
            self.fail(line, name, error)
            return default

    def need(self, line: Line, name: str, read: Callable):
        """The same for a required cell: an empty one is an error."""
        if line.get(name) is None:
            self.fail(line, name, _("Chưa ghi; ô này bắt buộc."))
            return None
        return self.take(line, name, read)

    def text(self, line: Line, name: str) -> str:
        """A cell of free text. A text that is too long is an error and is never cut."""
        text, limit = line.text(name), LONGEST[name]
        if len(text) > limit:
            self.fail(
                line, name,
                _("Dài quá %(limit)d ký tự (ở đây %(length)d ký tự).") % {"limit": limit, "length": len(text)},
            )  # fmt: skip
        return text

    def day(
        self,
        line: Line,
        name: str,
        default: date | None = None,
        *,
        read: Callable = cell_values.read_past_date,
        is_needed: bool = False,
    ) -> date | None:
        """A day, by default one that is not in the future. What was assumed of it becomes a warning at the cell."""
        take = self.need if is_needed else self.take
        found = take(line, name, lambda value: read(value, self.today))
        if found is None:
            return default
        if found.note:
            self.warn(line, name, found.note)
        return found.first_day

    def fail(self, line: Line, name: str, message) -> None:
        """Reports an error at a cell; the row is not used."""
        self.failed = True
        self.findings.error(self.table.sheet, line.row, self.header(name), line.get(name), message)

    def warn(self, line: Line, name: str, message) -> None:
        """Reports a warning at a cell; the row is used."""
        self.findings.warn(self.table.sheet, line.row, self.header(name), line.get(name), message)

    def header(self, name: str) -> str:
        """The header of the field in the file, or the standard header where the file has none."""
        return self.table.headers.get(name) or HEADERS[name]

    def commune(self, line: Line, name: str, on: date | None):
        """The commune that a cell names, among those valid on `on`. None without a date, whose error is reported already."""
        if on is None:
            return None
        return self.need(line, name, lambda value: self.lookup.commune(value, on, prefer=self.prefer))
