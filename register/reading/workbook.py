"""From the cells of a workbook to typed rows.

All unreadable cells are reported at once. No database is asked: communes come as a lookup.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from areas.lookup import UnitLookup
from core.spreadsheets.cells import Cell
from core.spreadsheets.reader import Workbook
from core.text import fold, nfc, squash
from register.reading import cell_values
from register.reading.case_rows import read_case
from register.reading.change_rows import read_change
from register.reading.columns import CASES, CHANGES, COLUMNS, LOANS
from register.reading.layout.sections import TOTAL
from register.reading.layout.tables import find_sheets, read_sheets
from register.reading.lines import Line
from register.reading.loan_rows import read_loan
from register.reading.names import looks_like_name
from register.reading.row_reader import RowReader
from register.reading.rows import ParsedRegister, code_key
from register.reading.vocabulary import CLOSING_WORDS

# So many words are no code.
_TITLE_WORDS = 3


def parse_register(
    workbook: Workbook,
    lookup: UnitLookup,
    *,
    today: date,
    prefer: Collection = (),
    mapping: Mapping[str, Mapping[str, str]] | None = None,
) -> ParsedRegister:
    """Reads all sheets of the register.

    `prefer`: ids of the units to choose from where the name of a commune is ambiguous. `mapping`: canonical
    sheet → squashed header → field that the office chose ("": ignore the column). Unreadable cells are in the `findings` of the
    result; raises nothing.
    """
    parsed = ParsedRegister()
    sheets = find_sheets(workbook, parsed.findings, mapping or {})
    # The other sheets refer to cases by their code.
    needs_code = bool({CHANGES, LOANS} & set(sheets))
    for name in [name for name in COLUMNS if name in sheets]:
        required = ("code",) if needs_code and name != LOANS else ()
        table = read_sheets(
            workbook, sheets[name], COLUMNS[name], parsed.findings,
            required=required, unknown=parsed.unknown.setdefault(name, []), mapping=(mapping or {}).get(name),
            is_unit_name=lookup.has_name,
        )  # fmt: skip
        if table is not None:
            parsed.tables[name] = table
    kinds = (
        (LOANS, read_loan, parsed.loans),
        (CASES, partial(read_case, needs_code=needs_code), parsed.cases),
        (CHANGES, read_change, parsed.changes),
    )
    for name, read, rows in kinds:
        if name in parsed.tables:
            reader = RowReader(parsed.tables[name], parsed.findings, lookup, today, prefer)
            lines = _read_lines(parsed, name, reader, read, rows=rows)
            if name == CASES:
                _refuse_same_codes(parsed, lines)
    return parsed


def _read_lines(parsed: ParsedRegister, name: str, reader: RowReader, read: Callable, *, rows: list) -> list[Line]:
    """Reads the lines of one kind into `rows`. Returns those that are lines of the register."""
    lines = reader.table.lines = _register_lines(reader)
    parsed.counts[name] = len(lines)
    bad = parsed.bad_rows.setdefault(name, set())
    for line in lines:
        reader.failed = False
        row = read(reader, line)
        if reader.failed:
            bad.add(line.row)
            parsed.bad_codes |= {code_key(line.text("code"))} - {""}
        else:
            rows.append(row)
    return lines


def _register_lines(reader: RowReader) -> list[Line]:
    """The lines of the register. Titles between them, totals and signatures are left out with a warning each."""
    lines = reader.table.lines
    last = max((place for place, line in enumerate(lines) if not _may_be_no_record(line)), default=-1)
    is_unit_name = reader.lookup.has_name
    kept = []
    for place, line in enumerate(lines):
        if _is_total(line) or (
            _may_be_no_record(line)
            and not _names_a_person(line, is_unit_name)
            and (len(line.cells) == 1 or place > last or any(map(_is_closing_word, line.cells.values())))
        ):
            first = next(iter(line.cells))
            reader.warn(line, first, _("Bỏ qua dòng này: không phải là một dòng của sổ."))
        else:
            kept.append(line)
    return kept


def _may_be_no_record(line: Line) -> bool:
    """Whether a line has few cells, and neither a code nor a date. A sentence alone in the column of the code is a title."""
    is_title = len(line.cells) == 1 and len(line.text("code").split()) >= _TITLE_WORDS
    return (line.get("code") is None or is_title) and len(line.cells) <= 4 and not _has_date(line)


def _names_a_person(line: Line, is_unit_name: Callable[[str], bool]) -> bool:
    """Whether a line of few cells has a name, and a number or a commune beside it, as signatures below a table have not."""
    name, unit = line.get("full_name"), line.get("unit")
    if not isinstance(name, str) or len(name.split()) < 2 or not looks_like_name(name) or _is_closing_word(name):
        return False
    return line.is_numbered or (isinstance(unit, str) and is_unit_name(unit))


def _has_date(line: Line) -> bool:
    return any(cell_values.looks_like_date(line.get(name)) for name in ("release_on", "arrival_on", "birth", "on"))


def _is_total(line: Line) -> bool:
    """Whether a line sums up others, in whichever column its word stands: "Tổng cộng: 12 người"."""
    return not _has_date(line) and any(
        isinstance(value, str) and TOTAL.fullmatch(fold(nfc(value))) for value in line.cells.values()
    )


def _is_closing_word(value: Cell) -> bool:
    return isinstance(value, str) and squash(value).startswith(CLOSING_WORDS)


def _refuse_same_codes(parsed: ParsedRegister, lines: list[Line]) -> None:
    """Refuses all rows that share a code, because one code is one case."""
    table = parsed.tables[CASES]
    header = table.headers.get("code")
    first: dict[str, Line] = {}
    repeated: set[int] = set()
    for line in lines:
        key = code_key(line.text("code"))
        earlier = first.setdefault(key, line) if key else line
        if earlier is not line and line.sheet != earlier.sheet and line.cells == earlier.cells:
            message = _("Giống hệt dòng %s nên không tính thêm.") % earlier.row
            parsed.findings.warn(line.sheet, line.row, header, line.get("code"), message)
            repeated.add(line.row)
        elif earlier is not line:
            message = _("Mã hồ sơ trùng với dòng %s.") % earlier.row
            parsed.findings.error(line.sheet or table.sheet, line.row, header, line.get("code"), message)
            parsed.bad_codes.add(key)
            parsed.bad_rows[CASES] |= {line.row, earlier.row}
    parsed.counts[CASES] -= len(repeated)
    parsed.cases = [row for row in parsed.cases if row.row not in parsed.bad_rows[CASES] | repeated]
