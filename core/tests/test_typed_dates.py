"""Dates as people type them, on pages and in registers."""

import re
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.dates import FIRST_YEAR, LAST_YEAR
from core.typed_dates import Precision, TypedDate, parse_date

TODAY = date(2026, 11, 27)
days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
FIRST_OF_MAY = [
    "01/05/2024", "1/5/2024", "1/5/24", "01-05-2024", "1.5.24", "1.5.2024", "01.05.2024.", "1 5 2024", "1,5,2024", "1 / 5 / 2024",
    "010524", "01052024", "20240501", "2024-05-01", "2024/5/1", "2024-05-01 00:00:00", "2024-05-01T00:00", "01/05/2024 08:30",
    "ngày 1 tháng 5 năm 2024", "Ngày 01 tháng 05 năm 2024", "1 tháng 5 năm 2024", "1 tháng 5, 2024", "mùng 1 tháng 5 năm 2024",
    "NGÀY 01/05/2024", "ngay 1 thang 5 nam 2024", "０１／０５／２０２４", "01\u00a005\u00a02024", "01–05–2024", "1/5-2024",
    "1/5/2024 12:00:00 SA", "01/05/2024 12:00 AM", "1/5/2024 08:30:00 CH", "1-May-24",
]  # fmt: skip


def read(text: str, **options) -> str:
    return str(parse_date(text, TODAY, **options))


@pytest.mark.parametrize("text", FIRST_OF_MAY)
def test_a_day_is_read_in_every_way_it_is_written(text):
    assert parse_date(text, TODAY).first_day == date(2024, 5, 1)
    assert parse_date(unicodedata.normalize("NFD", text), TODAY).first_day == date(2024, 5, 1)


@pytest.mark.parametrize("text", ["1/5", "01.05", "1-5", "ngày 1 tháng 5", "mùng 1 tháng 5", "1 tháng 5"])
def test_a_day_without_a_year_is_of_this_year_and_that_is_said(text):
    assert parse_date(text, TODAY) == TypedDate(2026, 5, 1, f"«{text}» được hiểu là 01/05/2026.")


@pytest.mark.parametrize(
    ("text", "off"),
    [("hôm nay", 0), ("Hôm nay", 0), ("hom nay", 0), ("hôm qua", -1), ("hôm kia", -2), ("ngày mai", 1)],
)
def test_days_are_also_said_from_today(text, off):
    found = parse_date(text, TODAY)
    assert found.first_day == TODAY + timedelta(days=off)
    assert "được hiểu là" in found.note


@pytest.mark.parametrize("text", ["1/5", "hôm nay", "hôm qua", "ngày 1 tháng 5"])
def test_in_a_register_a_day_says_its_year(text):
    with pytest.raises(ValueError, match="Hãy ghi"):
        parse_date(text, TODAY, is_typed_now=False)


def test_what_is_written_in_full_needs_no_note():
    assert parse_date("01/05/2024", TODAY).note == ""
    assert parse_date("2024-05-01T00:00:00", TODAY, is_typed_now=False).note == ""
    assert parse_date("1/5/2024 12:00:00 SA", TODAY).note == ""
    assert parse_date("1/5/2024 12:00:00 CH", TODAY).note != ""


def test_an_hour_behind_the_day_is_left_out_and_that_is_said():
    assert parse_date("15/01/2024 08:30", TODAY).note == "«15/01/2024 08:30» được hiểu là 15/01/2024."


@pytest.mark.parametrize(
    ("text", "month"),
    [("5/2024", "05/2024"), ("05.2024", "05/2024"), ("052024", "05/2024"), ("tháng 5/2024", "05/2024"), ("2024-05", "05/2024"),
     ("tháng 5 năm 2024", "05/2024"), ("00/05/2024", "05/2024"), ("00/00/2024", "2024"), ("2024", "2024"), ("năm 2024", "2024")],
)  # fmt: skip
def test_a_month_or_a_year_is_taken_only_where_it_is_enough(text, month):
    assert read(text, least=Precision.YEAR) == month
    with pytest.raises(ValueError, match="Hãy ghi cả ngày"):
        parse_date(text, TODAY)
    if len(month) == 4:
        with pytest.raises(ValueError, match="chỉ có năm"):
            parse_date(text, TODAY, least=Precision.MONTH)
    else:
        assert read(text, least=Precision.MONTH) == month


@pytest.mark.parametrize(
    ("text", "year"), [("1/1/00", 2000), ("1/1/26", 2026), ("1/1/46", 2046), ("1/1/47", 1947), ("010185", 1985)]
)
def test_a_short_year_is_at_most_twenty_years_ahead(text, year):
    assert parse_date(text, TODAY).year == year


@pytest.mark.parametrize(
    ("text", "year"),
    [("1/1/85", 1985), ("1/1/05", 2005), ("27/11/26", 2026), ("28/11/26", 1926), ("1/1/27", 1927), ("1/1/99", 1999)],
)
def test_a_short_year_of_a_birth_is_never_ahead(text, year):
    assert parse_date(text, TODAY, is_birth=True).year == year
    assert parse_date(text, TODAY, is_birth=True).first_day <= TODAY


def test_a_birth_says_its_year():
    for text in ("1/5", "6/85"):
        with pytest.raises(ValueError, match="năm|Năm"):
            parse_date(text, TODAY, least=Precision.YEAR, is_birth=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31/2/2026", "Tháng 2/2026 không có ngày 31."),
        ("310226", "Tháng 2/2026 không có ngày 31."),
        ("31022026", "Tháng 2/2026 không có ngày 31."),
        ("29/2", "Tháng 2/2026 không có ngày 29."),
        ("2026-02-31", "Tháng 2/2026 không có ngày 31."),
        ("ngày 31 tháng 4 năm 2024", "Tháng 4/2024 không có ngày 31."),
        ("45/1/2024", "Không có ngày 45."),
        ("5/13/2024", "Không có tháng 13. Ngày ghi trước, tháng ghi sau: 13/05/2024."),
        ("14/13/2024", "Không có tháng 13."),
        ("1/0/2024", "Không có tháng 0."),
        ("1/5/1024", "Năm 1024 không đúng. Hãy ghi ngày như 05/06/2024."),
        ("1/5/3024", "Năm 3024 không đúng. Hãy ghi ngày như 05/06/2024."),
        ("1/5/202", "Năm của «1/5/202» phải ghi bốn chữ số, ví dụ 05/06/2024."),
        ("1/5/20244", "Năm của «1/5/20244» phải ghi bốn chữ số, ví dụ 05/06/2024."),
        ("", "Hãy ghi ngày, ví dụ 05/06/2024."),
        ("tháng năm", "Không hiểu ngày «tháng năm». Hãy ghi như 05/06/2024."),
    ],
)
def test_what_does_not_exist_is_named(text, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_date(text, TODAY)


@pytest.mark.parametrize(
    "text", ["12345", "1234567", "1", "1/", "/5/2024", "1//5/2024", "1/5/2024/3", "٠١/٠٥/٢٠٢٤", "x", "1/5/2024 x"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="Không hiểu ngày|Hãy ghi"):
        parse_date(text, TODAY)


@given(days)
@example(date(2024, 2, 29))
@example(date(1912, 11, 12))
@example(date(2012, 10, 20))
def test_a_day_is_read_as_it_is_printed(day):
    for text in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day:%d%m%Y}", day.isoformat(), f"{day:%Y%m%d}"):
        assert parse_date(text, TODAY, is_typed_now=False) == TypedDate(day.year, day.month, day.day)
    words = f"ngày {day.day} tháng {day.month} năm {day.year}"
    assert parse_date(words, TODAY).first_day == day


@given(st.dates(date(1947, 1, 1), date(2046, 12, 31)))
@example(date(1947, 1, 1))
@example(date(2046, 12, 31))
@example(date(2024, 2, 29))
@example(date(2020, 12, 20))
def test_a_short_year_is_read_within_its_window(day):
    assert parse_date(f"{day:%d%m%y}", TODAY).first_day == parse_date(f"{day:%d/%m/%y}", TODAY).first_day == day


@given(days, st.sampled_from(Precision))
@example(date(2024, 2, 29), Precision.DAY)
@example(date(2024, 12, 31), Precision.YEAR)
@example(date(2024, 1, 1), Precision.MONTH)
def test_every_precision_is_read_as_it_is_printed(day, precision):
    month = day.month if precision >= Precision.MONTH else None
    typed = TypedDate(day.year, month, day.day if precision == Precision.DAY else None)
    assert parse_date(str(typed), TODAY, least=Precision.YEAR, is_typed_now=False) == typed


@given(st.text(max_size=70) | st.text(alphabet="0123456789/.- thángnăm:", max_size=24), st.booleans(), st.booleans())
@example("29/02/2023", True, True)
@example("31/04/2024", False, True)
@example("00/00/2024", True, False)
@example("29/02", False, True)
@example("٠١/٠٢/٢٠٢٤", False, False)
def test_any_text_is_a_date_or_refused(text, is_birth, is_typed_now):
    try:
        found = parse_date(text, TODAY, least=Precision.YEAR, is_birth=is_birth, is_typed_now=is_typed_now)
    except ValueError:
        return
    assert FIRST_YEAR <= found.year <= LAST_YEAR
    assert found.first_day


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("--/--/1985", "1985"),
        ("__/__/1985", "1985"),
        ("xx/xx/1985", "1985"),
        ("…/3/1985", "03/1985"),
        ("../../1985", "1985"),
        ("Sinh năm 1985", "1985"),
        ("SN: 1985", "1985"),
        ("sinh ngày 12/3/1985", "12/03/1985"),
    ],
)
def test_births_of_which_a_part_is_not_known(text, shown):
    assert str(parse_date(text, date(2026, 1, 1), least=Precision.YEAR, is_birth=True)) == shown


def test_a_day_without_its_month_is_no_birth():
    with pytest.raises(ValueError, match="tháng 0"):
        parse_date("12/--/1985", date(2026, 1, 1), least=Precision.YEAR, is_birth=True)


@pytest.mark.parametrize(
    "text",
    ["08h30 ngày 15/01/2024", "8 giờ ngày 15/1/2024", "15/01/2024 8 giờ", "15/01/2024 lúc 8h30", "15\\01\\2024"]
    + ["15-Jan-2024", "15 January 2024", "15-thg 1-2024", "15 th1 2024", "thứ hai, 15/01/2024", "CN ngày 15/1/2024"],
)
def test_days_with_hours_weekdays_and_names_of_months(text):
    assert parse_date(text, date(2026, 1, 1), is_typed_now=False).first_day == date(2024, 1, 15)


@pytest.mark.parametrize("text", ["--/--/2024", "…/1/2024"])
def test_a_day_that_is_not_known_is_no_day(text):
    with pytest.raises(ValueError, match="thiếu ngày|chỉ có năm"):
        parse_date(text, date(2026, 1, 1))


@pytest.mark.parametrize("text", ["8 giờ", "thứ hai", "Jan 15, 2024", "sinh ngày", "15-Foo-2024", "--/--/--"])
def test_words_alone_are_no_date(text):
    with pytest.raises(ValueError, match="Không hiểu ngày"):
        parse_date(text, date(2026, 1, 1))


@pytest.mark.parametrize("text", ["May-1985", "May 1985", "tháng 5/1985", "5-1985"])
def test_a_month_is_also_read_in_the_words_of_a_spreadsheet_program(text):
    assert read(text, least=Precision.MONTH, is_birth=True) == "05/1985"
    with pytest.raises(ValueError, match="thiếu ngày"):
        parse_date(text, TODAY)


@pytest.mark.parametrize("text", ["May-24", "Jun-15"])
def test_a_month_with_two_digits_may_be_a_day_and_is_not_read(text):
    with pytest.raises(ValueError, match="Không hiểu"):
        parse_date(text, TODAY, least=Precision.YEAR, is_birth=True)
