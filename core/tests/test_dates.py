from datetime import UTC, date, datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from core.dates import (
    DAY_ONE,
    Period,
    add_months,
    add_years,
    today,
    vn_date,
)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2024, 12, 31, 16, 59, 59, tzinfo=UTC), date(2024, 12, 31)),
        (datetime(2024, 12, 31, 17, 0, tzinfo=UTC), date(2025, 1, 1)),
    ],
)
def test_today_changes_at_midnight_in_vietnam(monkeypatch, instant, day):
    monkeypatch.setattr(timezone, "now", lambda: instant)
    with timezone.override("America/Lima"):
        assert today() == day


def test_dates_are_written_with_two_and_four_digits():
    assert vn_date(date(2024, 6, 4)) == "04/06/2024"
    assert vn_date(date(987, 12, 31)) == "31/12/0987"


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 12, 15), 6, date(2025, 6, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 5, 31), 0, date(2024, 5, 31)),
        (date(2024, 11, 30), 12, date(2025, 11, 30)),
    ],
)
def test_a_missing_day_becomes_the_last_of_the_month(day, months, result):
    assert add_months(day, months) == result


@given(days, st.integers(-1200, 1200))
@example(date(2024, 2, 29), 12)
@example(date(2023, 2, 28), 12)
@example(date(2024, 1, 31), 1)
@example(date(2024, 3, 31), -1)
@example(date(2000, 2, 29), 1200)
@example(date(2024, 12, 31), 0)
def test_add_months_agrees_with_dateutil(day, months):
    assert add_months(day, months) == day + relativedelta(months=months)


@given(days, st.integers(-100, 100))
@example(date(2024, 2, 29), 1)
@example(date(2024, 2, 29), -4)
@example(date(2000, 2, 29), 100)
@example(date(1900, 2, 28), 4)
def test_add_years_agrees_with_dateutil(day, years):
    assert add_years(day, years) == day + relativedelta(years=years)


def test_29_february_becomes_28_february():
    assert add_years(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_months_beyond_the_calendar_are_an_error():
    with pytest.raises(ValueError, match="leave the calendar"):
        add_months(date(9999, 12, 1), 1)


def test_a_period_has_both_its_ends_and_cannot_end_before_it_starts():
    period = Period(date(2023, 12, 15), date(2024, 6, 14))
    assert period.start in period
    assert period.end in period
    assert period.start - DAY_ONE not in period
    assert period.end + DAY_ONE not in period
    assert period.days == 183
    assert Period(period.end, period.end).days == 1
    with pytest.raises(ValueError, match=r"trước khi bắt đầu \(14/06/2024\)"):
        Period(period.end, period.start)


def test_a_period_is_named_as_a_heading_names_it():
    assert Period(date(2023, 12, 15), date(2024, 6, 14)).label() == "từ ngày 15/12/2023 đến ngày 14/06/2024"


@pytest.mark.parametrize(
    ("start", "end", "earlier_start", "earlier_end"),
    [
        (date(2023, 12, 15), date(2024, 6, 14), date(2022, 12, 15), date(2023, 6, 14)),
        (date(2024, 2, 1), date(2024, 2, 29), date(2023, 2, 1), date(2023, 2, 28)),
        (date(2025, 2, 1), date(2025, 2, 28), date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 2, 1), date(2024, 2, 28), date(2023, 2, 1), date(2023, 2, 28)),
        (date(2024, 2, 29), date(2024, 2, 29), date(2023, 2, 28), date(2023, 2, 28)),
    ],
)
def test_the_same_period_a_year_before(start, end, earlier_start, earlier_end):
    assert Period(start, end).year_before() == Period(earlier_start, earlier_end)
