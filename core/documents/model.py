"""What a document says, before it is laid out. The renderers read this and decide nothing about words or figures."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

DASH = "—"
# Between a number and the sign that belongs to it, so that no line ends in between.
NO_BREAK = "\u00a0"


class Kind(StrEnum):
    """How a value is printed and typed: numbers stand right, text left."""

    TEXT = "text"
    LABEL = "label"  # text in the middle of its cell: an order number, a unit of measure
    COUNT = "count"
    CHANGE = "change"  # a difference of counts, with its sign
    RATE = "rate"  # in per cent
    RATE_CHANGE = "rate_change"  # a difference of rates, in percentage points
    DATE = "date"


# None is printed as a dash: not known, or not defined. Rates are text with two decimals ("16.67"), as in the JSON.
Value = int | float | str | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    value: Value
    kind: Kind = Kind.COUNT

    @property
    def text(self) -> str:
        """As Vietnamese offices print it: 1.234 · 16,67 · +3 · 05/06/2024 · —."""
        if self.value is None:
            return DASH
        if self.kind == Kind.DATE:
            return f"{self.value:%d/%m/%Y}"
        if self.kind in (Kind.RATE, Kind.RATE_CHANGE):
            return decimal_comma(f"{float(self.value):{'+' if self._signed else ''},.2f}")
        if isinstance(self.value, str):
            return self.value
        return number(self.value, signed=self._signed)

    @property
    def _signed(self) -> bool:
        return self.kind in (Kind.CHANGE, Kind.RATE_CHANGE) and bool(float(self.value))


def number(value: int | float, *, signed: bool = False) -> str:
    """1234 -> "1.234"; half a case, from an average -> "245,5"."""
    places = ".1f" if isinstance(value, float) and not value.is_integer() else ".0f"
    return decimal_comma(f"{value:{'+' if signed else ''},{places}}")


def decimal_comma(english: str) -> str:
    """ "1,234.5" -> "1.234,5"."""
    return english.translate({ord(","): ".", ord("."): ","})


@dataclass(frozen=True, slots=True)
class Column:
    """`group`: the heading above it, shared with its neighbours of the same group. `width`: a share of the table's."""

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
    """`unit_note`: what is counted, printed above on the right; `notes` stand under the table."""

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
        return any(column.group for column in self.columns)

    def header_groups(self) -> list[tuple[str, int, int]]:
        """The upper head row: (group or "", index of its first column, number of columns)."""
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
    """`dots`: dotted lines to write on by hand; the first begins behind the text and runs to the margin."""

    text: str
    dots: int = 0


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes (NĐ 30/2020/NĐ-CP Phụ lục I): names of agencies in capitals, as printed.

    `symbol`: "BC-CAH". `signer_authority`: "KT. TRƯỞNG CÔNG AN HUYỆN", or "" when the head signs. `signer_rank_name`: rank
    and name ("Thượng tá Nguyễn Văn A"; armed forces print the rank), or "" until it is known. `recipients`: without the
    leading "-". `addressees`: who the report is made to ("Kính gửi"), none for a report to nobody in particular.
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
class Properties:
    """Of the file. `moment`: when the figures were known; the only time written into a file, so that files repeat."""

    title: str
    author: str
    subject: str
    keywords: str
    comments: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Content:
    letterhead: Letterhead
    nation: str
    motto: str
    number: str
    place_and_date: str
    # "DỰ THẢO" on what has not been issued, else "".
    draft_mark: str
    title: str
    abstract: tuple[str, ...]
    period: str
    addressed_to: str
    blocks: tuple[Block, ...]
    recipients_label: str
    recipients: tuple[str, ...]
    appendices: tuple[Appendix, ...]
    # Small, at the foot of every page.
    footer: str
    properties: Properties
    # Who signs on the left, in place of the recipients: the title over the signature and the name under it.
    signs_left: tuple[str, str] | None = None

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in the body."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
