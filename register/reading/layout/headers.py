"""Which columns of a sheet hold which field: one or two header rows, merged headers, several columns of one field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.spreadsheets import encodings
from core.spreadsheets.cells import Cell
from core.spreadsheets.reader import Sheet
from core.text import nfc, squash
from register.reading.columns import DATE_FIELDS, IGNORED_HEADERS, Column
from register.reading.vocabulary import CATEGORY_WORDS

HEADER_WITHIN = 15
# Parts of a field that has several columns.
MALE, FEMALE, DAY, MONTH, YEAR = "male", "female", "day", "month", "year"
JOIN, EITHER, MIXED, CHOICE = "join", "either", "mixed", "choice"
_NAME_PARTS = {"ho", "hodem", "holot", "hovatendem", "hotendem", "hovadem", "hovachulot", "ten", "tendem"}
# Three columns with these headers and no other column for the birth date are the birth date.
_LONE_DATE_PARTS = {"ngay": DAY, "thang": MONTH, "nam": YEAR}
_DATE_PARTS = {"ngay": DAY, "thang": MONTH}
# Fields that may stand in columns for days, months and years.
_DIVIDED = DATE_FIELDS | {"sentence"}
_BETWEEN_FIELDS = re.compile(r"[,;/&+\n]|\s-\s|\s+(?:và|va)\s+", re.IGNORECASE)
_AMOUNT_UNIT = re.compile(r"(triệu|trieu|tr\.?đ|nghìn|nghin|ngàn|ngan|1\.000|1000)", re.IGNORECASE)
# Letters of Vietnamese that no text in an old encoding has.
_UNICODE_LETTER = re.compile("[\u0102\u0103\u0110\u0111\u01a0-\u01b0\u1ea0-\u1ef9]")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
THOUSAND, MILLION = 1_000, 1_000_000


@dataclass(slots=True)
class Source:
    """One column of a field. `part`: what the column holds of it; "" for all of it.

    `also`: the further field of a mixed column, or the category that a mark in the column means.
    """

    index: int
    header: str
    part: str = ""
    also: str = ""


_ISSUED = squash("Ngày cấp")


@dataclass(slots=True)
class Headers:
    """The columns of a sheet. `row`: index of the last header row in `Sheet.rows`.

    `sources`: field → its columns; `unknown`: column → header without a field; `repeated`: second column → its header,
    not read; `bare`: columns that may have data but no header; `numbering`: the column that counts the rows.
    """

    row: int
    sources: dict[str, list[Source]] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    repeated: dict[int, str] = field(default_factory=dict)
    bare: list[int] = field(default_factory=list)
    multipliers: dict[str, int] = field(default_factory=dict)
    numbering: int | None = None

    def labels(self) -> dict[int, str]:
        """The header of each column that has one, read or not."""
        known = {source.index: source.header for sources in self.sources.values() for source in sources}
        return known | self.unknown | self.repeated

    def header(self, name: str) -> str:
        """The header of the first column of a field."""
        return self.sources[name][0].header


def find_headers(sheet: Sheet, words: dict[str, Column], mapping: Mapping[str, str]) -> Headers | None:
    """The header rows and columns of a sheet; None if no row among the first has two known headers.

    `mapping`: squashed header → field that the office chose for it, "" for a column to ignore.
    """
    best = _best_row(sheet, words, mapping)
    if best is None:
        return None
    rows = _header_rows(sheet, best, words)
    found = Headers(rows[-1])
    width = max((len(cells) for _number, cells in sheet.rows[rows[0] :]), default=0)
    labels = _in_unicode([_labels(sheet, rows, index) for index in range(width)], words)
    for index, own in enumerate(labels):
        if not own:
            found.bare.append(index)
        elif squash(own[-1]) in IGNORED_HEADERS:
            found.numbering = index if found.numbering is None else found.numbering
        else:
            _assign(found, labels, index, words, mapping)
    if squash(_ISSUED) not in mapping:
        _separate_dates_of_issue(found)
    return found


def label_key(label: str) -> str:
    """Headers with the same key are the same header."""
    return squash(label)


# --- rows ----------------------------------------------------------------------------------------------------------------


def _best_row(sheet: Sheet, words: dict[str, Column], mapping: Mapping[str, str]) -> int | None:
    """Index of the row with the most known headers, at least two."""
    best, most = None, 1
    for index, (number, cells) in enumerate(sheet.rows):
        if number >= sheet.first_row + HEADER_WITHIN:
            break
        fields = {column.field for cell in cells if (column := known_column(cell, words))}
        fields |= {
            mapping[squash(str(cell))] for cell in cells if cell is not None and squash(str(cell)) in mapping
        } - {""}
        if len(fields) > most:
            best, most = index, len(fields)
    return best


def _header_rows(sheet: Sheet, best: int, words: dict[str, Column]) -> list[int]:
    rows = [best]
    if best and _is_group_row(sheet, best - 1, best) and not _is_title(sheet, best - 1, best, words):
        rows.insert(0, best - 1)
    if best + 1 < len(sheet.rows) and _is_group_row(sheet, best, best + 1):
        rows.append(best + 1)
        if best + 2 < len(sheet.rows) and _only_divides(sheet, best + 1, best + 2):
            rows.append(best + 2)
    return rows


def _only_divides(sheet: Sheet, upper: int, lower: int) -> bool:
    """Whether the third row of a header labels nothing but parts of merged groups of the second: "Nam" and "Nữ"."""
    (first, _above), (second, below) = sheet.rows[upper], sheet.rows[lower]
    labelled = [index for index, cell in enumerate(below) if cell is not None]
    groups = [(left, right) for top, left, bottom, right in sheet.merged if top == bottom == first and right > left]
    return (
        second == first + 1
        and all(_is_label(below[index]) for index in labelled)
        and all(any(left <= index <= right for left, right in groups) for index in labelled)
    )


def _is_group_row(sheet: Sheet, upper: int, lower: int) -> bool:
    """Whether two rows are one header: the lower one labels columns that the upper one leaves empty or groups."""
    (first, above), (second, below) = sheet.rows[upper], sheet.rows[lower]
    if second != first + 1 or not all(_is_label(cell) for cell in [*above, *below] if cell is not None):
        return False
    labelled = [index for index, cell in enumerate(below) if cell is not None]
    groups = [
        (left, right)
        for top, left, bottom, right in sheet.merged
        if top == bottom == first and right > left and right - left < len(below)
    ]
    under_groups = [index for index in labelled if any(left <= index <= right for left, right in groups)]
    tall = {left for top, left, bottom, _right in sheet.merged if top <= first and bottom >= second}
    if under_groups and (len(under_groups) == len(labelled) or tall or len(above) >= len(labelled)):
        others = set(labelled) - set(under_groups)
        return all(index >= len(above) or above[index] is None for index in others) or len(others) < len(labelled)
    empty = [index for index in labelled if index >= len(above) or above[index] is None]
    beside = [index for index in labelled if index not in empty]
    # Without merged cells: the lower row labels an empty column and the group to its left, and nothing else.
    return bool(empty) and len(labelled) >= 2 and all(index + 1 in empty for index in beside)


def _is_title(sheet: Sheet, upper: int, header: int, words: dict[str, Column]) -> bool:
    """Whether the row above the header is a title: one text over most columns, or not merged and no header."""
    number, cells = sheet.rows[upper]
    places = [index for index, cell in enumerate(cells) if cell is not None]
    if len(places) != 1 or known_column(cells[places[0]], words):
        return False
    labelled = sum(cell is not None for cell in sheet.rows[header][1])
    spans = [right - left + 1 for top, left, bottom, right in sheet.merged if top == number and left == places[0]]
    return 2 * max(spans, default=labelled) > labelled


def _is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and not re.fullmatch(r"[\d\s./:-]+", cell.strip())


def _labels(sheet: Sheet, rows: list[int], index: int) -> list[str]:
    """The labels of a column from top to bottom; a merged or group label counts for all its columns."""
    found: list[str] = []
    for place, row in enumerate(rows):
        number, cells = sheet.rows[row]
        cell = cells[index] if index < len(cells) else None
        if cell is None:
            cell = _merged_label(sheet, number, index, cells)
        lower = sheet.rows[rows[-1]][1]
        if cell is None and place < len(rows) - 1 and index < len(lower) and lower[index] is not None:
            cell = next(
                (cells[left] for left in range(min(index, len(cells)) - 1, -1, -1) if cells[left] is not None), None
            )
        text = nfc(encodings.repaired(str(cell))) if cell is not None else ""
        if text and text not in found:
            found.append(text)
    return found


def _in_unicode(labels: list[list[str]], words: dict[str, Column]) -> list[list[str]]:
    """The labels as a reader sees them: those not known as they are in the old encoding in which most of them are known."""
    readings = {
        label: encodings.in_unicode(label)
        for own in labels
        for label in own
        if squash(label) not in words and not _UNICODE_LETTER.search(label)
    }

    def readable(place: int) -> dict[str, str]:
        return {label: reading[place] for label, reading in readings.items() if place < len(reading)}

    found = [readable(place) for place in range(max(map(len, readings.values()), default=0))]
    best = max(found, key=lambda one: sum(squash(text) in words for text in one.values()), default={})
    return [[nfc(best.get(label, label)) for label in own] for own in labels]


def _merged_label(sheet: Sheet, number: int, index: int, cells: list[Cell]) -> Cell:
    for top, left, bottom, right in sheet.merged:
        if top <= number <= bottom and left <= index <= right:
            first = cells if top == number else dict(sheet.rows).get(top, [])
            return first[left] if left < len(first) else None
    return None


# --- columns -------------------------------------------------------------------------------------------------------------


def known_column(cell: Cell, words: dict[str, Column]) -> Column | None:
    """The column that a header means, also in an old encoding and with a unit in brackets."""
    if cell is None:
        return None
    for text in encodings.in_unicode(str(cell)):
        for label in (text, _IN_BRACKETS.sub(" ", text)):
            if squash(label) in words:
                return words[squash(label)]
    return None


def _assign(found: Headers, labels: list[list[str]], index: int, words: dict[str, Column], mapping) -> None:
    own = labels[index]
    whole = " ".join(own)
    chosen = next((mapping[key] for key in (squash(whole), squash(own[-1])) if key in mapping), None)
    if chosen is not None:
        if chosen:
            _add(found, chosen, Source(index, whole), words)
        return
    if "category" in {column.field for column in words.values()} and _is_choice(labels, index, words):
        found.sources.setdefault("category", []).append(Source(index, whole, CHOICE, own[-1]))
        return
    name, part = _field_and_part(labels, index, words)
    if name:
        _add(found, name, Source(index, whole, part), words)
        unit = _AMOUNT_UNIT.search(whole)
        if unit and words_field(words, name).is_amount:
            found.multipliers[name] = MILLION if unit[0].lower().startswith("tr") else THOUSAND
        return
    fields = _mixed_fields(whole, words)
    if len(fields) == 1:
        _add(found, fields[0], Source(index, whole), words)
        return
    if len(fields) == 2:
        found.sources.setdefault(fields[0], []).append(Source(index, whole, MIXED, fields[1]))
        return
    found.unknown[index] = whole


def _is_choice(labels: list[list[str]], index: int, words: dict[str, Column]) -> bool:
    """Whether a column is one of several with a category each, where a mark stands below the right one."""
    own = labels[index]
    if squash(own[-1]) not in CATEGORY_WORDS:
        return False
    return sum(bool(other) and other[:-1] == own[:-1] and squash(other[-1]) in CATEGORY_WORDS for other in labels) > 1


def words_field(words: dict[str, Column], name: str) -> Column:
    """The column of a field."""
    return next(column for column in words.values() if column.field == name)


def _field_and_part(labels: list[list[str]], index: int, words: dict[str, Column]) -> tuple[str, str]:
    own = labels[index]
    group = next(filter(None, (known_column(label, words) for label in reversed(own[:-1] or own))), None)
    last = squash(own[-1])
    beside = (
        {squash(other[-1]) for other in labels if len(other) > 1 and other[:-1] == own[:-1]}
        if len(own) > 1
        else {squash(other[-1]) for other in labels if other}
    )
    if last in ("nam", "nu") and (group is None or group.field in ("birth", "sex") or len(own) == 1):
        is_year = own[-1].strip().lower().startswith("năm") or bool(beside & {"ngay", "thang"})
        if not is_year and "nu" in beside and "nam" in beside:
            name = group.field if group and group.field in ("birth", "sex") else "birth_or_sex"
            if "birth" in {column.field for column in words.values()}:
                return name, FEMALE if last == "nu" else MALE
    if group and group.field in _DIVIDED and len(own) > 1 and (last in _DATE_PARTS or last == "nam"):
        return group.field, _DATE_PARTS.get(last, YEAR)
    known = [known_column(other[-1], words) for other in labels if other]
    has_birth = any(column and column.field == "birth" for column in known)
    if last in _LONE_DATE_PARTS and beside >= _LONE_DATE_PARTS.keys() and not has_birth and words.keys() & {"ngaysinh"}:
        return "birth", _LONE_DATE_PARTS[last]
    if last == "thangsinh":
        return "birth", MONTH
    if "thangsinh" in beside and last in ("ngaysinh", "namsinh"):
        return "birth", DAY if last == "ngaysinh" else YEAR
    if last in _NAME_PARTS and (len(own) == 1 or (group and group.field == "full_name")):
        return ("full_name", JOIN) if "hovaten" in words else ("", "")
    for label in (" ".join(own), own[-1]):
        column = known_column(label, words)
        if column and not (len(own) > 1 and group and group.field == "id_number" and column.field == "certificate_on"):
            return column.field, ""
    if group and len(own) > 1 and last in ("so", "sogiay", "diachi"):
        return group.field, ""
    return "", ""


def _mixed_fields(label: str, words: dict[str, Column]) -> list[str]:
    """The two fields of a header such as "Ngày tha, số giấy CNCHXAPT", or the one of "HKTT/ Nơi ở hiện nay"."""
    parts = [part.strip() for part in _BETWEEN_FIELDS.split(label) if part.strip()]
    columns = [known_column(part, words) for part in parts]
    found = list(dict.fromkeys(column.field for column in columns if column))
    if len(found) == 1 and len(parts) > 1 and all(columns):
        return found
    dates = [name for name in found if name in DATE_FIELDS]
    others = [name for name in found if name not in DATE_FIELDS]
    if len(dates) == 1 and len(others) == 1:
        return [dates[0], others[0]]
    return ["unit", "hamlet"] if set(found) == {"unit", "hamlet"} else []


def _add(found: Headers, name: str, source: Source, words: dict[str, Column]) -> None:
    sources = found.sources.setdefault(name, [])
    if not sources or source.part or sources[-1].part in (MALE, FEMALE, DAY, MONTH, YEAR):
        sources.append(source)
    elif sources[-1].header == source.header and sources[-1].index == source.index - 1:
        for one in sources:
            one.part = JOIN
        sources.append(Source(source.index, source.header, JOIN))
    elif name == "unit":
        _prefer(found, source, words)
    elif squash(sources[0].header) == squash(source.header):
        found.repeated[source.index] = source.header
    else:
        for one in (*sources, source):
            one.part = one.part or EITHER
        sources.append(source)


def _prefer(found: Headers, source: Source, words: dict[str, Column]) -> None:
    """Of two columns for the commune the one whose header stands first among the aliases; the other is reported."""
    column = words_field(words, "unit")
    order = [squash(word) for word in (column.header, *column.aliases)]

    def rank(one: Source) -> int:
        key = squash(_IN_BRACKETS.sub(" ", one.header))
        return order.index(key) if key in order else len(order)

    kept = found.sources["unit"][0]
    if rank(source) < rank(kept):
        found.sources["unit"], kept, source = [source], source, kept
    if squash(kept.header) == squash(source.header):
        found.repeated[source.index] = source.header
    else:
        found.unknown[source.index] = source.header


def _separate_dates_of_issue(found: Headers) -> None:
    """Of the columns "Ngày cấp", those that may date the ID card are not read; another one is the certificate's."""
    dated = found.sources.get("certificate_on", [])
    if len(dated) != 1 or squash(dated[0].header) != _ISSUED:
        return
    places = [dated[0].index, *(index for index, label in found.repeated.items() if squash(label) == _ISSUED)]
    of_card = [index for index in places if "id_number" in found.sources and not _dates_certificate(found, index)]
    of_certificate = [index for index in places if index not in of_card]
    if not of_card:
        return
    label = dated[0].header
    for index in of_card:
        found.repeated.pop(index, None)
        found.unknown[index] = label
    del found.sources["certificate_on"]
    if of_certificate:
        found.repeated.pop(of_certificate[0], None)
        found.sources["certificate_on"] = [Source(of_certificate[0], label)]


def _dates_certificate(found: Headers, index: int) -> bool:
    """Whether the nearest number left of a column, or else the one just right of it, is the certificate's."""
    numbers = {
        source.index: name for name in ("id_number", "certificate_number") for source in found.sources.get(name, [])
    }
    left = [place for place in numbers if place < index]
    return numbers.get(max(left) if left else index + 1) == "certificate_number"
