"""The funnel: how far the rate of a unit may lie from the rate of the whole by chance, given the number of its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reports.statistics.proportions import FEW

TAILS_95 = (0.025, 0.975)
TAILS_998 = (0.001, 0.999)
Direction = Literal["higher", "lower"]
# Up to so many people the limits are computed for every number, and for about as many numbers above it.
CURVE_BEND = 100


@dataclass(frozen=True)
class FunnelLimits:
    """The limits of a rate among n people: binomial quantiles of (n, p0), divided by n."""

    n: int
    low_95: float
    high_95: float
    low_998: float
    high_998: float


@dataclass(frozen=True)
class Outside:
    """A rate outside the limits: the widest ones it lies outside of, and on which side."""

    limits: Literal["95", "99.8"]
    direction: Direction


def curve_sizes(largest: int) -> list[int]:
    """The numbers of people for which the limits are drawn beside units of up to `largest` people, and somewhat beyond.

    All small ones, where the limits bend, and some of the others.
    """
    last = max(largest + largest // 8, FEW)
    return [n for n in range(1, last + 1) if n <= CURVE_BEND or n % (last // CURVE_BEND) == 0 or n == last]


def funnel_curve(sizes: Sequence[int], p0: float) -> tuple[FunnelLimits, ...]:
    """The limits around the rate p0 for each number of people in `sizes`.

    Raises ValueError for a size below 1 and for a rate outside [0, 1].
    """
    if not 0 <= p0 <= 1:
        raise ValueError(f"{p0} is no rate")
    if any(n < 1 for n in sizes):
        raise ValueError("there are no limits for a unit without people")
    if not sizes:
        return ()
    from scipy.stats import binom

    low_95, high_95, low_998, high_998 = (
        [float(count) for count in binom.ppf(tail, list(sizes), p0)] for tail in (*TAILS_95, *TAILS_998)
    )
    return tuple(
        FunnelLimits(n, low_95[i] / n, high_95[i] / n, low_998[i] / n, high_998[i] / n) for i, n in enumerate(sizes)
    )


def funnel_limits(n: int, p0: float) -> FunnelLimits | None:
    """The limits around the rate p0 among n people; None if n is 0."""
    return None if n == 0 else funnel_curve((n,), p0)[0]


def outside(k: int, n: int, p0: float) -> Outside | None:
    """Whether the rate k of n lies outside the limits around p0; None if it lies within or on them, or n is 0."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")
    limits = funnel_limits(n, p0)
    if limits is None:
        return None
    rate = k / n
    if rate > limits.high_95:
        return Outside("99.8" if rate > limits.high_998 else "95", "higher")
    if rate < limits.low_95:
        return Outside("99.8" if rate < limits.low_998 else "95", "lower")
    return None
