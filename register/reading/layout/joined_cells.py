"""The value of a field from the cells of a row: several columns of one field, or two fields in one cell."""

import re
from datetime import date

from django.utils.translation import gettext as _

from core.dates import vn_date
from core.spreadsheets.cells import MONTH_FIRST, Cell, ErrorCell, FormattedDate
from core.text import nfc, squash
from register.issues import cell_text
from register.reading.columns import DATE_FIELDS
from register.reading.layout.headers import CHOICE, DAY, EITHER, FEMALE, JOIN, MALE, MIXED, MONTH, YEAR, Source
from register.reading.lines import Line, Table

_DATE_IN_TEXT = re.compile(r"\d{1,2}\s*[/.-]\s*(?:\d{1,2}\s*[/.-]\s*)?\d{4}")
_NUMBERS = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)")
_LAST_MONTH = 12
# Words around the number in a cell such as "15/01/2024, GCN số 15/GCN".
_NUMBER_WORDS = re.compile(r"^(?:\s|gcn|qđ|giấy(?: chứng nhận)?|số|ngày|[:,;.–-])+", re.IGNORECASE)


def join_cells(line: Line, name: str, sources: list[Source], cells: list[Cell]) -> None:
    """Puts the value of a field into the line, from one column or several."""
    parts = [(source, cells[source.index]) for source in sources if cells[source.index] is not None]
    if not parts:
        return
    if any(isinstance(cell, ErrorCell) for _source, cell in parts):
        line.cells[name] = next(cell for _source, cell in parts if isinstance(cell, ErrorCell))
        return
    kinds = {source.part for source, _cell in parts}
    if any(isinstance(cell, bool) for _source, cell in parts) and not kinds & {MALE, FEMALE, CHOICE}:
        line.cells[name] = next(cell for _source, cell in parts if isinstance(cell, bool))
    elif CHOICE in kinds:
        _take_choice(line, name, parts)
    elif kinds & {DAY, MONTH, YEAR} and name == "sentence":
        _join_term(line, name, parts)
    elif kinds & {DAY, MONTH, YEAR}:
        _join_date(line, name, parts)
    elif kinds & {MALE, FEMALE}:
        _take_by_sex(line, name, parts)
    elif kinds == {JOIN}:
        _join_texts(line, name, parts)
    elif kinds == {MIXED}:
        _split_mixed(line, name, *parts[0])
    else:
        line.cells[name] = parts[0][1]
        if EITHER in kinds and len({squash(str(cell)) for _source, cell in parts}) > 1:
            texts = " · ".join(f"{source.header}: {cell_text(cell)}" for source, cell in parts)
            line.problems[name] = _("Các cột ghi khác nhau: %s.") % texts


def _join_date(line: Line, name: str, parts: list[tuple[Source, Cell]]) -> None:
    found = {source.part: nfc(str(cell)).removesuffix(".0") for source, cell in parts}
    whole = next((cell for source, cell in parts if source.part == DAY and not str(cell).strip().isdigit()), None)
    if whole is not None and not isinstance(whole, int | float):
        line.cells[name] = whole
        return
    if DAY in found and MONTH not in found:  # "3" and "1985" would be read as March 1985
        line.problems[name] = _("Có ngày và năm nhưng chưa ghi tháng.")
    line.cells[name] = "/".join(found[part] for part in (DAY, MONTH, YEAR) if part in found)
    line.originals[name] = " | ".join(cell_text(cell) or "" for _source, cell in parts)


def _join_term(line: Line, name: str, parts: list[tuple[Source, Cell]]) -> None:
    """Years, months and days of a sentence in columns of their own."""
    units = {YEAR: "năm", MONTH: "tháng", DAY: "ngày"}
    found = {source.part: nfc(cell_text(cell) or "").removesuffix(".0") for source, cell in parts}
    line.cells[name] = " ".join(
        f"{found[part]} {unit}" if found[part].isdigit() else found[part]
        for part, unit in units.items()
        if part in found
    )
    line.originals[name] = " | ".join(cell_text(cell) or "" for _source, cell in parts)


def _join_texts(line: Line, name: str, parts: list[tuple[Source, Cell]]) -> None:
    if name in DATE_FIELDS and len(parts) > 1:
        order = [DAY, MONTH, YEAR][-len(parts) :]
        pairs = zip(parts, order, strict=False)
        _join_date(line, name, [(Source(one.index, one.header, part), cell) for (one, cell), part in pairs])
        return
    if len(parts) == 1:
        line.cells[name] = parts[0][1]
        return
    between = ", " if name == "unit" else " "
    line.cells[name] = between.join(nfc(cell_text(cell) or "") for _source, cell in parts)
    line.originals[name] = " | ".join(cell_text(cell) or "" for _source, cell in parts)


def _take_by_sex(line: Line, name: str, parts: list[tuple[Source, Cell]]) -> None:
    """Columns "Nam" and "Nữ" under the year of birth, or with a mark for the sex. A box that is not ticked is no mark."""
    parts = [(source, cell) for source, cell in parts if cell is not False]
    if not parts:
        return
    source, cell = parts[0]
    if len(parts) > 1:
        line.problems[name] = _("Ghi ở cả cột Nam và cột Nữ.")
    sex = "Nam" if source.part == MALE else "Nữ"
    if name == "sex":
        line.originals[name], line.cells[name] = cell_text(cell) or "", sex
        return
    line.cells[name] = cell
    line.cells.setdefault("sex", sex)
    line.originals.setdefault("sex", source.header)


def _take_choice(line: Line, name: str, parts: list[tuple[Source, Cell]]) -> None:
    """Columns with a category each: the one that is marked."""
    marked = [(source, cell) for source, cell in parts if cell is not False and not is_no_mark(cell)]
    if not marked:
        return
    source, cell = marked[0]
    line.cells[name] = source.also
    if len(marked) > 1:
        line.problems[name] = _("Đánh dấu ở nhiều cột: %s.") % "; ".join(source.also for source, _cell in marked)
    elif source.part != CHOICE:
        line.cells[name] = cell
    line.originals[name] = f"{source.header}: {cell_text(cell)}"


def is_no_mark(cell: Cell) -> bool:
    """Whether a cell below a choice says that it is not this one."""
    return cell == 0 or (isinstance(cell, str) and squash(cell) in ("", "0", "khong"))


def _split_mixed(line: Line, name: str, source: Source, cell: Cell) -> None:
    """A cell with two fields: a date and a number, or a hamlet and a commune."""
    if name == "unit" or not isinstance(cell, str):
        line.cells[name] = cell
        return
    found = _DATE_IN_TEXT.search(cell)
    if found is None:
        line.cells[name] = cell
        return
    rest = nfc(cell[: found.start()] + " " + cell[found.end() :])
    number = nfc(_NUMBER_WORDS.sub("", rest))
    line.cells[name] = found[0]
    if number and source.also not in line.cells:
        line.cells[source.also] = number
        line.originals[source.also] = nfc(cell)
    line.originals[name] = nfc(cell)


# --- days and months -------------------------------------------------------------------------------------------------------


def check_day_and_month(table: Table) -> None:
    """Reports dates whose day and month a program may have exchanged.

    Evidence in a column: texts with a day above 12 beside date cells that all have days up to 12; date cells that show the month
    first and never a day above 12; or texts that can only have the month first beside none that can only have the day first.
    """
    for name in DATE_FIELDS & table.headers.keys():
        cells = [(line, line.get(name)) for line in table.lines]
        texts = [(line, found) for line, cell in cells if isinstance(cell, str) and (found := _NUMBERS.match(cell))]
        has_late_text = any(int(found[1]) > _LAST_MONTH for _line, found in texts)
        _check_texts(name, texts, has_late_text=has_late_text)
        days = [(line, cell) for line, cell in cells if isinstance(cell, date | FormattedDate)]
        if any(_day(cell).day > _LAST_MONTH for _line, cell in days):
            continue
        for line, cell in days:
            shows_month_first = isinstance(cell, FormattedDate) and cell.kind == MONTH_FIRST
            day = _day(cell)
            if day.day != day.month and (shows_month_first or (has_late_text and len(days) > 1)):
                line.problems[name] = _exchanged(
                    vn_date(day), vn_date(day.replace(day=day.month, month=day.day)),
                    _("Hãy ghi lại ô này dạng chữ, ngày trước."),
                )  # fmt: skip


def _check_texts(name: str, texts: list[tuple[Line, re.Match]], *, has_late_text: bool) -> None:
    """Reports the texts of a column that seems to be written with the month first: 05/07/2024 beside 06/15/2024."""
    if has_late_text or all(int(found[2]) <= _LAST_MONTH for _line, found in texts):
        return
    for line, found in texts:
        one, other = int(found[1]), int(found[2])
        if other <= _LAST_MONTH and one != other:
            line.problems[name] = _exchanged(
                f"{one:02}/{other:02}/{found[3]}", f"{other:02}/{one:02}/{found[3]}",
                _("Cột này có ngày ghi tháng trước. Hãy ghi lại ngày trước, tháng sau."),
            )  # fmt: skip


def _exchanged(one: str, other: str, what_to_do: str) -> str:
    values = {"one": one, "other": other, "do": what_to_do}
    return _("Ngày và tháng có thể bị đảo: %(one)s hay %(other)s? %(do)s") % values


def _day(cell: date | FormattedDate) -> date:
    return cell.day if isinstance(cell, FormattedDate) else cell
