"""Finds the sheets of a register and turns their rows into lines by field."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from core.dates import vn_date
from core.spreadsheets import encodings
from core.spreadsheets.cells import Cell
from core.spreadsheets.reader import Sheet, Workbook
from core.text import nfc, squash
from register.issues import Findings, cell_text
from register.reading.cell_values import DAYS_TO_1904, EXCEL_EPOCH
from register.reading.columns import CASES, CHANGES, COLUMNS, DATE_FIELDS, IGNORED_SHEETS, LOANS, Column, header_words
from register.reading.layout.body import body, completed, filled_from_above, numbers_columns, tables_of
from register.reading.layout.headers import (
    HEADER_WITHIN,
    JOIN,
    Headers,
    Source,
    find_headers,
)
from register.reading.layout.joined_cells import check_day_and_month, join_cells
from register.reading.layout.people_sheets import holds_people
from register.reading.layout.sections import (
    Heading,
    Sections,
    category_in,
    heading_of,
    names_closed_cases,
    section_of,
    unit_in_titles,
)
from register.reading.layout.text_columns import to_unicode
from register.reading.layout.unseen import ask_about_struck, is_struck_row, letter, warn_of_comments, warn_of_hidden
from register.reading.lines import Line, RowKey, Table
from register.reading.vocabulary import is_ditto

# Fields that may come from a section row, the title or the name of the sheet.
_OUTSIDE_OF_ROWS = ("unit", "category")
# Fields in which «nt» cannot be meant. The code is one of a case only in «Danh sách».
_OWN_FIELDS = ("full_name", "id_number")
# Words of a case of the register; a sheet with two of them holds people.
_LEAST_KNOWN = 3
# A plain number up to this may be a year.
LAST_YEAR = 2100


def find_sheets(
    workbook: Workbook, findings: Findings, mapping: Mapping[str, Mapping[str, str]]
) -> dict[str, list[Sheet]]:
    """The sheets of the register by canonical name, in the order of the file.

    A sheet belongs to a kind by its name or by its headers. A single sheet with another name is taken for the list of cases.
    """
    written = [sheet for sheet in workbook.sheets if sheet.rows and squash(sheet.name) not in IGNORED_SHEETS]
    known: dict[str, list[Sheet]] = {}
    for fits in (str.__eq__, str.__contains__):  # "Danh sách biến động" is a list of changes
        for name in (CHANGES, LOANS, CASES):
            sheets = [sheet for sheet in written if _is_named(sheet, name, fits)]
            if sheets:
                known.setdefault(name, []).extend(sheets)
                written = [sheet for sheet in written if sheet not in sheets]
    for sheet in list(written):
        if (kind := _kind_by_headers(sheet, mapping)) is not None:
            known.setdefault(kind, []).append(sheet)
            written.remove(sheet)
    if not known and len(written) == 1:
        known[CASES] = [written.pop()]
    for sheet in written:
        if known and holds_people(sheet, mapping):
            message = _(
                "Trang tính này có vẻ ghi người nhưng không đủ cột để đọc như trang «Danh sách» hay «Biến động». Hãy ghi dòng"
                " tiêu đề với các cột của trang đó, hoặc bỏ trang này khỏi tệp."
            )
            findings.error(sheet.name, None, None, None, message)
        else:
            findings.warn(sheet.name, None, None, None, _("Trang tính này không được đọc: không rõ là sổ gì."))
    if not known:
        findings.error(
            None, None, None, None, _("Không thấy trang tính «Danh sách» hay «Biến động». Hãy đặt lại tên trang tính.")
        )
    return {name: sorted(sheets, key=workbook.sheets.index) for name, sheets in known.items()}


def _is_named(sheet: Sheet, name: str, fits: Callable) -> bool:
    return any(fits(squash(label), squash(name)) for label in encodings.in_unicode(sheet.name))


def _kind_by_headers(sheet: Sheet, mapping: Mapping[str, Mapping[str, str]]) -> str | None:
    """The kind whose headers the sheet has; people are recognised by a name and two further columns."""
    counts = {}
    for name, columns in COLUMNS.items():
        found = find_headers(sheet, header_words(columns), mapping.get(name, {}))
        fields = set(found.sources) if found else set()
        required = {column.field for column in columns if column.required}
        is_complete = required <= fields | set(_OUTSIDE_OF_ROWS) if name == CASES else required <= fields
        is_people = name == CASES and "full_name" in fields and len(fields) >= _LEAST_KNOWN
        if is_complete or is_people:
            counts[name] = len(fields) + 10 * is_complete
    return max(counts, key=counts.__getitem__, default=None)


def read_sheets(
    workbook: Workbook,
    sheets: list[Sheet],
    columns: tuple[Column, ...],
    findings: Findings,
    *,
    unknown: list[str],
    required: Iterable[str] = (),
    mapping: Mapping[str, str] | None = None,
    is_unit_name: Callable[[str], bool] = lambda _text: False,
) -> Table | None:
    """The rows of all sheets of one kind; None if no sheet could be read.

    A sheet without a header or without a required column is an error. `required`: further fields that must have a column.
    `unknown`: receives the headers without a field. `is_unit_name`: whether a text names a commune, for section
    rows and names of sheets.
    """
    tables = []
    words = header_words(columns)
    parts = [part for sheet in sheets for part in tables_of(sheet, words, mapping or {})]
    for place, part in enumerate(parts):
        table = _read_sheet(workbook, part, place, columns, findings, required, mapping or {}, is_unit_name, unknown)
        if table is not None:
            tables.append(table)
    if not tables:
        return None
    whole = tables[0]
    whole.sheets = list(dict.fromkeys(table.sheet for table in tables))
    for table in tables[1:]:
        whole.lines += table.lines
        whole.headers = table.headers | whole.headers
    return whole


def _read_sheet(workbook, sheet, place, columns, findings, required, mapping, is_unit_name, unknown) -> Table | None:
    words = header_words(columns)
    needed = [column for column in columns if column.required or column.field in required]
    headers = find_headers(sheet, words, mapping)
    if headers is None:
        findings.error(
            sheet.name, None, None, None,
            _("Không thấy dòng tiêu đề trong %(limit)d dòng đầu; cần có các cột: %(columns)s.")
            % {"limit": HEADER_WITHIN, "columns": _listed(column.header for column in needed)},
        )  # fmt: skip
        return None
    unknown += [label for index, label in headers.unknown.items() if _content(sheet, headers, index)[0]]
    _resolve_sex_columns(sheet, headers)
    defaults = _defaults(sheet, headers, is_unit_name) if columns is COLUMNS[CASES] else {}
    headings = {} if columns is not COLUMNS[CASES] else _headings(sheet, headers, is_unit_name)
    missing = [
        column.header
        for column in needed
        if column.field not in headers.sources
        and column.field not in defaults
        and not any(column.field in heading.fields for heading in headings.values())
    ]
    number = sheet.rows[headers.row][0]
    titles = [label for _place, label in sorted(headers.labels().items())]
    if missing:
        findings.error(
            sheet.name, number, None, None,
            _("Thiếu cột bắt buộc: %(missing)s. Dòng tiêu đề có: %(found)s.")
            % {"missing": _listed(missing), "found": _listed(nfc(label) for label in titles)},
        )  # fmt: skip
        return None
    _warn_of_columns(sheet, headers, findings)
    if columns is COLUMNS[CASES] and names_closed_cases(sheet.name):
        message = _(
            "Tên trang này nói những người ở đây đã kết thúc quản lý nên trang chưa được đọc. Nếu đúng vậy, hãy chuyển họ sang"
            " trang «Danh sách» và ghi việc kết thúc ở trang «Biến động»; nếu họ vẫn đang quản lý, hãy đổi tên trang."
        )
        findings.error(sheet.name, None, None, sheet.name, message)
        return None
    table = Table(
        sheet.name,
        {name: headers.header(name) for name in headers.sources},
        header_row=number,
        multipliers=headers.multipliers,
        places={name: sources[0].index for name, sources in headers.sources.items()},
    )
    for name, text in defaults.items():
        source = sheet.name if name == "category" else text
        findings.warn(sheet.name, None, None, source, _DEFAULT_NOTES[name]())
    _read_lines(table, sheet, place, headers, words, headings, defaults, findings)
    to_unicode(workbook, table, findings)
    warn_of_hidden(sheet, headers, table, findings)
    warn_of_comments(sheet, findings)
    return table


_DEFAULT_NOTES = {
    "unit": lambda: _("Trang tính không có cột «Xã»; lấy xã theo tên trang tính hoặc tiêu đề."),
    "category": lambda: _("Trang tính không có cột «Diện»; lấy diện theo tên trang tính."),
}


# --- columns -------------------------------------------------------------------------------------------------------------


def _warn_of_columns(sheet: Sheet, headers: Headers, findings: Findings) -> None:
    """Reports every column with data that is not read, with the first value in it."""
    row = sheet.rows[headers.row][0]
    for index, label in headers.unknown.items():
        count, example = _content(sheet, headers, index)
        if not count:
            continue
        message = _("Cột này không được đọc: không rõ là gì. Có %d ô có chữ.") % count
        findings.warn(sheet.name, row, label, example, message)
    for label in headers.repeated.values():
        findings.warn(sheet.name, row, label, None, _("Cột này trùng với một cột trước nên không được đọc."))
    for index in list(headers.bare):
        filled = [
            (number, cells[index])
            for number, cells in sheet.rows[headers.row + 1 :]
            if index < len(cells) and cells[index] is not None
        ]
        if not filled:
            continue
        if _joins_name(headers, index, [cell for _number, cell in filled]):
            name = headers.sources["full_name"]
            for one in name:
                one.part = JOIN
            name.append(Source(index, name[0].header, JOIN))
            message = _("Cột không có tiêu đề bên cạnh họ tên được đọc là phần tên.")
            findings.warn(sheet.name, filled[0][0], name[0].header, cell_text(filled[0][1]), message)
        elif len({number for number, _cell in filled} & set(_record_rows(sheet, headers))) > 0:
            message = _(
                "Cột %(letter)s có %(count)d ô có chữ nhưng không có tiêu đề nên không được đọc; hãy đặt tiêu đề."
            )
            values = {"letter": letter(index), "count": len(filled)}
            findings.warn(sheet.name, filled[0][0], None, cell_text(filled[0][1]), message % values)


def _content(sheet: Sheet, headers: Headers, index: int) -> tuple[int, str | None]:
    """The number of cells with content in a column, and the first of them."""
    rows = [cells for _number, cells in sheet.rows[headers.row + 1 :] if not numbers_columns(cells)]
    cells = [cells[index] for cells in rows if index < len(cells)]
    filled = [cell_text(cell) for cell in cells if cell is not None]
    return len(filled), filled[0] if filled else None


def _record_rows(sheet: Sheet, headers: Headers) -> list[int]:
    """Numbers of the rows with values in at least two columns of the table; titles and signatures have fewer."""
    places = [source.index for sources in headers.sources.values() for source in sources]
    return [
        number
        for number, cells in sheet.rows[headers.row + 1 :]
        if sum(index < len(cells) and cells[index] is not None for index in places) > 1
    ]


def _joins_name(headers: Headers, index: int, cells: list[Cell]) -> bool:
    name = headers.sources.get("full_name")
    if not name or name[-1].index != index - 1:
        return False
    return all(isinstance(cell, str) and len(cell.split()) <= 2 and cell.replace(" ", "").isalpha() for cell in cells)


def _resolve_sex_columns(sheet: Sheet, headers: Headers) -> None:
    """Two columns "Nam" and "Nữ" without a group hold years of birth or marks."""
    sources = headers.sources.pop("birth_or_sex", None)
    if sources:
        places = {source.index for source in sources}
        cells = [
            cells[index] for _number, cells in sheet.rows[headers.row + 1 :] for index in places if index < len(cells)
        ]
        is_birth = any(
            re.search(r"\d{4}", str(cell)) or not isinstance(cell, str) for cell in cells if cell is not None
        )
        headers.sources.setdefault("birth" if is_birth else "sex", []).extend(sources)


# --- sections and defaults -------------------------------------------------------------------------------------------------


def _headings(sheet: Sheet, headers: Headers, is_unit_name) -> dict[int, Heading]:
    """Row number → the heading in it, between the rows of the table."""
    found = {}
    for number, cells in sheet.rows[headers.row + 1 :]:
        texts = [cell for cell in cells if cell is not None]
        if len(texts) <= _LEAST_KNOWN and all(isinstance(text, str | int) for text in texts):
            heading = heading_of([str(text) for text in texts], is_unit_name)
            if heading and not is_struck_row(sheet, number):
                found[number] = heading
    return found


def _defaults(sheet: Sheet, headers: Headers, is_unit_name) -> dict[str, str]:
    """Fields without a column that the name or the titles of the sheet give."""
    titles = [str(cell) for _number, cells in sheet.rows[: headers.row] for cell in cells if isinstance(cell, str)]
    found: dict[str, str] = {}
    name = encodings.repaired(sheet.name)
    if "unit" not in headers.sources:
        unit = section_of([name], is_unit_name).get("unit") or unit_in_titles(titles, is_unit_name)
        found |= {"unit": unit} if unit else {}
    if "category" not in headers.sources and (category := category_in(name)):
        found["category"] = category
    return found


# --- rows ----------------------------------------------------------------------------------------------------------------


def _read_lines(
    table: Table, sheet: Sheet, place: int, headers: Headers, words, headings, defaults, findings: Findings
) -> None:
    sections = Sections()
    below: dict[int, Cell] = {}
    filled = filled_from_above(sheet)
    own = {place for name in _OWN_FIELDS for place in _places(headers, name)}
    for number, cells in body(sheet, headers, words):
        if number in headings:
            sections.enter(headings[number])
            if headings[number].fields:
                continue
        written = cells
        cells = completed(cells, filled.get(number, {}), below, own)
        line = Line(
            RowKey.of(number, place, sheet.name), {}, sheet.name, table.headers,
            defaults=defaults | sections.values, doubts=dict(sections.doubts),
        )  # fmt: skip
        line.is_numbered = headers.numbering is not None and _is_number(cells, headers.numbering)
        for name, sources in headers.sources.items():
            join_cells(line, name, [source for source in sources if source.index < len(cells)], cells)
        for name in _OWN_FIELDS:
            if any(_is_empty(written, at) and not _is_empty(cells, at) for at in _places(headers, name)):
                line.problems[name] = _("Ô này gộp với dòng trên; mỗi người ghi đủ ở dòng của mình.")
            if is_ditto(line.get(name)):
                line.problems[name] = _("Ô này không thể giống dòng trên; hãy ghi đủ.")
        ask_about_struck(sheet, number, headers, line)
        if line.cells:
            table.lines.append(line)
    if sheet.is_1904:
        _count_from_1900(table, findings)
    check_day_and_month(table)


def _count_from_1900(table: Table, findings: Findings) -> None:
    """Changes plain day numbers of a file that counts from 1904 to the usual count, with one warning for each column."""
    for name in DATE_FIELDS & table.headers.keys():
        changed = []
        for line in table.lines:
            number = line.get(name)
            # Not FormattedNumber: a day number has no number format of its own.
            if isinstance(number, int | float) and type(number) in (int, float) and number > LAST_YEAR:
                line.originals[name] = str(number)
                line.cells[name] = number + DAYS_TO_1904
                changed.append((line, int(number + DAYS_TO_1904)))
        if changed:
            first, days = changed[0]
            day = vn_date(EXCEL_EPOCH + timedelta(days=days))
            message = _("Tệp đếm ngày từ năm 1904; số %(number)s được đọc là ngày %(day)s.")
            values = {"number": first.originals[name], "day": day}
            findings.warn(table.sheet, first.row, table.headers[name], first.originals[name], message % values)


def _places(headers: Headers, name: str) -> set[int]:
    return {source.index for source in headers.sources.get(name, [])}


def _is_empty(cells: list[Cell], place: int) -> bool:
    return place >= len(cells) or cells[place] is None


def _is_number(cells: list[Cell], place: int) -> bool:
    return place < len(cells) and str(cells[place]).strip().removesuffix(".").isdigit()


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"«{word}»" for word in words)
