"""A chart as data: one table whose rows are drawn by static/js/charts.js, and which is all there is without scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["trend", "funnel", "flow", "survival"]

# The columns that each kind of picture is drawn from; a table may have more. Rates and limits are in per cent, times in months.
DRAWN: dict[str, tuple[str, ...]] = {
    "trend": ("label", "count", "rate", "low", "high"),
    "funnel": ("label", "people", "rate"),
    "flow": ("label", "count"),
    "survival": ("group", "time", "value", "low", "high"),
}
# What the mark of a row may say: how its point or bar is drawn.
MARKS: dict[str, tuple[str, ...]] = {
    "trend": ("", "chosen"),
    "funnel": ("", "outside"),
    "flow": ("stock", "in", "out"),
    "survival": ("", "few"),
}


@dataclass(frozen=True)
class Column:
    """A column of the table: the key by which the picture finds it, and its head."""

    key: str
    label: str
    numeric: bool = True


@dataclass(frozen=True)
class Cell:
    """What is read in a cell, and the number that is drawn (None: nothing to draw)."""

    text: str
    value: int | float | None = None

    @property
    def attribute(self) -> str:
        """The number for `data-value`: with a decimal point, in no language."""
        return "" if self.value is None else repr(self.value)


@dataclass(frozen=True)
class Row:
    """A row of the table and its point or bar; both lead to `link`."""

    cells: tuple[Cell, ...]
    link: str = ""
    mark: str = ""


@dataclass(frozen=True)
class ReferenceLine:
    """A level drawn across the picture: a target, the rate of the whole."""

    value: float
    text: str


@dataclass(frozen=True)
class Curve:
    """A pair of limits drawn beside the points: (x, low, high) in order of x."""

    text: str
    points: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Chart:
    """A picture with its table.

    Attributes:
        name: identifies the figure in its page; also the name of the saved picture.
        note: what there is to see, in one sentence.
        source: where and of when the figures are; printed on the saved picture.
        x_label, y_label: what the axes measure.
        door: the key of the column whose cells lead to the links of the rows; the first without one.
        file: the address of the table as a workbook.
    """

    name: str
    kind: Kind
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    source: str = ""
    x_label: str = ""
    y_label: str = ""
    lines: tuple[ReferenceLine, ...] = ()
    curves: tuple[Curve, ...] = ()
    door: str = ""
    file: str = ""

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        missing = [key for key in DRAWN[self.kind] if key not in keys]
        if missing:
            raise ValueError(f"{self.name}: no column {', '.join(missing)}")
        if self.door and self.door not in keys:
            raise ValueError(f"{self.name}: no column {self.door}")
        for row in self.rows:
            if len(row.cells) != len(keys):
                raise ValueError(f"{self.name}: {len(row.cells)} cells under {len(keys)} columns")
            if row.mark not in MARKS[self.kind]:
                raise ValueError(f"{self.name}: {row.mark!r} is no mark of a {self.kind}")

    @property
    def door_key(self) -> str:
        """The key of the column with the links."""
        return self.door or self.columns[0].key

    @property
    def body(self) -> Iterator[tuple[Row, tuple[tuple[Column, Cell], ...]]]:
        """Each row with its cells beside their columns."""
        for row in self.rows:
            yield row, tuple(zip(self.columns, row.cells, strict=True))

    @property
    def beside_the_table(self) -> dict[str, Any]:
        """What is drawn and stands in no row: axes, lines, curves."""
        return {
            "x": self.x_label,
            "y": self.y_label,
            "lines": [{"value": line.value, "text": line.text} for line in self.lines],
            "curves": [{"text": curve.text, "points": curve.points} for curve in self.curves],
        }
