"""The same statistics, slowly and without scipy: exact binomial sums in fractions, bisection, plain loops."""

import math
from fractions import Fraction
from statistics import NormalDist


def binomial_cdf(k: int, n: int, p: Fraction) -> Fraction:
    """P(X <= k) exactly."""
    return sum((math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1)), Fraction(0))


def interval(k: int, n: int) -> tuple[float, float]:
    """Clopper–Pearson from its definition: the p for which k or more, or k or fewer, has the probability 0.025."""
    tail = Fraction(25, 1000)
    low = _bisect(lambda p: 1 - binomial_cdf(k - 1, n, p) < tail) if k > 0 else 0.0
    high = _bisect(lambda p: binomial_cdf(k, n, p) > tail) if k < n else 1.0
    return low, high


def _bisect(is_below) -> float:
    """Where `is_below` turns false between 0 and 1, to 30 binary digits."""
    low, high = 0, 2**30
    while high - low > 1:
        middle = (low + high) // 2
        if is_below(Fraction(middle, 2**30)):
            low = middle
        else:
            high = middle
    return high / 2**30


def fisher(k1: int, n1: int, k2: int, n2: int) -> float:
    """The sum of the probabilities of all tables with these margins that are no likelier than this one."""
    total = k1 + k2

    def probability(k: int) -> Fraction:
        return Fraction(math.comb(n1, k) * math.comb(n2, total - k), math.comb(n1 + n2, total))

    possible = range(max(0, total - n2), min(total, n1) + 1)
    return float(sum(probability(k) for k in possible if probability(k) <= probability(k1)))


def quantile(tail: Fraction, n: int, p: Fraction) -> int:
    """The smallest k with P(X <= k) >= tail."""
    sum_, k = Fraction(0), -1
    while sum_ < tail:
        k += 1
        sum_ += math.comb(n, k) * p**k * (1 - p) ** (n - k)
    return k


def kaplan_meier(times, observed) -> list[tuple]:
    """[(time, at risk, events, estimate, low, high)] at each time with an event; log-log Greenwood limits."""
    z = NormalDist().inv_cdf(0.975)
    estimate, greenwood = Fraction(1), Fraction(0)
    rows = []
    for time in sorted(set(times)):
        at_risk = sum(1 for other in times if other >= time)
        events = sum(1 for other, seen in zip(times, observed, strict=True) if other == time and seen)
        if not events:
            continue
        estimate *= Fraction(at_risk - events, at_risk)
        if estimate == 0:
            rows.append((time, at_risk, events, 0.0, None, None))
            continue
        greenwood += Fraction(events, at_risk * (at_risk - events))
        s = float(estimate)
        half = z * math.sqrt(greenwood) / abs(math.log(s))
        rows.append((time, at_risk, events, s, s ** math.exp(half), s ** math.exp(-half)))
    return rows
