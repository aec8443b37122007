"""The half-years of each way to divide the year, and the rows that an administrator changes."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.dates import Period
from law.rules.periods import DEFAULT_PRESET, PRESETS, presets
from law.timeline import Article, LawValue, law_on

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def built_in(code: str):
    return presets(law_on((), date(2024, 6, 20)))[code]


@pytest.mark.parametrize(
    ("preset", "day", "completed", "current"),
    [
        ("admin_report", date(2024, 6, 14), ("2023-06-15", "2023-12-14"), ("2023-12-15", "2024-06-14")),
        ("admin_report", date(2024, 6, 15), ("2023-12-15", "2024-06-14"), ("2024-06-15", "2024-12-14")),
        ("admin_report", date(2024, 12, 31), ("2024-06-15", "2024-12-14"), ("2024-12-15", "2025-06-14")),
        ("police", date(2024, 5, 20), ("2023-11-15", "2024-05-14"), ("2024-05-15", "2024-11-14")),
        ("police", date(2024, 11, 15), ("2024-05-15", "2024-11-14"), ("2024-11-15", "2025-05-14")),
        ("calendar", date(2024, 7, 1), ("2024-01-01", "2024-06-30"), ("2024-07-01", "2024-12-31")),
        ("judicial", date(2024, 4, 1), ("2023-10-01", "2024-03-31"), ("2024-04-01", "2024-09-30")),
        ("judicial", date(2024, 9, 30), ("2023-10-01", "2024-03-31"), ("2024-04-01", "2024-09-30")),
        ("calendar", date(2024, 1, 1), ("2023-07-01", "2023-12-31"), ("2024-01-01", "2024-06-30")),
    ],
)
def test_the_half_year_that_is_over_and_the_one_that_runs(preset, day, completed, current):
    assert built_in(preset).half_years(day) == tuple(
        Period(*map(date.fromisoformat, ends)) for ends in (completed, current)
    )


@given(days, st.sampled_from(sorted(PRESETS)))
@example(date(2024, 6, 14), "admin_report")
@example(date(2024, 6, 15), "admin_report")
@example(date(2024, 12, 14), "admin_report")
@example(date(2024, 12, 31), "calendar")
@example(date(2024, 1, 1), "calendar")
@example(date(2024, 2, 29), "police")
@example(date(2024, 11, 14), "police")
def test_half_years_follow_each_other_without_gap_and_hold_the_day(day, preset):
    completed, current = built_in(preset).half_years(day)
    assert day in current
    assert completed.end + timedelta(days=1) == current.start
    assert 181 <= completed.days <= 184
    assert built_in(preset).half_years(completed.start).current == completed


def test_the_administrative_division_comes_first_and_each_says_its_halves():
    found = presets(law_on((), date(2024, 6, 20)))
    assert next(iter(found)) == DEFAULT_PRESET
    assert [str(preset.label) for preset in found.values()] == [
        "Báo cáo hành chính (15/12–14/6 và 15/6–14/12, NĐ 09/2019/NĐ-CP)",
        "Theo kỳ của ngành công an (15/11–14/5 và 15/5–14/11)",
        "Theo năm dương lịch (01/01–30/6 và 01/7–31/12)",
        "Theo năm công tác tư pháp, thi hành án (01/10–31/3 và 01/4–30/9)",
    ]


def test_a_row_of_an_administrator_moves_the_halves_from_its_day():
    row = LawValue("period_police", "20/11", Article("Công văn 12"), date(2025, 1, 1))
    assert presets(law_on([row], date(2024, 12, 31)))["police"].half_year(date(2024, 3, 1)).start == date(2023, 11, 15)
    moved = presets(law_on([row], date(2025, 1, 1)))["police"]
    assert moved.half_year(date(2025, 3, 1)) == Period(date(2024, 11, 20), date(2025, 5, 19))
    assert "20/11–19/5 và 20/5–19/11" in str(moved.label)


@pytest.mark.parametrize("value", ["", "15", "31/12", "29/02", "15/13", "0/1", "15-12"])
def test_only_a_day_of_every_year_is_taken(value):
    row = LawValue("period_police", value, Article("x"), date(2025, 1, 1))
    with pytest.raises(ValueError, match="ngày/tháng"):
        presets(law_on([row], date(2025, 1, 1)))
