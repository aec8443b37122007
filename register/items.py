"""What a workbook comes to: one Item per case, and the Plan that holds them with everything found on the way."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from cases.facts.stay_chain import History
from cases.facts.store import ReoffenceData
from cases.models import Case, Person, Reoffence
from cases.reception.services import PersonData
from core.text import squash
from register.existing_records import Scope, Stored, is_sealed
from register.fields import CASES, CHANGES, HEADERS, NO_NAMES
from register.issues import Findings
from register.parse import CaseRow, ChangeRow, ParsedRegister
from register.sheets import Line

CREATED, UPDATED, UNCHANGED, REJECTED = "created", "updated", "unchanged", "rejected"


@dataclass(slots=True, eq=False)
class Item:
    """One case of the workbook: what is written about it, what is recorded, and what will be written down.

    `row` is None where only «Biến động» names a known case; `known` is None for a new case. `told`: change row → what
    becomes of it.
    """

    key: str
    code: str
    row: CaseRow | None = None
    known: Case | None = None
    before: History = ()
    changes: list[ChangeRow] = field(default_factory=list)
    prosecutions: list[ChangeRow] = field(default_factory=list)
    # What follows is filled by the planning.
    after: History = ()
    why: str = ""
    new_reoffences: list[ReoffenceData] = field(default_factory=list)
    changed_reoffences: list[tuple[Reoffence, ReoffenceData]] = field(default_factory=list)
    details: dict = field(default_factory=dict)
    person: Person | PersonData | None = None
    person_changes: dict = field(default_factory=dict)
    told: dict[int, str] = field(default_factory=dict)
    # Recorded, but not the user's to change: sealed, or managed elsewhere by now.
    read_only: bool = False
    rejected: bool = False

    @property
    def has_name(self) -> bool:
        return self.row is not None and squash(self.row.full_name) not in NO_NAMES

    @property
    def first_row(self) -> int:
        return self.row.row if self.row else min(row.row for row in (*self.changes, *self.prosecutions))

    @property
    def status(self) -> str:
        """What becomes of the row in «Danh sách»."""
        if self.rejected:
            return REJECTED
        if self.known is None:
            return CREATED
        begun_otherwise = _beginning(self.before) != _beginning(self.after)
        return UPDATED if self.details or self.person_changes or begun_otherwise else UNCHANGED


@dataclass(slots=True)
class Plan:
    """`items` by code key; `why`: the reason given for corrections; `numbers`: ID numbers to be added to people known."""

    parsed: ParsedRegister
    stored: Stored
    why: str
    found: Findings
    items: dict[str, Item] = field(default_factory=dict)
    # (person, kind, digits)
    numbers: list[tuple[Person, str, str]] = field(default_factory=list)
    lines: dict[str, dict[int, Line]] = field(default_factory=dict)
    # Sheets of later apps (parts.py): what becomes of each row, and what writes it.
    parts: dict[str, tuple[dict[int, str], Callable[[], None]]] = field(default_factory=dict)

    def __post_init__(self):
        self.lines = {name: {line.row: line for line in table.lines} for name, table in self.parsed.tables.items()}

    def error(self, item: Item | None, sheet: str, row: int, column: str, message) -> None:
        """A row that cannot be taken, and with it its whole case: a half-known history would be a wrong figure."""
        self.found.error(*self._place(sheet, row, column), message)
        if item is not None:
            item.rejected = True

    def warn(self, sheet: str, row: int, column: str, message) -> None:
        self.found.warn(*self._place(sheet, row, column), message)

    def refuse(self, item: Item, message, column: str = "code") -> None:
        """An error about the case as such, told at its first row."""
        self.error(item, *self._home(item), column, message)

    def note(self, item: Item, message, column: str = "code") -> None:
        self.warn(*self._home(item), column, message)

    @property
    def accepted(self) -> list[Item]:
        return [item for item in self.items.values() if not item.rejected]

    @property
    def is_whole(self) -> bool:
        return not self.found.errors

    @property
    def is_readable(self) -> bool:
        """False when a sheet as a whole could not be read: then no row of the workbook can be judged."""
        understood = {table.sheet for table in self.parsed.tables.values()}
        return bool(understood) and all(error.sheet in understood for error in self.parsed.found.errors)

    def sheets(self) -> dict[str, dict[str, int]]:
        """The counts of docs/register.md §5 by canonical sheet name; rows that are not otherwise accounted for are rejected."""
        told = {
            CASES: Counter(item.status for item in self.items.values() if item.row),
            CHANGES: Counter(status for item in self.accepted for status in item.told.values()),
            **{name: Counter(statuses.values()) for name, (statuses, _write) in self.parts.items()},
        }
        return {name: _counts(rows, told.get(name, Counter())) for name, rows in self.parsed.counts.items()}

    def _home(self, item: Item) -> tuple[str, int]:
        return (CASES if item.row else CHANGES), item.first_row

    def _place(self, sheet: str, row: int, column: str) -> tuple:
        """Sheet and column as the file writes them, and the cell as it stands there."""
        table, line = self.parsed.tables[sheet], self.lines[sheet][row]
        if column == "arrival_on" and line.get(column) is None:
            column = "release_on"  # which then stands for both
        return table.sheet, row, table.headers.get(column) or HEADERS[column], line.get(column)


def is_read_only(item: Item, scope: Scope) -> bool:
    """Whether the case of this item, which is recorded, is not the user's to change."""
    return is_sealed(item.before) or not scope.manages(item.before)


def _beginning(history: History) -> tuple:
    first = history[0] if history else None
    return first and (first.unit_id, first.category, first.start_on, first.origin)


def _counts(rows: int, told: Counter) -> dict[str, int]:
    counts = {name: told[name] for name in (CREATED, UPDATED, UNCHANGED)}
    return {"rows": rows, **counts, REJECTED: rows - sum(counts.values())}
