"""What the cells of an .xlsx show where that differs from their value: number formats, error values, formulas without a value.

Runs in the sandbox (sandbox_process.py), without Django. The parser of the values, python-calamine, gives no number formats.
"""

import io
import math
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import iterparse

# How a cell with a date format shows its date. FULL shows day, month and year in this order and needs no treatment.
FULL, MONTH, YEAR, DAY_MONTH, MONTH_FIRST, TIME = "full", "month", "year", "day_month", "month_first", "time"
PERCENT, TEXT = "percent", "text"

# Formats without a code in the file (ECMA-376, 18.8.30). 14 and 22 show the date in the order of the reader's country.
_BUILT_IN = {
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
_BUILT_IN |= {45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss.0"}
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_CLOCK = re.compile(r"h+:?m*(?::?s+)?|m+:s+|s+", re.IGNORECASE)
_NUMBER = re.compile(r"[#0?][#0?,.]*")
_PLACE = re.compile(r"([A-Z]+)(\d+)")


@dataclass(slots=True)
class CellFormats:
    """What is special in one sheet, by (row, column) from 0.

    `dates`: how a date is shown; `texts`: (kind, shown text) of formatted numbers; `errors`: the error value, or "" for a
    formula without a stored value.
    """

    dates: dict[tuple[int, int], str] = field(default_factory=dict)
    texts: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def read_formats(data: bytes) -> tuple[bool, dict[str, CellFormats]]:
    """(whether days are counted from 1904, sheet → its formats). Raises any exception for a damaged file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names, is_1904 = _workbook(archive)
        codes = _format_codes(archive)
        found = {}
        for name, part in names.items():
            if part in archive.NameToInfo:
                with archive.open(part) as stream:
                    found[name] = _sheet(stream, codes)
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


def _format_codes(archive: zipfile.ZipFile) -> list[str]:
    """The format code of each cell style; "" where the style shows plain values."""
    if "xl/styles.xml" not in archive.NameToInfo:
        return []
    own, codes, inside = {}, [], False
    with archive.open("xl/styles.xml") as stream:
        for event, element in iterparse(stream, ("start", "end")):
            tag = _tag(element)
            if tag == "cellXfs":
                inside = event == "start"
            elif event == "start" and tag == "numFmt":
                own[element.get("numFmtId")] = element.get("formatCode", "")
            elif event == "start" and tag == "xf" and inside:
                number = element.get("numFmtId", "0")
                codes.append(own.get(number) or _BUILT_IN.get(int(number), ""))
    return codes


def _sheet(stream, codes: list[str]) -> CellFormats:
    found = CellFormats()
    kinds = [date_kind(code) for code in codes]
    row = column = -1
    for event, element in iterparse(stream, ("start", "end")):
        tag = _tag(element)
        if tag == "row" and event == "start":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif tag == "row":
            element.clear()
        elif tag == "c" and event == "end":
            place = _PLACE.fullmatch(element.get("r", ""))
            column = _column_index(place[1]) if place else column + 1
            _cell(found, (row, column), element, codes, kinds)
    return found


def _cell(found: CellFormats, place: tuple[int, int], element, codes: list[str], kinds: list[str]) -> None:
    value, has_formula = None, False
    for child in element:
        tag = _tag(child)
        if tag == "v":
            value = child.text
        elif tag == "f":
            has_formula = True
    kind = element.get("t", "n")
    if kind == "e":
        found.errors[place] = value or "#"
    elif has_formula and not value and kind not in ("str", "inlineStr"):
        found.errors[place] = ""
    elif kind == "n" and value:
        style = int(element.get("s", 0))
        if style < len(codes) and codes[style]:
            if kinds[style]:
                found.dates[place] = kinds[style]
            elif shown := shown_number(float(value), codes[style]):
                found.texts[place] = shown


def _tag(element) -> str:
    return element.tag.rpartition("}")[2]


def _column_index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


# --- format codes --------------------------------------------------------------------------------------------------------


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
        return PERCENT, f"{round(value * 100, 6):g}%"
    digits = number[0]
    scale = len(digits) - len(digits.rstrip(","))
    words = "".join(text for _place, text in literals)
    is_padded = re.fullmatch("0{2,}", digits) is not None
    if not (scale or is_padded or any(letter.isalnum() for letter in words)):
        return None
    before = "".join(text for place, text in literals if place < number.start())
    after = "".join(text for place, text in literals if place >= number.start())
    return TEXT, f"{before}{_digits(value / 1000**scale, digits.rstrip(','), is_padded)}{after}".strip()


def _digits(value: float, pattern: str, is_padded: bool) -> str:
    decimals = len(pattern.partition(".")[2])
    if is_padded:
        return f"{round(value):0{len(pattern)}d}"
    text = f"{value:,.{decimals}f}" if "," in pattern else f"{value:.{decimals}f}"
    return text.replace(",", "\x00").replace(".", ",").replace("\x00", ".")
