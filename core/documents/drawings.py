"""What the pictures of a document show: levels and words, all of them given. drawings.typ only places them.

The same drawing is a part of the PDF (vectors) and, as an image, of the Word file.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Tick:
    """A level of an axis, and how it is printed."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period: its rate with both limits in per cent (None: nobody, nothing is drawn), and the counts beside it."""

    label: str
    text: str
    rate: float | None
    low: float | None
    high: float | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """Rates of periods in order, each with its interval. `key`: what a point, an upright line and the chosen point are."""

    y_label: str
    ticks: tuple[Tick, ...]
    points: tuple[TrendPoint, ...]
    key: tuple[str, str, str]
    kind: Literal["trend"] = "trend"


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One unit: its people, its rate in per cent, its number in the table, and whether it lies outside the limits."""

    people: float
    rate: float
    label: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """A pair of curves: (people, low, high) in order of people."""

    text: str
    points: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Funnel:
    """Rates against the number of people, with limits around the level of the whole. `key`: a point within and one outside."""

    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    level: float
    level_text: str
    limits: tuple[Limits, ...]
    points: tuple[FunnelPoint, ...]
    key: tuple[str, str]
    kind: Literal["funnel"] = "funnel"


@dataclass(frozen=True, slots=True)
class FlowBar:
    """One step of a balance, from one level to another."""

    label: str
    text: str
    start: float
    end: float
    mark: Literal["stock", "in", "out"]


@dataclass(frozen=True, slots=True)
class Flow:
    """A balance step by step. `key`: what a stock, an increase and a decrease look like."""

    y_label: str
    ticks: tuple[Tick, ...]
    bars: tuple[FlowBar, ...]
    key: tuple[str, str, str]
    kind: Literal["flow"] = "flow"


Drawing = Trend | Funnel | Flow
