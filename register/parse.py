"""A workbook's rows as typed values, every bad cell named at once. No database: communes come in as a lookup."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from areas.lookup import UnitLookup, UnitLookupError
from cases.choices import Origin
from cases.judgments.sentences import Sentence, parse_sentence
from cases.people.birth_dates import BirthDate
from cases.people.id_numbers import IdNumber, check_id_number, disagreements, restore_zeros
from core.dates import vn_date
from core.spreadsheets.reader import Cell, Workbook
from core.text import squash
from law.choices import Category
from register import cells
from register.fields import (
    CASE_COLUMNS,
    CASES,
    CATEGORY_WORDS,
    CHANGE_COLUMNS,
    CHANGE_LABELS,
    CHANGE_WORDS,
    CHANGES,
    CLOSING_WORDS,
    HEADERS,
    LOANS,
    LONGEST,
    OUTCOME_WORDS,
    PRISON_WORDS,
    PRISONS,
    SEX_WORDS,
    TRANSFER,
)
from register.issues import Findings
from register.sheet_registry import PARTS
from register.sheets import Line, Table, find_sheets, read_table

# Nobody answers for a crime before 14 (BLHS Điều 12).
YOUNGEST = 14


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

    `tables`: canonical sheet name -> table as found (for headers); `counts`: rows with content, bad ones included;
    `parts`: typed rows of the sheets that later apps read (parts.py).
    """

    cases: list[CaseRow] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    parts: dict[str, list] = field(default_factory=dict)
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
            self.fail(line, name, _("Chưa ghi; ô này bắt buộc."))
            return None
        return self.take(line, name, read)

    def text(self, line: Line, name: str) -> str:
        """A cell of free text, never cut: what does not fit is an error."""
        text, limit = line.text(name), LONGEST[name]
        if len(text) > limit:
            self.fail(
                line, name,
                _("Dài quá %(limit)d ký tự (ở đây %(length)d ký tự).") % {"limit": limit, "length": len(text)},
            )  # fmt: skip
        return text

    def past_date(self, line: Line, name: str, default: date | None = None) -> date | None:
        return self.take(line, name, lambda value: cells.read_past_date(value, self.today), default)

    def fail(self, line: Line, name: str, message) -> None:
        self.failed = True
        self.found.error(self.table.sheet, line.row, self.header(name), line.get(name), message)

    def warn(self, line: Line, name: str, message) -> None:
        self.found.warn(self.table.sheet, line.row, self.header(name), line.get(name), message)

    def header(self, name: str) -> str:
        """The column's header as the file writes it, or as it should have."""
        return self.table.headers.get(name) or HEADERS[name]

    def commune(self, line: Line, name: str, on: date | None):
        if on is None:
            return None  # the date is already reported; which commune it was cannot be told without it
        return self.need(line, name, lambda value: self.lookup.commune(value, on, prefer=self.prefer))


def parse_register(workbook: Workbook, lookup: UnitLookup, *, today: date, prefer: Collection = ()) -> ParsedRegister:
    """Read the sheets, those of later apps too. `prefer`: unit ids to choose from where a commune's name is ambiguous."""
    parsed = ParsedRegister()
    sheets = find_sheets(workbook, parsed.found)
    # The other sheets name cases by their code, so there has to be one.
    required = ("code",) if {CHANGES, LOANS} & set(sheets) else ()
    for name, columns in ((CASES, CASE_COLUMNS), (CHANGES, CHANGE_COLUMNS)):
        if name in sheets:
            table = read_table(workbook, sheets[name], columns, parsed.found, required)
            if table is not None:
                parsed.tables[name] = table
    for name, part in PARTS.items():
        if name in sheets and (table := read_table(workbook, sheets[name], part.columns, parsed.found)) is not None:
            parsed.tables[name] = table
            reader = _Reader(table, parsed.found, lookup, today, prefer)
            _read_lines(parsed, name, reader, part.read, rows=parsed.parts.setdefault(name, []))
    for name, read in ((CASES, _read_case), (CHANGES, _read_change)):
        if name in parsed.tables:
            reader = _Reader(parsed.tables[name], parsed.found, lookup, today, prefer)
            rows = parsed.cases if name == CASES else parsed.changes
            _read_lines(parsed, name, reader, partial(read, needs_code=bool(required)), rows=rows)
    if CASES in parsed.tables:
        _refuse_same_codes(parsed)
    return parsed


def code_key(code: str) -> str:
    """Two ways of writing one code: case and spaces do not count."""
    return "".join(code.split()).casefold()


def _read_lines(parsed: ParsedRegister, name: str, reader: _Reader, read: Callable, *, rows: list) -> None:
    lines = _without_asides(reader)
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


def _without_asides(reader: _Reader) -> list[Line]:
    """The lines without titles between them and totals and signatures below; those are told, not dropped in silence."""
    lines = reader.table.lines
    last = max((place for place, line in enumerate(lines) if not _may_be_aside(line)), default=-1)
    kept = []
    for place, line in enumerate(lines):
        if _may_be_aside(line) and (
            len(line.cells) == 1 or place > last or any(map(_is_closing_word, line.cells.values()))
        ):
            first = next(iter(line.cells))
            reader.warn(line, first, _("Bỏ qua dòng này: không phải là một dòng của sổ."))
        else:
            kept.append(line)
    return kept


def _may_be_aside(line: Line) -> bool:
    """Hardly anything in the columns, and neither code nor date."""
    dates = (line.get(name) for name in ("release_on", "arrival_on", "birth", "on"))
    return line.get("code") is None and len(line.cells) <= 4 and not any(map(cells.looks_like_date, dates))


def _is_closing_word(value: Cell) -> bool:
    return isinstance(value, str) and squash(value).startswith(CLOSING_WORDS)


def _read_case(reader: _Reader, line: Line, *, needs_code: bool) -> CaseRow:
    release_on = reader.need(line, "release_on", lambda value: cells.read_past_date(value, reader.today))
    arrival_on = reader.past_date(line, "arrival_on", release_on)
    code = reader.text(line, "code")
    if needs_code and not code:
        reader.fail(line, "code", _("Chưa ghi mã hồ sơ, trong khi sổ còn trang «Biến động» hoặc «Vay vốn»."))
    origin = reader.text(line, "origin")
    row = CaseRow(
        row=line.row,
        code=code,
        full_name=reader.need(line, "full_name", lambda value: cells.read_name(str(value))),
        birth=reader.take(line, "birth", lambda value: cells.read_birth(value, reader.today)),
        sex=reader.take(line, "sex", _read_sex, ""),
        id_number=_read_number(reader, line),
        ethnicity=reader.text(line, "ethnicity"),
        unit=reader.commune(line, "unit", arrival_on),
        hamlet=reader.text(line, "hamlet"),
        category=reader.need(line, "category", _read_category),
        offence=reader.text(line, "offence"),
        article=reader.text(line, "article"),
        sentence=_read_sentence(reader, line),
        release_on=release_on,
        certificate_number=reader.text(line, "certificate_number"),
        certificate_on=reader.past_date(line, "certificate_on"),
        probation_end_on=reader.take(
            line, "probation_end_on", lambda value: cells.check_plausible(cells.read_date(value))
        ),
        arrival_on=arrival_on,
        origin=(Origin.PRISON if squash(origin) in PRISON_WORDS else Origin.ELSEWHERE).value,
        origin_text=origin,
        officer_text=reader.text(line, "officer"),
        helper_text=reader.text(line, "helper"),
        job_text=reader.text(line, "job"),
        person_key=reader.text(line, "person_key"),
    )
    if not reader.failed:
        _look_twice(reader, line, row)
    return row


def _look_twice(reader: _Reader, line: Line, row: CaseRow) -> None:
    """What contradicts itself is an error; what is only odd is a warning."""
    if row.birth and row.birth.earliest >= row.release_on:
        reader.fail(line, "birth", _("Ngày sinh không trước ngày ra trại %s.") % vn_date(row.release_on))
    elif row.birth and row.release_on.year - row.birth.year < YOUNGEST:
        reader.warn(line, "birth", _("Ra trại khi chưa đủ %d tuổi; hãy xem lại ngày sinh.") % YOUNGEST)
    if row.arrival_on < row.release_on:
        reader.warn(line, "arrival_on", _("Về địa phương trước ngày ra trại %s.") % vn_date(row.release_on))
    if row.probation_end_on and row.category != Category.CONDITIONAL:
        reader.warn(line, "probation_end_on", _("Chỉ người được tha tù trước thời hạn có điều kiện mới có thử thách."))
    elif row.probation_end_on and row.probation_end_on < row.release_on:
        reader.warn(line, "probation_end_on", _("Hết thử thách trước ngày ra trại %s.") % vn_date(row.release_on))
    if cells.has_odd_letters(row.full_name):
        reader.warn(line, "full_name", _("Họ tên có ký tự lạ; hãy xem lại phông chữ của ô này."))
    if row.origin == Origin.ELSEWHERE and squash(row.origin_text).startswith(PRISONS):
        reader.warn(line, "origin", _("Được tính là chuyển đến từ nơi khác; người ra trại thì để trống ô này."))
    for message in disagreements(row.id_number, row.birth and row.birth.year, row.sex) if row.id_number else ():
        reader.warn(line, "id_number", message)


def _read_number(reader: _Reader, line: Line) -> IdNumber | None:
    restored = restore_zeros(line.get("id_number"))
    if restored:
        reader.warn(line, "id_number", _("Đã thêm lại số 0 ở đầu mà Excel làm mất: %s.") % restored.number)
        return restored
    return reader.take(line, "id_number", check_id_number)


def _read_sentence(reader: _Reader, line: Line) -> Sentence | None:
    text = reader.text(line, "sentence")
    if not text:
        return None
    try:
        return parse_sentence(text)
    except ValueError as error:
        reader.warn(line, "sentence", error)
        return Sentence(text, None)


def _read_change(reader: _Reader, line: Line, *, needs_code: bool) -> ChangeRow:
    kind = reader.need(line, "kind", _read_kind)
    on = reader.need(line, "on", lambda value: cells.read_past_date(value, reader.today))
    if kind not in (None, TRANSFER) and line.get("to_unit") is not None:
        reader.warn(line, "to_unit", _("Chỉ dòng «Chuyển đến» mới có đơn vị đến; ô này không được đọc."))
    return ChangeRow(
        row=line.row,
        code=reader.need(line, "code", lambda _value: reader.text(line, "code")),
        kind=kind,
        on=on,
        to_unit=reader.commune(line, "to_unit", on) if kind == TRANSFER else None,
        document_number=reader.text(line, "document_number"),
        note=reader.text(line, "note"),
        outcome=reader.take(line, "outcome", _read_outcome, ""),
        convicted_on=reader.past_date(line, "convicted_on"),
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
    """A code stands for one case: neither of two rows with the same is read, whatever else is wrong with them."""
    table = parsed.tables[CASES]
    header = table.headers.get("code")
    first: dict[str, Line] = {}
    for line in table.lines:
        key = code_key(line.text("code"))
        earlier = first.setdefault(key, line) if key else line
        if earlier is not line:
            message = _("Mã hồ sơ trùng với dòng %d.") % earlier.row
            parsed.found.error(table.sheet, line.row, header, line.get("code"), message)
            parsed.bad_codes.add(key)
            parsed.bad_rows[CASES] |= {line.row, earlier.row}
    parsed.cases = [row for row in parsed.cases if row.row not in parsed.bad_rows[CASES]]
