"""Limits of the funnel against published binomial tables and exact sums."""

import random
from fractions import Fraction

import pytest

from reports import statistics
from reports.statistics.tests import reference


def test_limits_are_those_of_the_binomial_table():
    # Any printed table of the binomial for n = 20, p = 0.5: P(X <= 2) = 0.0002, P(X <= 3) = 0.0013, P(X <= 5) = 0.0207,
    # P(X <= 6) = 0.0577, P(X <= 13) = 0.9423, P(X <= 14) = 0.9793, P(X <= 16) = 0.9987, P(X <= 17) = 0.9998.
    found = statistics.funnel_limits(20, 0.5)
    assert found == statistics.FunnelLimits(20, low_95=6 / 20, high_95=14 / 20, low_998=3 / 20, high_998=17 / 20)


def test_limits_equal_quantiles_by_exact_sums():
    draw = random.Random(7)
    for _ in range(40):
        whole = draw.randint(1, 900)
        part = draw.randint(0, whole // 4)
        n = draw.randint(1, 200)
        found = statistics.funnel_limits(n, part / whole)
        tails = (Fraction(25, 1000), Fraction(975, 1000), Fraction(1, 1000), Fraction(999, 1000))
        expected = [reference.quantile(tail, n, Fraction(part, whole)) / n for tail in tails]
        assert [found.low_95, found.high_95, found.low_998, found.high_998] == expected, (n, part, whole)


def test_limits_at_the_boundaries():
    assert statistics.funnel_limits(0, 0.1) is None
    assert statistics.funnel_curve((), 0.1) == ()
    assert statistics.funnel_limits(5, 0.0) == statistics.FunnelLimits(5, 0, 0, 0, 0)
    assert statistics.funnel_limits(5, 1.0) == statistics.FunnelLimits(5, 1, 1, 1, 1)
    assert statistics.funnel_limits(1, 0.01) == statistics.FunnelLimits(1, 0, 0, 0, 1)
    for n, p0 in ((5, 1.1), (5, -0.1), (-1, 0.5)):
        with pytest.raises(ValueError, match="no rate|without people"):
            statistics.funnel_limits(n, p0)
    with pytest.raises(ValueError, match="no share"):
        statistics.outside(6, 5, 0.1)


def test_a_curve_is_the_limits_of_each_size():
    sizes = (1, 10, 37, 138)
    assert statistics.funnel_curve(sizes, 0.04) == tuple(statistics.funnel_limits(n, 0.04) for n in sizes)


def test_outside_means_beyond_the_limits_not_on_them():
    inside = {k for k in range(21) if statistics.outside(k, 20, 0.5) is None}
    assert inside == set(range(6, 15))
    assert statistics.outside(15, 20, 0.5) == statistics.Outside("95", "higher")
    assert statistics.outside(17, 20, 0.5) == statistics.Outside("95", "higher")
    assert statistics.outside(18, 20, 0.5) == statistics.Outside("99.8", "higher")
    assert statistics.outside(5, 20, 0.5) == statistics.Outside("95", "lower")
    assert statistics.outside(3, 20, 0.5) == statistics.Outside("95", "lower")
    assert statistics.outside(2, 20, 0.5) == statistics.Outside("99.8", "lower")
    assert statistics.outside(0, 0, 0.5) is None
    assert statistics.outside(0, 30, 0.0) is None


def test_the_limits_are_drawn_beyond_the_largest_unit_and_with_few_points_beside_many_people():
    assert statistics.curve_sizes(3) == [*range(1, 11)]
    assert statistics.curve_sizes(88) == [*range(1, 100)]
    many = statistics.curve_sizes(3245)
    assert (many[:100], many[-2:], len(many)) == ([*range(1, 101)], [3636, 3650], 200)
