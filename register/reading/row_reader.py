"""Reading of one row: every cell is checked, and every error names sheet, row, column and value."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from areas.lookup import UnitLookup, UnitLookupError
from core.spreadsheets.cells import Cell, ErrorCell, FormattedDate
from core.text import nfc, squash
from register.issues import Findings, cell_text
from register.reading import cell_values
from register.reading.cell_values import Noted
from register.reading.columns import AMOUNT_FIELDS, HEADERS, LONGEST, REQUIRED_FIELDS, TEXT_FIELDS
from register.reading.lines import Line, Table
from register.reading.vocabulary import NOTHING_WORDS, UNKNOWN_WORDS

_EMPTY_FRACTION = re.compile(r"(\d+)\.0+")
# Fields where "Không" is an answer, or where an unusual text must not be lost.
_FREE_TEXTS = {
    "full_name",
    "job",
    "note",
    "origin",
    "offence",
    "ethnicity",
    "business_name",
    "named_borrower",
    "unit",
    "hamlet",
}


# Fields where zero is an answer: nothing is owed, nothing was approved.
_ZERO_COUNTS = AMOUNT_FIELDS | {"annual_rate"}


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

    def cell(self, line: Line, name: str) -> Cell:
        """The cell of a field; None where it is empty or holds a word for nothing. An error value is reported."""
        value = line.get(name)
        if isinstance(value, ErrorCell):
            self.fail(line, name, _error_message(value, is_required=name in REQUIRED_FIELDS))
            return None
        if isinstance(value, bool):
            self.fail(line, name, _("Ô ghi TRUE hoặc FALSE (đúng, sai) chứ không phải nội dung. Hãy ghi lại ô này."))
            return None
        if name in line.problems:
            self.fail(line, name, line.problems[name])
            return None
        return None if is_nothing(value, name) else value

    def take(self, line: Line, name: str, read: Callable, default=None):
        """The value `read` makes of a cell; `default` where the cell is empty or `read` raises ValueError."""
        value = self.cell(line, name)
        if value is None:
            return default
        try:
            found = read(value)
        except (ValueError, UnitLookupError) as error:
            self.fail(line, name, error)
            return default
        if isinstance(found, Noted):
            self.warn(line, name, found.note)
            return found.value
        return found

    def need(self, line: Line, name: str, read: Callable):
        """The same for a required cell: an empty one is an error."""
        if is_nothing(line.get(name), name) and name not in line.problems:
            self.fail(line, name, _("Chưa ghi; ô này bắt buộc."))
            return None
        return self.take(line, name, read)

    def text(self, line: Line, name: str) -> str:
        """A cell of free text. A text that is too long is an error and is never cut."""
        value = self.cell(line, name)
        if value is None:
            return ""
        text, limit = nfc(line.text(name)), LONGEST[name]
        if isinstance(value, date | FormattedDate) and name not in ("note",):
            self.warn(line, name, _("Phần mềm bảng tính đã đổi ô này thành ngày; được đọc là «%s».") % text)
        if found := _EMPTY_FRACTION.fullmatch(text):
            text = found[1]
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
        return default if found is None else found

    def has_default(self, line: Line, name: str) -> bool:
        """Whether a section row, the title or the name of the sheet gives the field. Asks where that may have ended."""
        if name in line.doubts:
            message = _(
                "Không rõ dòng này còn thuộc «%(value)s» hay không, vì bên trên có dòng tiêu đề «%(heading)s» không rõ nghĩa."
                " Hãy ghi vào ô này, hoặc sửa dòng tiêu đề đó."
            )
            self.fail(line, name, message % {"value": line.defaults[name], "heading": line.doubts[name]})
        return name in line.defaults and name not in line.doubts

    def fail(self, line: Line, name: str, message) -> None:
        """Reports an error at a cell; the row is not used."""
        self.failed = True
        self.findings.error(line.sheet or self.table.sheet, line.row, self.header(name, line), line.get(name), message)

    def warn(self, line: Line, name: str, message) -> None:
        """Reports a warning at a cell; the row is used."""
        self.findings.warn(line.sheet or self.table.sheet, line.row, self.header(name, line), line.get(name), message)

    def header(self, name: str, line: Line | None = None) -> str:
        """The header of the field in the file, or the standard header where the file has none."""
        return (line.headers if line else {}).get(name) or self.table.headers.get(name) or HEADERS[name]

    def commune(self, line: Line, name: str, on: date | None, text: str | None = None):
        """The commune that a cell names, among those valid on `on`. None without a date, whose error is reported already.

        `text`: what to look up in place of the cell. A name without accents is taken with a warning.
        """
        if on is None:
            return None

        def find(value):
            value = cell_text(value) if isinstance(value, date | FormattedDate) else value
            unit = self.lookup.commune(value if text is None else text, on, prefer=self.prefer)
            if not self.lookup.is_exact(value if text is None else text, unit):
                return Noted(unit, _("Được hiểu là %s; hãy xem lại.") % unit.full_name)
            return unit

        return (
            self.need(line, name, find) if text is None or line.get(name) is not None else self._from(line, name, find)
        )

    def _from(self, line: Line, name: str, find: Callable):
        """The commune of a section row or of the name of the sheet."""
        try:
            found = find(None)
        except UnitLookupError as error:
            self.fail(line, name, error)
            return None
        return found.value if isinstance(found, Noted) else found


def is_nothing(value: Cell, name: str) -> bool:
    """Whether a cell is empty or says that there is nothing: "-", "x", "Không rõ"."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    key = squash(value)
    if key == "0" and name in _ZERO_COUNTS:
        return False
    if not key:
        return not any(letter.isalnum() or letter == "?" for letter in value)
    if name in _FREE_TEXTS or name in TEXT_FIELDS - {
        "sex",
        "other_names",
        "is_intentional",
        "crime_class",
        "category",
        "unit",
        "sentence",
        "article",
        "document_number",
    }:
        return key in UNKNOWN_WORDS
    return key in NOTHING_WORDS


def _error_message(value: ErrorCell, *, is_required: bool) -> str:
    if value.text.startswith("###"):
        return _(
            "Ô chỉ còn dấu #: cột quá hẹp khi lưu tệp. Hãy nới rộng cột trong Excel rồi lưu lại, hoặc ghi giá trị."
        )
    if value.text and is_required:
        return _("Ô có lỗi công thức %s. Hãy ghi giá trị đúng.") % value.text
    if value.text:
        return _("Ô có lỗi công thức %s. Hãy ghi giá trị đúng hoặc để trống.") % value.text
    return _(
        "Ô có công thức nhưng tệp không lưu kết quả. Hãy mở tệp bằng Excel, lưu lại rồi tải lên, hoặc ghi giá trị."
    )
