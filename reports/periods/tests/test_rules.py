"""Half-years follow each other without a gap, whatever is set for which day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import DAY_ONE, Period, Preset
from law.rules.periods import PRESETS, presets
from law.timeline import law_on
from reports.periods.rules import half_year_on, half_years_until, next_half_year, year_of

BUILT_IN = presets(law_on((), date(2024, 6, 20)))
days = st.dates(date(2000, 1, 1), date(2090, 1, 1))
any_preset = st.builds(
    lambda day, month: Preset(f"from {day}/{month}", "", month, day), st.integers(1, 28), st.integers(1, 12)
)


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def chain(first: date, years: int, preset_on) -> list:
    begin = half_year_on(first, preset_on(first))
    return [begin, *half_years_until(first.replace(year=first.year + years, day=1), begin, preset_on)]


def is_a_chain(halves) -> bool:
    pairs = list(zip(halves, halves[1:], strict=False))
    follow = all(later.period.start == earlier.period.end + DAY_ONE for earlier, later in pairs)
    return follow and all(later.is_first != earlier.is_first for earlier, later in pairs)


@given(days, st.sampled_from(sorted(PRESETS)))
def test_under_one_way_every_period_is_a_half_year_of_it(first, code):
    halves = chain(first, 5, lambda _day: BUILT_IN[code])
    assert is_a_chain(halves)
    assert len(halves) >= 9
    for half in halves:
        assert half.period == BUILT_IN[code].half_year(half.period.end)
        assert half.year == half.period.end.year


@given(days, st.lists(any_preset, min_size=1, max_size=4), st.integers(30, 900))
def test_no_day_is_left_out_or_counted_twice_when_the_way_changes(first, ways, every):
    def preset_on(day):
        return ways[(day - first).days // every % len(ways)] if day >= first else ways[0]

    halves = chain(first, 6, preset_on)
    assert is_a_chain(halves)
    assert sum(half.period.days for half in halves) == (halves[-1].period.end - halves[0].period.start).days + 1


@pytest.mark.parametrize(
    ("before", "after", "last", "transition", "whole"),
    [
        ("admin_report", "police", ("2024-06-15", "2024-12-14"), ("2024-12-15", "2025-05-14"), "2025-05-15"),
        ("police", "admin_report", ("2024-05-15", "2024-11-14"), ("2024-11-15", "2025-06-14"), "2025-06-15"),
        ("calendar", "judicial", ("2024-07-01", "2024-12-31"), ("2025-01-01", "2025-03-31"), "2025-04-01"),
        ("judicial", "calendar", ("2024-04-01", "2024-09-30"), ("2024-10-01", "2025-06-30"), "2025-07-01"),
    ],
)
def test_another_way_makes_one_period_shorter_or_longer(before, after, last, transition, whole):
    begin = half_year_on(date.fromisoformat(last[1]), BUILT_IN[before])
    assert begin.period == period(*last)
    changed = next_half_year(begin, lambda _day: BUILT_IN[after])
    assert (changed.period, changed.is_first, changed.year) == (period(*transition), True, 2025)
    following = next_half_year(changed, lambda _day: BUILT_IN[after])
    assert following.period == BUILT_IN[after].half_year(date.fromisoformat(whole))
    assert not following.is_first


def test_a_year_is_its_two_halves():
    first = half_year_on(date(2024, 2, 1), BUILT_IN["admin_report"])
    second = next_half_year(first, lambda _day: BUILT_IN["admin_report"])
    assert year_of(first.period.start, second, BUILT_IN["admin_report"]) == period("2023-12-15", "2024-12-14")
    assert year_of(date(2023, 11, 15), second, BUILT_IN["admin_report"]) == period("2023-11-15", "2024-12-14")
    # A chain that begins with a second half.
    assert year_of(None, second, BUILT_IN["admin_report"]) == period("2023-12-15", "2024-12-14")
