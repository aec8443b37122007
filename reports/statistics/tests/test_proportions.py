"""Intervals, differences and comparisons against published values and a slow exact calculation."""

import random

import pytest

from reports import statistics
from reports.statistics.tests import reference

# (k, n, low, high). The first four: Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 5 (Clopper–Pearson). The
# last: R, help page of binom.test (Conover 1971, p. 97).
PUBLISHED = [
    (81, 263, 0.2527, 0.3676, 4),
    (15, 148, 0.0578, 0.1617, 4),
    (0, 20, 0.0000, 0.1684, 4),
    (1, 29, 0.0009, 0.1776, 4),
    (682, 925, 0.7076683, 0.7654066, 7),
]


@pytest.mark.parametrize(("k", "n", "low", "high", "digits"), PUBLISHED)
def test_intervals_are_the_published_ones(k, n, low, high, digits):
    found = statistics.interval(k, n)
    assert (round(found.low, digits), round(found.high, digits)) == (low, high)


def test_intervals_equal_a_bisection_on_exact_binomial_sums():
    draw = random.Random(14)
    pairs = [(0, 1), (1, 1), (0, 2), (1, 2), (0, 138), (1, 138), (6, 148), (37, 37), (36, 37)]
    pairs += [(draw.randint(0, n), n) for n in (draw.randint(3, 60) for _ in range(12))]
    for k, n in pairs:
        found = statistics.interval(k, n)
        assert (found.low, found.high) == pytest.approx(reference.interval(k, n), abs=2e-9), (k, n)


def test_intervals_at_the_boundaries():
    assert statistics.interval(0, 0) is None
    for n in (1, 2, 138, 100_000):
        none, all_ = statistics.interval(0, n), statistics.interval(n, n)
        assert none.low == 0
        assert none.high == pytest.approx(1 - 0.025 ** (1 / n), rel=1e-9)
        assert all_.low == pytest.approx(0.025 ** (1 / n), rel=1e-9)
        assert all_.high == 1
    for k, n in ((-1, 5), (6, 5), (1, 0)):
        with pytest.raises(ValueError, match="no share"):
            statistics.interval(k, n)


def test_a_share_without_people_has_no_rate():
    assert statistics.share(0, 0) == statistics.Share(0, 0, None, None)
    assert statistics.share(3, 12).rate == 0.25


def test_the_published_tests_of_fisher():
    # R, help page of fisher.test: Agresti's tea taster, p = 0.4857; the criminal twins of Fisher (1962), p = 0.0005367.
    assert round(statistics.differ(3, 4, 1, 4).p, 4) == 0.4857
    twins = statistics.differ(2, 12, 15, 18)
    assert round(twins.p, 7) == 0.0005367
    assert twins.clear


def test_differences_equal_a_sum_over_all_tables():
    draw = random.Random(53)
    tables = [(0, 138, 6, 148), (0, 1, 1, 1), (0, 30, 0, 40), (30, 30, 40, 40), (5, 5, 0, 5)]
    for n1, n2 in ((draw.randint(1, 80), draw.randint(1, 80)) for _ in range(30)):
        tables.append((draw.randint(0, n1), n1, draw.randint(0, n2), n2))
    for table in tables:
        found = statistics.differ(*table)
        assert found.p == pytest.approx(reference.fisher(*table), rel=1e-9), table
        assert found.clear == (reference.fisher(*table) < 0.05)


def test_nobody_differs_from_nobody():
    assert statistics.differ(0, 0, 3, 9) == statistics.Difference(None, clear=False)
    assert statistics.differ(3, 9, 0, 0) == statistics.Difference(None, clear=False)


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ((0, 9), (9, 9), "too_few"),  # a clear difference, but a group below 10
        ((0, 0), (5, 50), "too_few"),
        ((0, 40), (0, 40), "too_few"),  # no events: nothing could have been clear
        ((0, 20), (3, 20), "too_few"),  # 3 events on one side of 20 and 20 give p = 0.23 at the least
        ((0, 10), (9, 10), "clear_difference"),
        ((0, 100), (5, 100), "too_few"),  # 5 : 0 is as far apart as it can be, p = 0.06
        ((3, 100), (5, 100), "no_clear_difference"),
        ((6, 100), (10, 100), "no_clear_difference"),
        ((2, 100), (20, 100), "clear_difference"),
    ],
)
def test_what_may_be_said_about_two_groups(a, b, verdict):
    found = statistics.compare(a, b)
    assert found.verdict == verdict
    assert (found.a, found.b) == (statistics.share(*a), statistics.share(*b))
    assert found.p == statistics.differ(*a, *b).p


def test_one_reoffender_more_or_fewer():
    found = statistics.what_if(1, 138)
    assert (found.one_fewer.k, found.now.k, found.one_more.k) == (0, 1, 2)
    assert found.one_more.rate == pytest.approx(2 / 138)
    assert found.one_more.n == found.one_fewer.n == 138
    assert statistics.what_if(0, 138).one_fewer is None
    assert statistics.what_if(4, 4).one_more is None
    assert statistics.what_if(0, 0) == statistics.WhatIf(statistics.share(0, 0), None, None)


def test_from_how_many_people_nobody_means_less_than_one_per_cent():
    assert statistics.people_for_limit_below(0.01) == 368
    for limit in (0.5, 0.1, 0.05, 0.026, 0.01, 0.001, 0.975):
        n = statistics.people_for_limit_below(limit)
        assert statistics.interval(0, n).high < limit
        assert n == 1 or statistics.interval(0, n - 1).high >= limit
    # One person has exactly the limit 0.975, which is not below it.
    assert statistics.people_for_limit_below(0.9751) == 1
    for limit in (0, 1, -0.1):
        with pytest.raises(ValueError, match="no limit"):
            statistics.people_for_limit_below(limit)
