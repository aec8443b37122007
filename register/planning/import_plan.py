"""The plan of an import: one CaseItem per case, and everything found while planning."""

from collections import Counter
from dataclasses import dataclass, field

from cases.facts.rate_guard import CountedReoffence, Fall
from cases.facts.stay_chain import History
from cases.facts.store import ReoffenceData
from cases.models import Case, Person, Reoffence
from cases.reception.services import PersonData
from core.text import squash
from loans.fact_rules import FactValue
from loans.models import Loan
from register.issues import Findings
from register.planning.existing_records import ExistingRecords, Scope, is_expunged
from register.reading.columns import CASES, CHANGES, HEADERS, LOANS
from register.reading.lines import Line
from register.reading.rows import CaseRow, ChangeRow, LoanRow, ParsedRegister, code_key
from register.reading.vocabulary import NO_NAMES

CREATED, UPDATED, UNCHANGED, REJECTED = "created", "updated", "unchanged", "rejected"


@dataclass(slots=True, eq=False)
class CaseItem:
    """One case of the workbook, its record in the database, and the changes that the import will make.

    `row` is None where only other sheets name a recorded case; `recorded` is None for a new case. `outcomes`: row number in
    «Biến động» → what becomes of the row.
    """

    key: str
    code: str
    row: CaseRow | None = None
    recorded: Case | None = None
    before: History = ()
    changes: list[ChangeRow] = field(default_factory=list)
    prosecutions: list[ChangeRow] = field(default_factory=list)
    # The planning fills the following fields.
    after: History = ()
    why: str = ""
    new_reoffences: list[ReoffenceData] = field(default_factory=list)
    changed_reoffences: list[tuple[Reoffence, ReoffenceData]] = field(default_factory=list)
    details: dict = field(default_factory=dict)
    person: Person | PersonData | None = None
    person_changes: dict = field(default_factory=dict)
    # (kind, name) of other names that the person does not have yet.
    new_names: list[tuple[str, str]] = field(default_factory=list)
    outcomes: dict[int, str] = field(default_factory=dict)
    # Why the change waits for a second person (second_person.py): the reoffences that it would take out of the figures, and
    # reasons that do not depend on figures. `is_asked`: the same request is waiting already.
    falls: list[Fall] = field(default_factory=list)
    lost: set[CountedReoffence] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)
    is_asked: bool = False
    # Recorded, but the user may not change it: expunged, or managed by another unit now.
    read_only: bool = False
    rejected: bool = False

    @property
    def case(self) -> Case:
        """The recorded case of an item that has one."""
        if self.recorded is None:
            raise ValueError(f"{self.code} is not recorded")
        return self.recorded

    @property
    def case_row(self) -> CaseRow:
        """The row in «Danh sách» of an item that has one."""
        if self.row is None:
            raise ValueError(f"{self.code} has no row in «Danh sách»")
        return self.row

    @property
    def has_name(self) -> bool:
        """Whether the row has a name, and not a word for a missing one."""
        return self.row is not None and squash(self.row.full_name) not in NO_NAMES

    @property
    def first_row(self) -> int:
        """The first row of the workbook about this case, as Excel counts."""
        return self.row.row if self.row else min(row.row for row in (*self.changes, *self.prosecutions))

    @property
    def is_set_aside(self) -> bool:
        """Whether the change of stays and verdicts becomes a request to a second person."""
        return bool(self.falls or self.reasons)

    @property
    def status(self) -> str:
        """What becomes of the row in «Danh sách»."""
        if self.rejected:
            return REJECTED
        if self.recorded is None:
            return CREATED
        begun_otherwise = not self.is_asked and _beginning(self.before) != _beginning(self.after)
        return UPDATED if self.details or self.person_changes or self.new_names or begun_otherwise else UNCHANGED


@dataclass(slots=True)
class LoanStep:
    """What a row of «Vay vốn» adds: a new loan, or facts and describing values that a recorded loan lacks."""

    row: LoanRow
    item: CaseItem | None
    loan: Loan | None
    facts: list[FactValue] = field(default_factory=list)
    details: dict = field(default_factory=dict)


@dataclass(slots=True)
class ImportPlan:
    """`items` by code key. `why`: the reason given for corrections. `numbers`: ID numbers to add to recorded people.

    `loan_outcomes`: row number in «Vay vốn» → what becomes of the row.
    """

    parsed: ParsedRegister
    existing: ExistingRecords
    why: str
    findings: Findings
    items: dict[str, CaseItem] = field(default_factory=dict)
    # (person, kind, digits)
    numbers: list[tuple[Person, str, str]] = field(default_factory=list)
    lines: dict[str, dict[int, Line]] = field(default_factory=dict)
    loan_outcomes: dict[int, str] = field(default_factory=dict)
    loan_steps: list[LoanStep] = field(default_factory=list)

    def __post_init__(self):
        self.lines = {name: {line.row: line for line in table.lines} for name, table in self.parsed.tables.items()}

    def error(self, item: CaseItem | None, sheet: str, row: int, column: str, message) -> None:
        """Reports an error at a row and rejects its whole case: half a history would give a wrong figure."""
        self.findings.error(*self._place(sheet, row, column), message)
        if item is not None:
            item.rejected = True

    def warn(self, sheet: str, row: int, column: str, message) -> None:
        """Reports a warning at a row."""
        self.findings.warn(*self._place(sheet, row, column), message)

    def wait(self, sheet: str, row: int, column: str, message) -> None:
        """Reports that a row waits for a second person."""
        self.findings.wait(*self._place(sheet, row, column), message)

    def refuse(self, item: CaseItem, message, column: str = "code") -> None:
        """Reports an error about the case at its first row and rejects the case."""
        self.error(item, *self._home(item), column, message)

    def note(self, item: CaseItem, message, column: str = "code") -> None:
        """Reports a warning about the case at its first row."""
        self.warn(*self._home(item), column, message)

    @property
    def accepted(self) -> list[CaseItem]:
        """The items without an error."""
        return [item for item in self.items.values() if not item.rejected]

    @property
    def is_whole(self) -> bool:
        """Whether the workbook has no error at all."""
        return not self.findings.errors

    @property
    def is_readable(self) -> bool:
        """False when a sheet as a whole could not be read: then no row of the workbook can be judged."""
        understood = {sheet for table in self.parsed.tables.values() for sheet in table.sheets}
        return bool(understood) and all(error.sheet in understood for error in self.parsed.findings.errors)

    def sheets(self) -> dict[str, dict[str, int]]:
        """The counts of docs/operations-contract.md by canonical sheet name. Rows without an outcome count as rejected."""
        outcomes = {
            CASES: Counter(item.status for item in self.items.values() if item.row),
            CHANGES: Counter(status for item in self.accepted for status in item.outcomes.values()),
            LOANS: Counter(self.loan_outcomes.values()),
        }
        return {name: _counts(rows, outcomes.get(name, Counter())) for name, rows in self.parsed.counts.items()}

    def _home(self, item: CaseItem) -> tuple[str, int]:
        return (CASES if item.row else CHANGES), item.first_row

    def _place(self, sheet: str, row: int, column: str) -> tuple[str, int, str, object]:
        """Sheet, row, column and value of a cell as the file has them."""
        table, line = self.parsed.tables[sheet], self.lines[sheet][row]
        if column == "arrival_on" and line.get(column) is None:
            column = "release_on"  # which then stands for both
        headers = line.headers or table.headers
        return line.sheet or table.sheet, line.row, headers.get(column) or HEADERS[column], line.get(column)


def is_read_only(item: CaseItem, scope: Scope) -> bool:
    """Whether the user may not change the recorded case of this item."""
    return is_expunged(item.before) or item.case.sealed_on is not None or not scope.manages(item.before)


def _beginning(history: History) -> tuple | None:
    if not history:
        return None
    first = history[0]
    return first.unit_id, first.category, first.start_on, first.origin


def _counts(rows: int, outcomes: Counter) -> dict[str, int]:
    counts = {name: outcomes[name] for name in (CREATED, UPDATED, UNCHANGED)}
    return {"rows": rows, **counts, REJECTED: rows - sum(counts.values())}


def item_of(plan: ImportPlan, code: str) -> CaseItem | None:
    """The case with this code, in the workbook or among the records that the user may see; None: there is no such case."""
    key = code_key(code)
    if (item := plan.items.get(key)) is None and (item := recorded_item(plan, key)) is not None:
        item.after = item.before
    return item


def recorded_item(plan: ImportPlan, key: str) -> CaseItem | None:
    """An item for a recorded case that is not in «Danh sách»; None: no such case that the user may see."""
    recorded = plan.existing.cases.get(key)
    if recorded is None:
        return None
    before = plan.existing.history(recorded)
    if key in plan.parsed.bad_codes or not before or not plan.existing.scope.ever_managed(before):
        return None
    item = CaseItem(key, recorded.code, recorded=recorded, before=before)
    item.read_only = is_read_only(item, plan.existing.scope)
    return item
