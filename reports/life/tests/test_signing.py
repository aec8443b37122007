"""The days on which a report may be signed, and how its number is compared."""

from datetime import date, timedelta

import pytest

from reports.life.signing import document_number, planned_day_error, signing_day_error

END, COUNTED, NOW = date(2024, 6, 14), date(2024, 6, 18), date(2024, 6, 20)
DAY = timedelta(days=1)
LATEST = 31


@pytest.mark.parametrize(
    ("signed_on", "error"),
    [
        (END - DAY, "trước ngày cuối kỳ báo cáo (14/06/2024)"),
        (END, "trước ngày chốt số liệu (18/06/2024)"),
        (COUNTED - DAY, "trước ngày chốt số liệu (18/06/2024)"),
        (COUNTED, ""),
        (NOW, ""),
        (NOW + DAY, "sau hôm nay (20/06/2024)"),
    ],
)
def test_a_report_is_signed_after_its_count_and_not_in_the_future(signed_on, error):
    said = signing_day_error(signed_on, period_end=END, counted_on=COUNTED, now=NOW, latest_days=LATEST)
    assert error in said
    assert bool(said) == bool(error)


@pytest.mark.parametrize(("days", "allowed"), [(31, True), (32, False), (800, False)])
def test_a_signature_is_entered_within_a_month(days, allowed):
    now = COUNTED + timedelta(days=days)
    assert (not signing_day_error(COUNTED, period_end=END, counted_on=COUNTED, now=now, latest_days=LATEST)) is allowed


def test_a_counted_day_before_the_end_of_the_period_does_not_allow_an_earlier_signature():
    assert signing_day_error(END - DAY, period_end=END, counted_on=END - 9 * DAY, now=NOW, latest_days=LATEST)
    assert planned_day_error(END - DAY, END)
    assert not planned_day_error(END, END)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", "12"), (" 012 ", "12"), ("5", "5"), ("12A", "12a"), ("0", ""), ("12/BC", ""), ("", ""), ("mười", "")],
)
def test_one_number_has_one_spelling(typed, number):
    assert document_number(typed) == number
