"""Dates as the cells of other formats than .xlsx show them: their precision is kept, and what nobody can know is asked."""

from datetime import date

from cases.people.birth_dates import BirthDate
from core.tests.ods_files import MONTH, SLASH, YEAR, data_style, ods, row, text, value
from register.reading.tests.files import HEADERS, ROW, csv, only_case, parse


def month(day: str) -> str:
    return value("date", f'table:style-name="thang" office:date-value="{day}"')


def in_ods(birth: str, release: str) -> bytes:
    """An ordinary row with these cells, and cells of the style "thang" that show month and year."""
    cells = [text(ROW[0]), text(ROW[1]), birth, text(ROW[3]), text(ROW[4]), release]
    rows = row(*map(text, HEADERS)) + row(*cells)
    return ods(rows, data_style("thang", "date", MONTH + SLASH + YEAR))


def test_a_cell_of_an_ods_that_shows_a_month_is_a_month():
    assert only_case(in_ods(month("1985-06-01"), text("15/01/2024")), "so.ods").birth == BirthDate(1985, 6)

    parsed = parse(in_ods(text("12/03/1985"), month("2024-01-01")), "so.ods")
    (error,) = parsed.findings.errors
    assert (error.column, error.value) == ("Ngày ra trại", "01/2024")
    assert "không có ngày" in error.message


def in_csv(*releases: str) -> bytes:
    rows = [",".join([f"T-{number}", *ROW[1:5], day]) for number, day in enumerate(releases)]
    return csv(",".join(HEADERS), *rows)


def test_days_beside_days_that_have_the_month_first_are_asked_about():
    parsed = parse(in_csv("01/15/2024", "05/01/2024", "03/03/2024"), "so.csv")

    assert [(error.row, error.value) for error in parsed.findings.errors] == [(2, "01/15/2024"), (3, "05/01/2024")]
    assert "05/01/2024 hay 01/05/2024?" in parsed.findings.errors[1].message
    assert [row.release_on for row in parsed.cases] == [date(2024, 3, 3)]


def test_one_slip_among_days_that_have_the_day_first_makes_no_question_of_the_others():
    parsed = parse(in_csv("01/15/2024", "05/01/2024", "15/01/2024"), "so.csv")

    assert [error.value for error in parsed.findings.errors] == ["01/15/2024"]
    assert [row.release_on for row in parsed.cases] == [date(2024, 1, 5), date(2024, 1, 15)]
