"""Kaplan–Meier and hazards against published values and plain loops."""

import random

import pytest

from reports import statistics
from reports.statistics.tests import reference

# Remission in weeks under 6-MP: Freireich et al., Blood 21 (1963) 699–716; a censored time has a minus here.
SIX_MP = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]
# time, at risk, events, estimate and its log-log limits as R's survfit(conf.type = "log-log") and Stata's sts list print them.
SIX_MP_PUBLISHED = [
    (6, 21, 3, 0.857, 0.620, 0.952),
    (7, 17, 1, 0.807, 0.563, 0.923),
    (10, 15, 1, 0.753, 0.503, 0.889),
    (13, 12, 1, 0.690, 0.432, 0.849),
    (16, 11, 1, 0.627, 0.368, 0.805),
    (22, 7, 1, 0.538, 0.268, 0.747),
    (23, 6, 1, 0.448, 0.188, 0.680),
]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def estimate(signed):
    return statistics.survival([abs(time) for time in signed], [time > 0 for time in signed])


def rows(result):
    return [
        (
            step.time,
            step.at_risk,
            step.events,
            step.survival,
            *((step.limits.low, step.limits.high) if step.limits else (None, None)),
        )
        for step in result.steps
    ]


def assert_equal(result, expected):
    found = rows(result)
    assert len(found) == len(expected)
    for row, other in zip(found, expected, strict=True):
        assert row[:3] == other[:3]
        assert row[3:] == tuple(value if value is None else pytest.approx(value, abs=1e-9) for value in other[3:])


def test_the_published_estimate_of_the_leukaemia_trial():
    found = estimate(SIX_MP)
    assert [(*row[:3], *(round(value, 3) for value in row[3:])) for row in rows(found)] == SIX_MP_PUBLISHED
    assert (found.n, found.events) == (21, 9)
    # Fewer than 10 at risk: from week 22 on.
    assert [step.time for step in found.steps if step.few] == [22, 23]


def test_a_group_without_censoring_ends_at_zero_without_limits():
    found = estimate(PLACEBO)
    # Cox and Oakes, Analysis of Survival Data (1984): without censoring the estimate is the share still without event.
    assert [round(step.survival * 21) for step in found.steps] == [19, 17, 16, 14, 12, 8, 6, 4, 3, 2, 1, 0]
    assert found.steps[-1].limits is None
    assert_equal(found, reference.kaplan_meier(PLACEBO, [True] * 21))


def test_estimates_equal_plain_loops_with_many_ties():
    draw = random.Random(3)
    for n in (1, 2, 3, 5, 9, 20, 60, 150):
        for _ in range(4):
            times = [draw.randint(0, 15) for _ in range(n)]
            observed = [draw.random() < 0.4 for _ in range(n)]
            assert_equal(statistics.survival(times, observed), reference.kaplan_meier(times, observed))


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        ([], []),
        ([-5, -7, -7], []),  # all censored
        ([5], [(5, 1, 1, 0.0, None, None)]),
        ([5, 5, 5], [(5, 3, 3, 0.0, None, None)]),
        ([-5], []),
    ],
)
def test_estimates_at_the_boundaries(signed, expected):
    assert rows(estimate(signed)) == expected


def test_the_estimate_at_any_time():
    found = estimate(SIX_MP)
    before, at, between, last = (found.at(time) for time in (5, 10, 12, 35))
    assert (before.at_risk, before.survival, before.limits) == (21, 1.0, statistics.Interval(1.0, 1.0))
    assert (at.at_risk, at.events, round(at.survival, 3)) == (15, 1, 0.753)
    assert (between.at_risk, between.events, round(between.survival, 3), between.few) == (12, 0, 0.753, False)
    assert (last.at_risk, last.few, round(last.survival, 3)) == (1, True, 0.448)
    assert found.at(35.5) is None


def test_bad_times_are_refused():
    with pytest.raises(ValueError, match="negative"):
        statistics.survival([1, -1], [True, True])
    with pytest.raises(ValueError, match="outcomes"):
        statistics.hazard_by_quarter([1, 2], [True])


def test_the_hazard_is_events_by_person_time():
    times = [0, 1, 3, 3, 4.5, 7, 10]
    observed = [True, False, True, False, True, False, True]
    found = statistics.hazard_by_quarter(times, observed)
    assert [(p.start, p.end, p.at_risk, p.events, p.person_time) for p in found] == [
        (0, 3, 7, 2, 0 + 1 + 3 + 3 + 3 + 3 + 3),
        (3, 6, 3, 1, 1.5 + 3 + 3),
        (6, 9, 2, 0, 1 + 3),
        (9, 12, 1, 1, 1),
    ]
    assert [p.rate for p in found] == pytest.approx([2 / 16, 1 / 7.5, 0, 1])
    assert all(p.few for p in found)
    # Nothing is lost or counted twice.
    assert sum(p.events for p in found) == sum(observed)
    assert sum(p.person_time for p in found) == pytest.approx(sum(times))
    assert statistics.hazard_by_quarter([], []) == ()
    assert [(p.events, p.rate) for p in statistics.hazard_by_quarter([0, 0], [True, False])] == [(1, None)]


def test_the_highest_hazard_is_called_so_only_when_it_is_clear():
    # 200 people, 12 events in the second quarter and 1 in each other: 12 of 15 in about a quarter of the time.
    times = [4.0] * 12 + [1.0, 7.0, 10.0] + [12.0] * 185
    observed = [True] * 15 + [False] * 185
    found = statistics.highest_hazard(statistics.hazard_by_quarter(times, observed))
    assert (found.period.start, found.period.end, found.clear) == (3, 6, True)
    # 2 of 4 events are no reason.
    found = statistics.highest_hazard(
        statistics.hazard_by_quarter([4.0, 5.0, 1.0, 7.0] + [12.0] * 196, [True] * 4 + [False] * 196)
    )
    assert (found.period.start, found.clear) == (3, False)
    # A period with fewer than 10 at risk is not compared, however high its rate; without events there is none.
    few = statistics.hazard_by_quarter([2.0] + [3.0] * 40 + [4.0], [True] + [False] * 40 + [True])
    assert [period.few for period in few] == [False, True]
    assert statistics.highest_hazard(few).period.start == 0
    assert statistics.highest_hazard(statistics.hazard_by_quarter([5.0] * 20, [False] * 20)) is None
