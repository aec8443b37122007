"""What the cells of an .xlsx show where that differs from their value: number formats, error values, formulas without a value.

Also what is hidden or struck out, and comments.

Runs in the sandbox (sandbox_process.py), without Django. The parser of the values, python-calamine, gives no number formats.
"""

import io
import math
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from xml.etree.ElementTree import iterparse

# How a cell with a date format shows its date. FULL shows day, month and year in this order and needs no treatment.
FULL, MONTH, YEAR, DAY_MONTH, MONTH_FIRST, TIME = "full", "month", "year", "day_month", "month_first", "time"
PERCENT, TEXT = "percent", "text"
# No sheet that is read has more columns.
MAX_HIDDEN = 100
# The author of the comments in our marked copies.
MARK_AUTHOR = "Kiểm tra sổ đăng ký"
LONGEST_COMMENT = 200

# Formats without a code in the file (ECMA-376, 18.8.30), also of an .xls. 14 and 22 show the date in the order of the
# reader's country.
BUILT_IN = {
    9: "0%",
    10: "0.00%",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
}
BUILT_IN |= {45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss.0"}
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_CLOCK = re.compile(r"h+:?m*(?::?s+)?|m+:s+|s+", re.IGNORECASE)
_NUMBER = re.compile(r"[#0?][#0?,.]*")
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_PLAIN_DATE = re.compile(r"(?:dd?|mm?|yy|yyyy)(?:[/. -](?:dd?|mm?|yy|yyyy))*")


@dataclass(slots=True)
class CellFormats:
    """What is special in one sheet, by (row, column) from 0.

    `dates`: how a date is shown; `patterns`: the parts and signs of dates other than dd/mm/yyyy; `texts`: (kind, shown
    text) of formatted numbers; `errors`: the error value, or "" for a formula without a stored value.
    """

    dates: dict[tuple[int, int], str] = field(default_factory=dict)
    patterns: dict[tuple[int, int], str] = field(default_factory=dict)
    texts: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    # Cells whose text is struck out, in whole or in part.
    struck: set[tuple[int, int]] = field(default_factory=set)
    # Of each comment its cell and text.
    comments: list[tuple[int, int, str]] = field(default_factory=list)
    # Merged ranges of formats whose parser gives none: first row, first column, last row, last column.
    merged: list[list[int]] = field(default_factory=list)

    def add(self, place: tuple[int, int], code: str, value: float) -> None:
        """Keeps what a number shows under a format code, if that is not the plain number or a date with slashes."""
        if kind := date_kind(code):
            self.dates[place] = kind
            if pattern := date_pattern(code):
                self.patterns[place] = pattern
        elif shown := shown_number(value, code):
            self.texts[place] = shown


@dataclass(slots=True)
class Styles:
    """The styles of a workbook by their index. `codes`: format codes; `struck`: whether the font is struck out."""

    codes: list[str] = field(default_factory=list)
    struck: list[bool] = field(default_factory=list)
    # Indexes of the shared strings that have struck out text.
    struck_texts: set[int] = field(default_factory=set)


def read_formats(data: bytes) -> tuple[bool, dict[str, CellFormats]]:
    """(whether days are counted from 1904, sheet → its formats). Raises any exception for a damaged file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names, is_1904 = _workbook(archive)
        styles = _styles(archive)
        styles.struck_texts = _struck_texts(archive)
        found = {}
        for name, part in names.items():
            if part in archive.NameToInfo:
                with archive.open(part) as stream:
                    found[name] = _sheet(stream, styles)
                found[name].comments = comments_of(archive, part)
        return is_1904, found


def _workbook(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    targets: dict[str | None, str] = {}
    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        for _event, element in iterparse(stream):
            if _tag(element) == "Relationship":
                targets[element.get("Id")] = posixpath.normpath(
                    posixpath.join("/xl", element.get("Target", ""))
                ).lstrip("/")
    names: dict[str, str] = {}
    is_1904 = False
    with archive.open("xl/workbook.xml") as stream:
        for _event, element in iterparse(stream):
            if _tag(element) == "workbookPr":
                is_1904 = element.get("date1904") in ("1", "true")
            elif _tag(element) == "sheet":
                key = next((value for name, value in element.items() if name.rpartition("}")[2] == "id"), None)
                names[element.get("name", "")] = targets.get(key, "")
    return names, is_1904


def _styles(archive: zipfile.ZipFile) -> Styles:
    """The cell styles; "" as the code of a style that shows plain values."""
    found = Styles()
    if "xl/styles.xml" not in archive.NameToInfo:
        return found
    own, fonts, inside = {}, [], ""
    with archive.open("xl/styles.xml") as stream:
        for event, element in iterparse(stream, ("start", "end")):
            tag = _tag(element)
            if tag in ("fonts", "cellXfs"):
                inside = tag if event == "start" else ""
            elif event == "start" and tag == "numFmt":
                own[element.get("numFmtId")] = element.get("formatCode", "")
            elif event == "end" and tag == "font" and inside == "fonts":
                fonts.append(is_struck(element))
            elif event == "start" and tag == "xf" and inside == "cellXfs":
                number, font = element.get("numFmtId", "0"), int(element.get("fontId", 0))
                found.codes.append(own.get(number) or BUILT_IN.get(int(number), ""))
                found.struck.append(font < len(fonts) and fonts[font])
    return found


def _sheet(stream, styles: Styles) -> CellFormats:
    found = CellFormats()
    row = column = -1
    for event, element in iterparse(stream, ("start", "end")):
        tag = _tag(element)
        if tag == "row" and event == "start":
            row, column = int(element.get("r", row + 2)) - 1, -1
            if _is_true(element.get("hidden")):
                found.hidden_rows.add(row)
        elif tag == "row":
            element.clear()
        elif tag == "col" and event == "start" and _is_true(element.get("hidden")):
            first, last = int(element.get("min", 1)), int(element.get("max", 1))
            found.hidden_columns.update(range(first - 1, min(last, MAX_HIDDEN)))
        elif tag == "c" and event == "end":
            place = _PLACE.fullmatch(element.get("r", ""))
            column = _column_index(place[1]) if place else column + 1
            _cell(found, (row, column), element, styles)
    return found


def _cell(found: CellFormats, place: tuple[int, int], element, styles: Styles) -> None:
    value, has_formula, is_struck_inside = None, False, False
    for child in element:
        tag = _tag(child)
        if tag == "v":
            value = child.text
        elif tag == "f":
            has_formula = True
        elif tag == "is":
            is_struck_inside = has_struck_run(child)
    kind = element.get("t", "n")
    style = int(element.get("s", 0))
    is_struck_text = kind == "s" and value is not None and int(value) in styles.struck_texts
    if is_struck_inside or is_struck_text or (style < len(styles.struck) and styles.struck[style]):
        found.struck.add(place)
    if kind == "e":
        found.errors[place] = value or "#"
    elif has_formula and not value and kind not in ("str", "inlineStr"):
        found.errors[place] = ""
    elif kind == "n" and value and style < len(styles.codes) and styles.codes[style]:
        found.add(place, styles.codes[style], float(value))


def _struck_texts(archive: zipfile.ZipFile) -> set[int]:
    found: set[int] = set()
    if "xl/sharedStrings.xml" not in archive.NameToInfo:
        return found
    number = 0
    with archive.open("xl/sharedStrings.xml") as stream:
        for _event, element in iterparse(stream):
            if _tag(element) == "si":
                if has_struck_run(element):
                    found.add(number)
                number += 1
                element.clear()
    return found


def has_struck_run(text) -> bool:
    """Whether a part of a rich text is struck out; text that is only spaces does not count."""
    for run in text:
        if _tag(run) != "r":
            continue
        parts = {_tag(child): child for child in run}
        if "rPr" in parts and is_struck(parts["rPr"]) and "t" in parts and (parts["t"].text or "").strip():
            return True
    return False


def is_struck(font) -> bool:
    """Whether a font, or the properties of a run of text, strike the text out."""
    return any(_tag(child) == "strike" and _is_true(child.get("val", "1")) for child in font)


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


def comments_of(archive: zipfile.ZipFile, part: str) -> list[tuple[int, int, str]]:
    """(row, column, text) of the comments in the cells of a sheet, without those of our own marked copies."""
    folder, name = posixpath.split(part)
    found: list[tuple[int, int, str]] = []
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.NameToInfo:
        return found
    with archive.open(relations) as stream:
        targets = [
            posixpath.normpath(posixpath.join(f"/{folder}", element.get("Target", ""))).lstrip("/")
            for _event, element in iterparse(stream)
            if _tag(element) == "Relationship" and element.get("Type", "").endswith("/comments")
        ]
    for target in targets:
        if target in archive.NameToInfo:
            with archive.open(target) as stream:
                found += _comments(stream)
    return found


def _comments(stream) -> Iterator[tuple[int, int, str]]:
    authors = []
    for _event, element in iterparse(stream):
        if _tag(element) == "author":
            authors.append(element.text or "")
        elif _tag(element) == "comment":
            author = int(element.get("authorId", 0))
            place = _PLACE.fullmatch(element.get("ref", ""))
            text = "".join(part.text or "" for part in element.iter() if _tag(part) == "t").strip()
            if place and text and not (author < len(authors) and authors[author] == MARK_AUTHOR):
                yield int(place[2]) - 1, _column_index(place[1]), text[:LONGEST_COMMENT]
            element.clear()


def _tag(element) -> str:
    return element.tag.rpartition("}")[2]


def _column_index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


# --- format codes --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1000)
def date_kind(code: str) -> str:
    """How a format code shows a date: FULL, MONTH, …; "" for a format that shows no date."""
    bare = _LITERAL.sub("", code.split(";")[0]).lower()
    has_clock = "h" in bare or "s" in bare
    bare = _CLOCK.sub("", bare).replace("am/pm", "").replace("a/p", "") if has_clock else bare
    letters = [letter for letter in bare if letter in "dmy"]
    if not letters or "general" in bare or re.search("[#0?]", bare):
        return TIME if has_clock and not re.search("[#?]", bare) else ""
    day, month, year = ("d" in letters, "m" in letters, "y" in letters)
    if day and month and year:
        is_month_first = letters.index("m") < letters.index("d") and letters[0] == "m" and "mmm" not in bare
        return MONTH_FIRST if is_month_first else FULL
    if year:
        return MONTH if month else YEAR
    return DAY_MONTH


@lru_cache(maxsize=1000)
def date_pattern(code: str) -> str:
    """The parts and signs of a date format, such as "mm-yyyy"; "" for a whole date with slashes and for names of months."""
    text = re.sub(r"\[[^\]]*\]", "", code.split(";")[0])
    text = re.sub(r'\\(.)|"([^"]*)"', lambda found: found[1] or found[2] or "", text).strip().lower()
    is_usual = date_kind(code) == FULL and "/" in text
    return "" if is_usual or not _PLAIN_DATE.fullmatch(text) else text


def date_text(day: date, pattern: str) -> str:
    """A day as the format with this pattern shows it."""
    parts = {"d": day.day, "m": day.month, "y": day.year}

    def shown(found: re.Match) -> str:
        number, width = parts[found[0][0]], len(found[0])
        return f"{number % 100:02}" if found[0] == "yy" else f"{number:0{width}}"

    return re.sub(r"d+|m+|y+", shown, pattern)


def shown_number(value: float, code: str) -> tuple[str, str] | None:
    """(kind, text) where the format shows a number otherwise than as plain digits; None for plain numbers."""
    section = code.split(";")[0]
    if not math.isfinite(value) or "general" in section.lower() or "e+" in section.lower() or section == "@":
        return None
    literals = [(found.start(), found[1] or found[2] or "") for found in _LITERAL.finditer(section)]
    bare = _LITERAL.sub(lambda found: "\x00" * len(found[0]), section)
    number = _NUMBER.search(bare)
    if number is None:
        return None
    if "%" in bare:
        return PERCENT, f"{_digits(value * 100, number[0], is_padded=False)}%"
    digits = number[0]
    scale = len(digits) - len(digits.rstrip(","))
    words = "".join(text for _place, text in literals)
    is_padded = re.fullmatch("0{2,}", digits) is not None
    if not (scale or is_padded or any(letter.isalnum() for letter in words)):
        return None
    before = "".join(text for place, text in literals if place < number.start())
    after = "".join(text for place, text in literals if place >= number.start())
    return TEXT, f"{before}{_digits(value / 1000**scale, digits.rstrip(','), is_padded=is_padded)}{after}".strip()


def _digits(value: float, pattern: str, *, is_padded: bool) -> str:
    decimals = len(pattern.partition(".")[2])
    if is_padded:
        return f"{round(value):0{len(pattern)}d}"
    text = f"{value:,.{decimals}f}" if "," in pattern else f"{value:.{decimals}f}"
    return text.replace(",", "\x00").replace(".", ",").replace("\x00", ".")
