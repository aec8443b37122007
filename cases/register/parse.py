"""A workbook's rows as typed values, every bad cell named at once. No database: communes come in as a lookup."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from areas.dates import vn_date
from areas.lookup import UnitLookup, UnitLookupError
from areas.text import squash
from cases.birth import BirthDate
from cases.identity import IdNumber, check_id_number, disagreements, restore_zeros
from cases.register import cells
from cases.register.fields import (
    CASE_COLUMNS,
    CASES,
    CATEGORY_WORDS,
    CHANGE_COLUMNS,
    CHANGE_LABELS,
    CHANGE_WORDS,
    CHANGES,
    LOANS,
    OUTCOME_WORDS,
    PRISON_WORDS,
    SEX_WORDS,
    TRANSFER,
)
from cases.register.issues import Findings
from cases.register.reader import Workbook
from cases.register.sheets import Line, Table, find_sheets, read_table
from cases.sentence import Sentence, parse_sentence
from cases.terms import Category, Origin


@dataclass(slots=True)
class CaseRow:
    """One row of «Danh sách». `arrival_on` is filled; `sentence` is None where nothing is written."""

    row: int
    code: str
    full_name: str
    birth: BirthDate | None
    sex: str
    id_number: IdNumber | None
    ethnicity: str
    unit: object
    hamlet: str
    category: str
    offence: str
    article: str
    sentence: Sentence | None
    release_on: date
    certificate_number: str
    certificate_on: date | None
    probation_end_on: date | None
    arrival_on: date
    origin: str
    origin_text: str
    officer_text: str
    helper_text: str
    job_text: str
    person_key: str


@dataclass(slots=True)
class ChangeRow:
    """One row of «Biến động». `kind`: fields.TRANSFER, PROBATION, REOFFENCE or a closing reason of terms.EndReason."""

    row: int
    code: str
    kind: str
    on: date
    to_unit: object | None
    document_number: str
    note: str
    outcome: str = ""
    convicted_on: date | None = None


@dataclass(slots=True)
class ParsedRegister:
    """What could be read. `bad_codes`: case codes of rows with an error, so that nothing half-known is applied.

    `tables`: canonical sheet name -> table as found (for headers); `counts`: rows with content, bad ones included.
    """

    cases: list[CaseRow] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    bad_codes: set[str] = field(default_factory=set)
    tables: dict[str, Table] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    bad_rows: dict[str, set[int]] = field(default_factory=dict)
    found: Findings = field(default_factory=Findings)


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one table; what is wrong with a cell goes to the findings and makes the row bad."""

    table: Table
    found: Findings
    lookup: UnitLookup
    today: date
    prefer: Collection
    failed: bool = False

    def take(self, line: Line, name: str, read: Callable, default=None):
        value = line.get(name)
        if value is None:
            return default
        try:
            return read(value)
        except (ValueError, UnitLookupError) as error:
            self.fail(line, name, error)
            return default

    def need(self, line: Line, name: str, read: Callable):
        if line.get(name) is None:
            self.fail(line, name, _("Chưa ghi."))
            return None
        return self.take(line, name, read)

    def fail(self, line: Line, name: str, message) -> None:
        self.failed = True
        self.found.error(self.table.sheet, line.row, self.table.headers.get(name), line.get(name), message)

    def warn(self, line: Line, name: str, message) -> None:
        self.found.warn(self.table.sheet, line.row, self.table.headers.get(name), line.get(name), message)

    def commune(self, line: Line, name: str, on: date | None):
        if on is None:
            return None  # the date is already reported; which commune it was cannot be told without it
        return self.need(line, name, lambda value: self.lookup.commune(value, on, prefer=self.prefer))


def parse_register(workbook: Workbook, lookup: UnitLookup, *, today: date, prefer: Collection = ()) -> ParsedRegister:
    """Read the sheets «Danh sách» and «Biến động». `prefer`: unit ids to choose from where a commune's name is ambiguous."""
    parsed = ParsedRegister()
    sheets = find_sheets(workbook, parsed.found)
    for name, columns in ((CASES, CASE_COLUMNS), (CHANGES, CHANGE_COLUMNS)):
        if name in sheets:
            table = read_table(sheets[name], columns, parsed.found)
            if table is not None:
                parsed.tables[name] = table
    if LOANS in sheets:
        parsed.found.warn(
            sheets[LOANS].name, None, None, None, _("Trang vay vốn chưa nhập: hệ thống chưa quản lý khoản vay.")
        )
    for name, read in ((CASES, _read_case), (CHANGES, _read_change)):
        if name in parsed.tables:
            reader = _Reader(parsed.tables[name], parsed.found, lookup, today, prefer)
            _read_lines(parsed, name, reader, read)
    _refuse_same_codes(parsed)
    return parsed


def code_key(code: str) -> str:
    """Two ways of writing one code: case and spaces do not count."""
    return "".join(code.split()).casefold()


def _read_lines(parsed: ParsedRegister, name: str, reader: _Reader, read: Callable) -> None:
    rows = parsed.cases if name == CASES else parsed.changes
    lines = [line for line in reader.table.lines if not _is_footer(line, reader)]
    parsed.counts[name] = len(lines)
    bad = parsed.bad_rows.setdefault(name, set())
    for line in lines:
        reader.failed = False
        row = read(reader, line, with_changes=CHANGES in parsed.tables)
        if reader.failed:
            bad.add(line.row)
            parsed.bad_codes.add(code_key(line.text("code")))
        else:
            rows.append(row)


def _is_footer(line: Line, reader: _Reader) -> bool:
    """Totals and signatures below the table: hardly anything in the columns, and neither code nor date."""
    if line.get("code") is not None or len(line.cells) > 2 or {"release_on", "on", "birth"} & set(line.cells):
        return False
    first = next(iter(line.cells))
    reader.found.warn(
        reader.table.sheet, line.row, reader.table.headers[first], line.get(first),
        _("Bỏ qua dòng này: không phải là một dòng của sổ."),
    )  # fmt: skip
    return True


def _read_case(reader: _Reader, line: Line, *, with_changes: bool) -> CaseRow | None:
    release_on = reader.need(line, "release_on", lambda value: cells.read_past_date(value, reader.today))
    arrival_on = reader.take(line, "arrival_on", lambda value: cells.read_past_date(value, reader.today), release_on)
    birth = reader.take(line, "birth", lambda value: cells.read_birth(value, reader.today))
    sex = reader.take(line, "sex", _read_sex, "")
    category = reader.need(line, "category", _read_category)
    unit = reader.commune(line, "unit", arrival_on)
    origin = line.text("origin")
    full_name = reader.need(line, "full_name", lambda value: cells.read_name(str(value)))
    number = _read_number(reader, line)
    code = line.text("code")
    if with_changes and not code:
        reader.fail(line, "code", _("Chưa ghi mã hồ sơ, trong khi sổ có trang «Biến động»."))
    row = CaseRow(
        row=line.row,
        code=code,
        full_name=full_name,
        birth=birth,
        sex=sex,
        id_number=number,
        ethnicity=line.text("ethnicity")[:40],
        unit=unit,
        hamlet=line.text("hamlet")[:120],
        category=category,
        offence=line.text("offence")[:300],
        article=line.text("article")[:200],
        sentence=_read_sentence(reader, line),
        release_on=release_on,
        certificate_number=line.text("certificate_number")[:60],
        certificate_on=reader.take(line, "certificate_on", lambda value: cells.read_past_date(value, reader.today)),
        probation_end_on=reader.take(
            line, "probation_end_on", lambda value: cells.check_plausible(cells.read_date(value))
        ),
        arrival_on=arrival_on,
        origin=(Origin.PRISON if squash(origin) in PRISON_WORDS else Origin.ELSEWHERE).value,
        origin_text=origin[:200],
        officer_text=line.text("officer")[:120],
        helper_text=line.text("helper")[:120],
        job_text=line.text("job")[:200],
        person_key=line.text("person_key")[:64],
    )
    if not reader.failed:
        _look_twice(reader, line, row)
    return row


def _look_twice(reader: _Reader, line: Line, row: CaseRow) -> None:
    """What contradicts itself is an error; what is only odd is a warning."""
    if len(row.code) > 40:
        reader.fail(line, "code", _("Mã hồ sơ dài quá 40 ký tự."))
    if row.birth and row.birth.earliest >= row.release_on:
        reader.fail(line, "birth", _("Ngày sinh không trước ngày ra trại %s.") % vn_date(row.release_on))
    if row.arrival_on < row.release_on:
        reader.warn(line, "arrival_on", _("Về địa phương trước ngày ra trại %s.") % vn_date(row.release_on))
    if row.probation_end_on and row.category != Category.CONDITIONAL:
        reader.warn(line, "probation_end_on", _("Chỉ người được tha tù trước thời hạn có điều kiện mới có thử thách."))
    if row.id_number:
        for message in disagreements(row.id_number, row.birth and row.birth.year, row.sex):
            reader.warn(line, "id_number", message)


def _read_number(reader: _Reader, line: Line) -> IdNumber | None:
    value = line.get("id_number")
    if value is None:
        return None
    digits = str(value).strip()
    if digits.isascii() and digits.isdigit() and len(digits) in (8, 10, 11):
        restored = restore_zeros(int(digits))
        if restored:
            reader.warn(line, "id_number", _("Đã thêm lại số 0 ở đầu mà Excel làm mất."))
            return restored
    if isinstance(value, int) and len(digits) < 9:
        restored = restore_zeros(value)
        if restored and restored.number.lstrip("0"):
            reader.warn(line, "id_number", _("Đã thêm lại số 0 ở đầu mà Excel làm mất."))
            return restored
    return reader.take(line, "id_number", check_id_number)


def _read_sentence(reader: _Reader, line: Line) -> Sentence | None:
    text = line.text("sentence")[:120]
    if not text:
        return None
    try:
        return parse_sentence(text)
    except ValueError as error:
        reader.warn(line, "sentence", error)
        return Sentence(text, None)


def _read_change(reader: _Reader, line: Line, *, with_changes: bool) -> ChangeRow | None:
    kind = reader.need(line, "kind", _read_kind)
    on = reader.need(line, "on", lambda value: cells.read_past_date(value, reader.today))
    code = reader.need(line, "code", lambda value: line.text("code"))
    to_unit = reader.commune(line, "to_unit", on) if kind == TRANSFER else None
    if kind != TRANSFER and kind is not None and line.get("to_unit") is not None:
        reader.warn(line, "to_unit", _("Chỉ dòng «Chuyển đến» mới có đơn vị đến; ô này không được đọc."))
    return ChangeRow(
        row=line.row,
        code=code,
        kind=kind,
        on=on,
        to_unit=to_unit,
        document_number=line.text("document_number")[:200],
        note=line.text("note"),
        outcome=reader.take(line, "outcome", _read_outcome, ""),
        convicted_on=reader.take(line, "convicted_on", lambda value: cells.read_past_date(value, reader.today)),
    )


def _read_sex(value) -> str:
    return _word(value, SEX_WORDS, _("Giới tính phải là Nam hoặc Nữ."))


def _read_category(value) -> str:
    return _word(
        value, CATEGORY_WORDS, _("Diện phải là: chấp hành xong, đặc xá hoặc tha tù trước thời hạn có điều kiện.")
    )


def _read_outcome(value) -> str:
    return _word(value, OUTCOME_WORDS, _("Kết quả xét xử không rõ."))


def _read_kind(value) -> str:
    return _word(value, CHANGE_WORDS, _("Loại biến động phải là một trong: %s.") % "; ".join(CHANGE_LABELS.values()))


def _word(value, words: dict[str, str], message: str) -> str:
    found = words.get(squash(str(value)))
    if found is None:
        raise ValueError(message)
    return found


def _refuse_same_codes(parsed: ParsedRegister) -> None:
    first: dict[str, CaseRow] = {}
    table = parsed.tables.get(CASES)
    kept = []
    for row in parsed.cases:
        earlier = first.setdefault(code_key(row.code), row) if row.code else row
        if earlier is row:
            kept.append(row)
            continue
        message = _("Mã hồ sơ trùng với dòng %d.") % earlier.row
        parsed.found.error(table.sheet, row.row, table.headers.get("code"), row.code, message)
        parsed.bad_codes.add(code_key(row.code))
        parsed.bad_rows[CASES] |= {row.row, earlier.row}
    parsed.cases = [row for row in kept if code_key(row.code) not in parsed.bad_codes or not row.code]
