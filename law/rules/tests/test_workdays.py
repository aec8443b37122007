"""Working days across weekends, Tết, swapped Saturdays and the rows of an administrator."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from law.rules.workdays import Calendar, DayRow, add_working_days, built_in_days, public_holidays

DAYS = st.dates(date(2018, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2024, 6, 3), 3, date(2024, 6, 6)),  # Monday
        (date(2024, 6, 6), 3, date(2024, 6, 11)),  # Thursday, over a weekend
        (date(2024, 6, 8), 3, date(2024, 6, 12)),  # Saturday
        (date(2024, 2, 7), 3, date(2024, 2, 19)),  # the day before Tết 2024 (8–14 February off)
        (date(2024, 4, 26), 3, date(2024, 5, 4)),  # 29 April swapped for Saturday 4 May 2024
        (date(2024, 8, 30), 1, date(2024, 9, 4)),  # National Day, two days
        (date(2024, 6, 3), 0, date(2024, 6, 3)),
    ],
)
def test_working_days_skip_weekends_and_holidays(start, days, end):
    assert add_working_days(start, days) == end


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-01-01", False),
        ("2026-01-02", False),
        ("2026-01-10", True),
        ("2026-01-17", False),
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-09-01", False),
        ("2026-09-02", False),
        ("2026-11-23", True),
        ("2026-11-24", False),
        ("2026-11-28", False),
        ("2027-02-03", True),
        ("2027-02-04", False),
        ("2027-02-10", False),
        ("2027-02-11", True),
        ("2027-04-16", False),
        ("2027-05-01", False),
        ("2027-05-03", False),
        ("2027-05-04", True),
        ("2027-09-02", False),
        ("2027-09-03", False),
        ("2027-09-06", True),
        ("2025-11-24", True),
    ],
)
def test_the_holidays_of_2026_and_2027_are_as_decided(day, worked):
    assert Calendar().is_working(date.fromisoformat(day)) == worked


def test_the_built_in_days_of_a_year_name_the_saturdays_worked_and_their_source():
    days = built_in_days(2026)

    assert [str(day) for day, known in days.items() if known.is_working] == ["2026-01-10", "2026-08-22"]
    assert all(str(known.source_note) for known in days.values())


def test_an_administrators_row_goes_before_a_built_in_correction():
    assert Calendar([DayRow(date(2026, 1, 2), is_working=True)]).is_working(date(2026, 1, 2))


def test_an_administrators_day_off_and_day_worked_go_before_the_library():
    rows = [DayRow(date(2024, 6, 4), is_working=False), DayRow(date(2024, 6, 8), is_working=True)]

    assert add_working_days(date(2024, 6, 3), 4, rows) == date(2024, 6, 8)


def test_a_row_can_make_a_library_holiday_a_working_day():
    assert add_working_days(date(2024, 4, 29), 1, [DayRow(date(2024, 4, 30), is_working=True)]) == date(2024, 4, 30)


def test_the_calendar_knows_tet_by_its_vietnamese_name():
    assert "Tết" in public_holidays(2025)[date(2025, 1, 29)]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2024, 6, 3), date(2024, 6, 3), 0),
        (date(2024, 6, 7), date(2024, 6, 10), 1),
        (date(2024, 6, 10), date(2024, 6, 7), -1),
    ],
)
def test_days_left_are_counted_in_working_days(start, end, days):
    assert Calendar().between(start, end) == days


@given(start=DAYS, days=st.integers(0, 40))
@example(start=date(2024, 6, 7), days=1)  # a Friday
@example(start=date(2024, 6, 8), days=0)  # a Saturday
@example(start=date(2024, 2, 28), days=1)
@example(start=date(2024, 12, 31), days=1)
@example(start=date(2025, 1, 24), days=1)  # Tết
@example(start=date(2026, 1, 9), days=1)  # a Saturday is worked
def test_a_term_ends_on_a_working_day_and_holds_exactly_its_days(start, days):
    calendar = Calendar()
    end = calendar.after(start, days)

    worked = sum(calendar.is_working(start + timedelta(n)) for n in range(1, (end - start).days + 1))
    assert worked == days
    assert days == 0 or calendar.is_working(end)


def test_a_negative_term_is_refused():
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2024, 6, 3), -1)
