"""What the cells of an .ods show where that differs from their value, its merged cells, comments, what is hidden or struck out.

Runs in the sandbox (core/sandbox/), without Django. The parser of the values, python-calamine, gives none of this.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element, iterparse

from core.spreadsheets.cell_formats import LONGEST_COMMENT, MARK_AUTHOR, MAX_HIDDEN, CellFormats
from core.spreadsheets.xls_formats import ERRORS

# As many repetitions of one cell as any register has.
MOST_REPEATED = 1000
# Values as numbers, which a data style shows; a date is one.
_NUMBERS = ("float", "percentage", "currency", "date")
_DATA_STYLES = ("number-style", "percentage-style", "currency-style", "date-style", "time-style", "text-style")
_CELLS = ("table-cell", "covered-table-cell")
# Parts of a data style as a format code writes them, short and long.
_PARTS = {
    "day": ("d", "dd"),
    "year": ("yy", "yyyy"),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
    "am-pm": ("am/pm", "am/pm"),
    "text-content": ("@", "@"),
    "scientific-number": ("General", "General"),
    "fraction": ("General", "General"),
}
_SIGNS = frozenset("/-.:,% ")
_POSITIVE = ("value()>=0", "value()>0")


@dataclass(frozen=True, slots=True)
class _CellStyle:
    data_style: str = ""
    is_struck: bool = False


@dataclass(slots=True)
class _OdsStyles:
    """The styles of cells and texts by their names, and the format codes of the data styles."""

    cells: dict[str, _CellStyle] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    struck_texts: set[str] = field(default_factory=set)

    def read(self, element: Element) -> None:
        """Takes a style in; a style that it is based on stands before it in the file."""
        tag, name = _tag(element), _attribute(element, "name")
        if tag in _DATA_STYLES:
            # One style for positive numbers among others shows what a register holds.
            positive = (part for part in element if _tag(part) == "map" and _attribute(part, "condition") in _POSITIVE)
            named = next((_attribute(part, "apply-style-name") for part in positive), "")
            self.codes[name] = self.codes.get(named) or _code(element)
        elif tag == "style" and _attribute(element, "family") == "table-cell":
            style = self.cells.get(_attribute(element, "parent-style-name"), _CellStyle())
            if data_style := _attribute(element, "data-style-name"):
                style = replace(style, data_style=data_style)
            self.cells[name] = replace(style, is_struck=_is_struck(element, default=style.is_struck))
        elif tag == "style" and _attribute(element, "family") == "text" and _is_struck(element, default=False):
            self.struck_texts.add(name)


@dataclass(slots=True)
class _Place:
    """Where the reading of a sheet is. `column_styles`: (number of columns, name of the style) from the left."""

    sheet: CellFormats
    row: int = 0
    column: int = 0
    row_style: str = ""
    column_styles: list[tuple[int, str]] = field(default_factory=list)

    def style(self, cell: Element) -> str:
        """The name of the style of the cell: its own, else that of its row, else that of its column."""
        if own := _attribute(cell, "style-name") or self.row_style:
            return own
        first = 0
        for times, name in self.column_styles:
            first += times
            if self.column < first:
                return name
        return ""


def ods_formats(data: bytes) -> tuple[bool, dict[str, CellFormats]]:
    """(whether days are counted from 1904, sheet → what is special in it)."""
    found: dict[str, CellFormats] = {}
    styles = _OdsStyles()
    place = _Place(CellFormats())
    is_1904 = False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "styles.xml" in archive.NameToInfo:
            with archive.open("styles.xml") as stream:
                for _event, element in iterparse(stream):
                    styles.read(element)
        with archive.open("content.xml") as stream:
            for event, element in iterparse(stream, ("start", "end")):
                tag = _tag(element)
                if tag in ("table", "table-row", "table-column") and event == "start":
                    if tag == "table":
                        place = _Place(found.setdefault(_attribute(element, "name"), CellFormats()))
                    _begin(place, tag, element)
                elif event == "start":
                    continue
                elif tag in _CELLS:
                    _cell(place, element, styles)
                    element.clear()
                elif tag == "table-row":
                    _repeat_row(place, element)
                    element.clear()
                elif tag == "null-date":
                    is_1904 = _attribute(element, "date-value").startswith("1904")
                else:
                    styles.read(element)
    return is_1904, found


def _begin(place: _Place, tag: str, element: Element) -> None:
    sheet = place.sheet
    if tag == "table-row":
        place.column, place.row_style = 0, _attribute(element, "default-cell-style-name")
        if _is_hidden(element):
            times = min(_times(element, "number-rows-repeated"), MOST_REPEATED)
            sheet.hidden_rows.update(range(place.row, place.row + times))
    elif tag == "table-column":
        times = _times(element, "number-columns-repeated")
        first = sum(times for times, _name in place.column_styles)
        if _is_hidden(element):
            sheet.hidden_columns.update(range(first, min(first + times, MAX_HIDDEN)))
        place.column_styles.append((times, _attribute(element, "default-cell-style-name")))


def _cell(place: _Place, cell: Element, styles: _OdsStyles) -> None:
    sheet, row, column = place.sheet, place.row, place.column
    times = _times(cell, "number-columns-repeated")
    shown = _text(cell)
    style = styles.cells.get(place.style(cell), _CellStyle())
    place.column += times
    spanned = _times(cell, "number-rows-spanned"), _times(cell, "number-columns-spanned")
    if spanned != (1, 1):
        sheet.merged.append([row, column, row + spanned[0] - 1, column + spanned[1] - 1])
    if comment := _comment(cell):
        sheet.comments.append((row, column, comment))
    error = _error_of(cell, shown)
    has_number = _attribute(cell, "value-type", "office") in _NUMBERS
    is_struck = bool(shown) and (style.is_struck or _has_struck_part(cell, styles))
    for more in range(min(times, MOST_REPEATED)):
        here = row, column + more
        if error is not None:
            sheet.errors[here] = error
        elif has_number:
            sheet.add(here, styles.codes.get(style.data_style, ""), _number(cell))
        if is_struck:
            sheet.struck.add(here)


def _repeat_row(place: _Place, element: Element) -> None:
    """Gives what is special in a row to the rows that repeat it."""
    sheet, times = place.sheet, _times(element, "number-rows-repeated")
    if times > 1:
        marks: Iterable[dict] = (sheet.dates, sheet.patterns, sheet.texts, sheet.errors)
        for kept in marks:
            here = {at: value for at, value in kept.items() if at[0] == place.row}
            for more in range(1, min(times, MOST_REPEATED)):
                kept.update({(place.row + more, at[1]): value for at, value in here.items()})
        struck = [at for at in sheet.struck if at[0] == place.row]
        for more in range(1, min(times, MOST_REPEATED)):
            sheet.struck.update((place.row + more, at[1]) for at in struck)
    place.row += times


# --- cells -------------------------------------------------------------------------------------------------------


def _number(cell: Element) -> float:
    text = _attribute(cell, "value", "office")
    try:
        return float(text)
    except ValueError:  # a date
        return 0.0


def _error_of(cell: Element, shown: str) -> str | None:
    """The error value that a cell shows, "" for a formula without a stored result; None without an error.

    LibreOffice marks an error, other programs leave the text alone.
    """
    if _attribute(cell, "value-type", "calcext") == "error":
        return shown or "#N/A"
    if not _attribute(cell, "formula"):
        return None
    if shown in ERRORS.values():
        return shown
    return None if shown or _attribute(cell, "value-type", "office") else ""


def _text(cell: Element) -> str:
    """What the cell shows, without its comment."""
    return "".join(text for part in cell if _tag(part) == "p" for text in part.itertext()).strip()


def _comment(cell: Element) -> str:
    note = next((part for part in cell if _tag(part) == "annotation"), None)
    if note is None or any(_tag(part) == "creator" and part.text == MARK_AUTHOR for part in note):
        return ""
    lines = ("".join(part.itertext()) for part in note if _tag(part) == "p")
    return "\n".join(lines).strip()[:LONGEST_COMMENT]


def _has_struck_part(cell: Element, styles: _OdsStyles) -> bool:
    return any(
        _attribute(part, "style-name") in styles.struck_texts and "".join(part.itertext()).strip()
        for part in cell.iter()
        if _tag(part) == "span"
    )


# --- styles ------------------------------------------------------------------------------------------------------


def _is_struck(style: Element, *, default: bool) -> bool:
    for part in style:
        line = _attribute(part, "text-line-through-style") if _tag(part) == "text-properties" else ""
        if line:
            return line != "none"
    return default


def _code(style: Element) -> str:
    """The data style as a format code: "mm/yyyy" of a month, a slash and a year."""
    if _attribute(style, "format-source") == "language" and _tag(style) == "date-style":
        return ""  # in the order of the reader's country
    return "".join(_code_parts(style))


def _code_parts(style: Element) -> Iterator[str]:
    for part in style:
        tag, is_long = _tag(part), _attribute(part, "style") == "long"
        if tag == "month":
            yield "mmm" if _attribute(part, "textual") == "true" else "mm" if is_long else "m"
        elif tag in _PARTS:
            yield _PARTS[tag][is_long]
        elif tag in ("text", "currency-symbol"):
            text = part.text or ""
            yield text if _SIGNS.issuperset(text) else '"' + text.replace('"', "") + '"'
        elif tag == "number":
            yield _number_code(part)


def _number_code(number: Element) -> str:
    whole = "0" * _times(number, "min-integer-digits") or "#"
    decimals = _attribute(number, "decimal-places")
    code = "#,##0" if _attribute(number, "grouping") == "true" else whole
    if decimals.isdecimal() and int(decimals):
        code += "." + "0" * int(decimals)
    factor = _attribute(number, "display-factor")
    return code + "," * (len(factor.partition(".")[0]) // 3)  # thousands: 1000, millions: 1000000


# --- elements ----------------------------------------------------------------------------------------------------


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_hidden(element: Element) -> bool:
    return _attribute(element, "visibility") in ("collapse", "filter")


def _attribute(element: Element, name: str, space: str = "") -> str:
    wanted = (value for key, value in element.items() if key.rpartition("}")[2] == name and space in key)
    return next(wanted, "")


def _times(element: Element, name: str) -> int:
    text = _attribute(element, name)
    return int(text) if text.isdecimal() else 1
