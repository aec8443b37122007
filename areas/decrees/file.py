"""Reads a file that describes a reorganisation (docs/reorganisation.md). Knows nothing of the stored units."""

import csv
import hashlib
import io
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from core.dates import is_plausible_date
from core.text import nfc

COLUMNS = ("action", "unit", "into", "code", "level", "kind", "name", "parent", "case", "note")
# The largest file that is read: some thousand lines.
LONGEST = 2_000_000
LONGEST_DOCUMENT = 200
CODE = re.compile(r"\d{2}|\d{3}|\d{5}")
TYPED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Action(StrEnum):
    """What a line orders."""

    CREATE = "create"
    MERGE = "merge"
    SPLIT = "split"
    PLACE = "place"
    RENAME = "rename"
    MOVE = "move"
    ABOLISH = "abolish"
    ABOLISH_LEVEL = "abolish_level"
    CLOSE_OFFICE = "close_office"


# The columns that a line of each action must fill, and those that it may fill besides `note`.
NEEDED: dict[Action, set[str]] = {
    Action.CREATE: {"code", "level", "kind", "name"},
    Action.MERGE: {"unit", "into"},
    Action.SPLIT: {"unit", "into"},
    Action.PLACE: {"unit", "into", "case"},
    Action.RENAME: {"unit", "name"},
    Action.MOVE: {"unit", "parent"},
    Action.ABOLISH: {"unit"},
    Action.ABOLISH_LEVEL: {"unit", "level"},
    Action.CLOSE_OFFICE: {"unit", "level"},
}
ALLOWED: dict[Action, set[str]] = {
    Action.CREATE: {"parent"},
    Action.RENAME: {"code", "kind", "parent"},
    Action.MOVE: {"code"},
}


@dataclass(frozen=True, slots=True)
class LineError:
    """A fault of the file, with the number of the line as a text editor shows it."""

    line: int
    message: str

    def __str__(self):
        return _("Dòng %(line)d: %(message)s") % {"line": self.line, "message": self.message}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file; a column that was left empty is ""."""

    number: int
    action: Action
    unit: str = ""
    into: str = ""
    code: str = ""
    level: str = ""
    kind: str = ""
    name: str = ""
    parent: str = ""
    case: str = ""
    note: str = ""


@dataclass(slots=True)
class DecreeFile:
    """What was read. With errors the rest may be incomplete."""

    content: str
    document: str = ""
    on: date | None = None
    lines: list[Line] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content.encode()).hexdigest()


def read(data: bytes) -> DecreeFile:
    """Read a file: a line with the document, one with the day, one with the names of the columns, then the changes."""
    if len(data) > LONGEST:
        return _unreadable(_("Tệp quá lớn."))
    try:
        content = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return _unreadable(_("Tệp phải là CSV mã hóa UTF-8."))
    found = DecreeFile(content)
    try:
        # A field may hold line feeds, so the reader counts the lines.
        reader = csv.reader(io.StringIO(content), strict=True)
        rows = [(reader.line_num, [nfc(cell) for cell in row]) for row in reader if any(map(str.strip, row))]
    except csv.Error:
        return _unreadable(_("Không đọc được tệp: phải là CSV phân cách bằng dấu phẩy."), content)
    head, body = rows[:3], rows[3:]
    if [row[0] for _number, row in head[:2]] != ["document", "on"] or len(head) < len(("document", "on", "columns")):
        return _unreadable(_("Ba dòng đầu phải là: document,số văn bản; on,ngày áp dụng; rồi tên các cột."), content)
    _read_head(found, head)
    for number, row in body:
        line = _line(found, number, dict(zip(head[2][1], row, strict=False)))
        if line is not None:
            found.lines.append(line)
    if not body:
        found.errors.append(LineError(head[2][0], _("Tệp không có thay đổi nào.")))
    return found


def _unreadable(message: str, content: str = "") -> DecreeFile:
    return DecreeFile(content, errors=[LineError(1, message)])


def _read_head(found: DecreeFile, head: list[tuple[int, list[str]]]) -> None:
    (first, document), (second, on), (third, columns) = head
    found.document = "".join(document[1:2])
    if not found.document:
        found.errors.append(LineError(first, _("Phải ghi số văn bản.")))
    elif len(found.document) > LONGEST_DOCUMENT:
        found.errors.append(LineError(first, _("Số văn bản dài quá %d ký tự.") % LONGEST_DOCUMENT))
    found.on = _day("".join(on[1:2]))
    if found.on is None:
        found.errors.append(LineError(second, _("Ngày áp dụng phải ghi dạng ngày/tháng/năm.")))
    unknown = sorted(set(columns) - {*COLUMNS, ""})
    if unknown:
        found.errors.append(LineError(third, _("Không có cột nào tên %s.") % ", ".join(unknown)))
    if "action" not in columns:
        found.errors.append(LineError(third, _("Thiếu cột action.")))


def _line(found: DecreeFile, number: int, cells: dict[str, str]) -> Line | None:
    values = {name: cells.get(name, "") for name in COLUMNS}
    try:
        action = Action(values.pop("action"))
    except ValueError:
        known = ", ".join(Action)
        found.errors.append(LineError(number, _("Cột action phải là một trong: %s.") % known))
        return None
    missing = sorted(name for name in NEEDED[action] if not values[name])
    allowed = NEEDED[action] | ALLOWED.get(action, set()) | {"note"}
    extra = sorted(name for name, value in values.items() if value and name not in allowed)
    wrong = sorted(
        name for name in ("unit", "into", "code", "parent") if values[name] and not CODE.fullmatch(values[name])
    )
    for names, text in (
        (missing, _("%(action)s phải có cột %(names)s.")),
        (extra, _("%(action)s không dùng cột %(names)s.")),
        (wrong, _("%(action)s: cột %(names)s phải là mã 2, 3 hoặc 5 chữ số.")),
    ):
        if names:
            found.errors.append(LineError(number, text % {"action": action, "names": ", ".join(names)}))
    return None if missing or extra or wrong else Line(number, action, **values)


def _day(text: str) -> date | None:
    typed = TYPED_DAY.fullmatch(text)
    try:
        day = date(*map(int, reversed(typed.groups()))) if typed else date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_plausible_date(day) else None
