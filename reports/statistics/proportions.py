"""Shares k of n: exact intervals, exact comparison of two, and what one person more or fewer changes."""

import math
from dataclasses import dataclass
from typing import Literal

ALPHA = 0.05
# A group, or a number at risk, below this is shown with a mark and never compared.
FEW = 10

Verdict = Literal["too_few", "no_clear_difference", "clear_difference"]


@dataclass(frozen=True)
class Interval:
    """Limits of a share, both between 0 and 1."""

    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """k of n with its 95 % interval; rate and interval are None if n is 0."""

    k: int
    n: int
    rate: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Difference:
    """Fisher's exact two-sided p of two shares (None if one has nobody), and whether they differ clearly (p < 0.05)."""

    p: float | None
    clear: bool


@dataclass(frozen=True)
class Comparison:
    """Two groups side by side, and the key of the statement that may be made about them."""

    a: Share
    b: Share
    p: float | None
    verdict: Verdict


@dataclass(frozen=True)
class WhatIf:
    """A share, and the same with one person more or fewer among the k; None where that is impossible."""

    now: Share
    one_more: Share | None
    one_fewer: Share | None


def interval(k: int, n: int) -> Interval | None:
    """The exact two-sided 95 % interval of k of n (Clopper and Pearson 1934); None if n is 0.

    The limits are quantiles of beta distributions. k = 0 gives [0, 1 - 0.025^(1/n)].
    """
    _check(k, n)
    if n == 0:
        return None
    from scipy.special import betaincinv

    low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, ALPHA / 2))
    high = 1.0 if k == n else float(betaincinv(k + 1, n - k, 1 - ALPHA / 2))
    return Interval(low, high)


def share(k: int, n: int) -> Share:
    """Count k of n with its rate and interval."""
    limits = interval(k, n)
    return Share(k, n, None if limits is None else k / n, limits)


def differ(k1: int, n1: int, k2: int, n2: int) -> Difference:
    """Compare k1 of n1 with k2 of n2 by Fisher's exact two-sided test."""
    _check(k1, n1)
    _check(k2, n2)
    if n1 == 0 or n2 == 0:
        return Difference(None, clear=False)
    p = _fisher(k1, n1, k2, n2)
    return Difference(p, clear=p < ALPHA)


def compare(group_a: tuple[int, int], group_b: tuple[int, int]) -> Comparison:
    """Two groups, each (k, n), with intervals, Fisher's p and what may be said.

    "too_few": a group of fewer than 10, or so few events that no way of dividing them between the groups would have given
    p < 0.05.
    """
    a, b = share(*group_a), share(*group_b)
    difference = differ(a.k, a.n, b.k, b.n)
    verdict: Verdict = "no_clear_difference"
    if min(a.n, b.n) < FEW or _smallest_p(a.k + b.k, a.n, b.n) >= ALPHA:
        verdict = "too_few"
    elif difference.clear:
        verdict = "clear_difference"
    return Comparison(a, b, difference.p, verdict)


def what_if(k: int, n: int) -> WhatIf:
    """How the share k of n would move with one reoffender more or fewer among the same n."""
    return WhatIf(
        now=share(k, n),
        one_more=share(k + 1, n) if k < n else None,
        one_fewer=share(k - 1, n) if k > 0 else None,
    )


def people_for_limit_below(limit: float) -> int:
    """The smallest n for which 0 of n has an upper limit below `limit`: 1 - 0.025^(1/n) < limit.

    Raises ValueError unless 0 < limit < 1.
    """
    if not 0 < limit < 1:
        raise ValueError(f"{limit} is no limit between 0 and 1")
    n = math.ceil(math.log(ALPHA / 2) / math.log1p(-limit))
    # The quotient is rounded: the bound itself decides.
    while n > 1 and 1 - (ALPHA / 2) ** (1 / (n - 1)) < limit:
        n -= 1
    while 1 - (ALPHA / 2) ** (1 / n) >= limit:
        n += 1
    return n


def _smallest_p(k: int, n1: int, n2: int) -> float:
    """The smallest p that Fisher's test can give for k events among n1 and n2 people."""
    fewest, most = max(0, k - n2), min(k, n1)
    return min(_fisher(part, n1, k - part, n2) for part in (fewest, most))


def _fisher(k1: int, n1: int, k2: int, n2: int) -> float:
    from scipy.stats import fisher_exact

    return float(fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)


def _check(k: int, n: int) -> None:
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")
