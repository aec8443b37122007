"""The content model of a document. The renderers only lay it out; they change neither words nor figures."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.documents.drawings import Drawing

DASH = "—"
# Between a number and its unit, so that no line breaks there.
NO_BREAK = "\u00a0"


class Kind(StrEnum):
    """How a value is formatted: numbers are right-aligned, text is left-aligned."""

    TEXT = "text"
    LABEL = "label"  # centred text, e.g. a row number or a unit of measure
    COUNT = "count"
    CHANGE = "change"  # a difference of counts, with its sign
    RATE = "rate"  # in per cent
    RATE_CHANGE = "rate_change"  # a difference of rates, in percentage points
    LIMIT = "limit"  # a limit of an interval in per cent, with one decimal
    DATE = "date"


# None is printed as a dash: unknown or undefined. Rates are text with two decimals ("16.67"), as in the JSON.
Value = int | float | str | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: a value, and how it is printed."""

    value: Value
    kind: Kind = Kind.COUNT

    @property
    def text(self) -> str:
        """Formatted the Vietnamese way: 1.234 · 16,67 · +3 · 05/06/2024 · —."""
        if self.value is None:
            return DASH
        if isinstance(self.value, date):
            return f"{self.value:%d/%m/%Y}"
        if self.kind in (Kind.RATE, Kind.RATE_CHANGE):
            return decimal_comma(f"{float(self.value):{'+' if self._signed else ''},.2f}")
        if self.kind == Kind.LIMIT:
            return decimal_comma(f"{float(self.value):.1f}")
        if isinstance(self.value, str):
            return self.value
        return number(self.value, signed=self._signed)

    @property
    def _signed(self) -> bool:
        if self.value is None or isinstance(self.value, date):
            return False
        return self.kind in (Kind.CHANGE, Kind.RATE_CHANGE) and bool(float(self.value))


def number(value: int | float, *, signed: bool = False) -> str:
    """1234 -> "1.234"; 245.5 (an average) -> "245,5"."""
    places = ".1f" if isinstance(value, float) and not value.is_integer() else ".0f"
    return decimal_comma(f"{value:{'+' if signed else ''},{places}}")


def decimal_comma(english: str) -> str:
    """ "1,234.5" -> "1.234,5"."""
    return english.translate({ord(","): ".", ord("."): ","})


@dataclass(frozen=True, slots=True)
class Column:
    """`group`: a heading shared with the neighbouring columns of the same group. `width`: relative to the table."""

    label: str
    group: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One cell per column. `strong`: a total, printed bold."""

    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`unit_note`: the unit of the figures, printed above on the right; `notes`: printed under the table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    unit_note: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self):
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of {self.caption or self.columns} does not fit its columns")

    @property
    def grouped(self) -> bool:
        """Whether columns share a heading, so that the header has two rows."""
        return any(column.group for column in self.columns)

    def header_groups(self) -> list[tuple[str, int, int]]:
        """The upper header row: (group or "", index of its first column, number of columns)."""
        spans: list[tuple[str, int, int]] = []
        for place, column in enumerate(self.columns):
            if spans and column.group and spans[-1][0] == column.group:
                group, first, count = spans[-1]
                spans[-1] = (group, first, count + 1)
            else:
                spans.append((column.group, place, 1))
        return spans


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1: "I. TÌNH HÌNH"; level 2: "1. Số liệu chung"."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`dots`: number of dotted lines to fill in by hand; the first follows the text up to the margin."""

    text: str
    dots: int = 0


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The issuing agency (NĐ 30/2020/NĐ-CP Phụ lục I); names of agencies in capitals, as printed.

    `symbol`: "BC-CAH". `signer_authority`: "KT. TRƯỞNG CÔNG AN HUYỆN", or "" if the head signs. `signer_rank_name`: rank
    and name ("Thượng tá Nguyễn Văn A"; armed forces print the rank), or "" if unknown. `recipients`: without the
    leading "-". `addressees`: to whom the report is addressed ("Kính gửi"), may be empty.
    """

    parent_agency: str
    agency: str
    symbol: str
    place: str
    signer_authority: str = ""
    signer_title: str = ""
    signer_rank_name: str = ""
    recipients: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Appendix:
    """`label`: "Phụ lục I"; `reference`: "(Kèm theo Báo cáo số … của …)"."""

    label: str
    title: str
    reference: str
    table: Table


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with the table of its numbers; without a drawing `finding` says why there is none.

    `finding`: what there is to see, in a sentence; `alt`: the drawing for whoever does not see it; `source`: printed below;
    `height` of the drawing in mm.
    """

    title: str
    finding: str
    drawing: Drawing | None = None
    table: Table | None = None
    alt: str = ""
    source: str = ""
    height: float = 75


@dataclass(frozen=True, slots=True)
class PictureAppendix:
    """The last appendix: pictures, and `notes` once for all of them."""

    label: str
    title: str
    reference: str
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the pictures that are drawn."""
        return tuple(picture.table for picture in self.pictures if picture.table)


@dataclass(frozen=True, slots=True)
class Properties:
    """File properties. `moment`: known-at instant of the figures, the only time in a file, so that files are reproducible."""

    title: str
    author: str
    subject: str
    keywords: str
    comments: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """A whole document: letterhead, title, body, recipients and appendices, in the order of NĐ 30/2020/NĐ-CP."""

    letterhead: Letterhead
    nation: str
    motto: str
    number: str
    place_and_date: str
    # "DỰ THẢO" on documents that were not signed, else "".
    draft_mark: str
    title: str
    abstract: tuple[str, ...]
    period: str
    addressed_to: str
    blocks: tuple[Block, ...]
    recipients_label: str
    recipients: tuple[str, ...]
    appendices: tuple[Appendix, ...]
    # In small print at the foot of every page.
    footer: str
    properties: Properties
    # A second signature on the left, in place of the recipients: title and name.
    signs_left: tuple[str, str] | None = None
    picture_appendix: PictureAppendix | None = None

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in the body."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
