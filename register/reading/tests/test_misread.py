"""Workbooks in shapes that offices and their programs really produce: the right value, or a report at the cell."""

from datetime import date
from decimal import Decimal

import pytest

from cases.people.birth_dates import BirthDate
from core.spreadsheets.reader import read_workbook
from register.reading.workbook import parse_register
from register.tests.tables import TODAY, lookup
from register.tests.workbooks import DATA


def read(name: str):
    """A workbook of the folder as typed rows."""
    data = (DATA / "misread" / name).read_bytes()
    return parse_register(read_workbook(name, data), lookup(), today=TODAY)


def cases_of(name: str) -> list:
    """The cases of a workbook without errors."""
    parsed = read(name)
    assert parsed.findings.errors == []
    return parsed.cases


def reported(issues) -> list[tuple]:
    """(row, column, value) of errors or warnings."""
    return [(issue.row, issue.column, issue.value) for issue in issues]


def test_a_commune_of_another_spelling_is_never_taken():
    parsed = read("c01_diacritics_other_commune.xlsx")
    assert parsed.cases == []
    assert reported(parsed.findings.errors) == [(2, "Xã", "xã Sơn Tịnh, tỉnh Quảng Ngãi"), (3, "Xã", "Sơn Tịnh")]
    assert "chưa có vào ngày 16/01/2024" in parsed.findings.errors[0].message


def test_a_year_in_a_date_cell_is_the_year_of_birth():
    assert [row.birth for row in cases_of("d01_birth_year_in_date_cell.xlsx")] == [BirthDate(1985), BirthDate(1962)]
    parsed = read("d01_birth_year_in_date_cell.xlsx")
    assert reported(parsed.findings.warnings) == [(2, "Ngày sinh", "07/06/1905"), (3, "Ngày sinh", "15/05/1905")]


def test_a_cell_that_shows_month_and_year_is_a_month():
    assert cases_of("d02_month_year_cell.xlsx")[0].birth == BirthDate(1985, 6)


def test_days_counted_from_1904_are_the_right_days():
    (row,) = cases_of("d04_1904_general.xlsx")
    assert (row.birth, row.release_on, row.arrival_on) == (BirthDate(1985, 3, 12), date(2024, 1, 15), date(2024, 1, 16))


def test_seconds_before_midnight_are_the_next_day():
    (row,) = cases_of("d07_sheetjs_seconds.xlsx")
    assert (row.release_on, row.arrival_on) == (date(2024, 1, 15), date(2024, 1, 16))


def test_a_code_that_became_a_date_is_the_code_that_the_cell_shows():
    parsed = read("k06_code_became_date_alone.xlsx")
    assert [row.code for row in parsed.cases] == ["05/2024", "06/2024"]
    assert reported(parsed.findings.warnings) == [(2, "Mã hồ sơ", "05/2024")]


def test_a_percent_cell_is_a_rate_in_percent():
    assert read("l01_percent_cell.xlsx").loans[0].details["annual_rate"] == Decimal("6.60")


def test_an_amount_with_its_currency_is_an_amount():
    assert read("l03_dong.xlsx").loans[0].facts[0].amount == 50_000_000


def test_amounts_in_millions_are_asked_about():
    warnings = read("l04_unit_million.xlsx").findings.warnings
    assert [(issue.column, issue.value) for issue in warnings] == [
        ("Số tiền đề nghị", "50"),
        ("Số tiền phê duyệt", "50"),
        ("Số tiền giải ngân", "50"),
        ("Dư nợ", "50"),
    ]
    assert "50.000.000 đồng" in warnings[0].message


def test_an_empty_fraction_is_no_part_of_a_number():
    assert cases_of("n03_text_point_zero.xlsx")[0].id_number.number == "012345678"


def test_error_values_are_errors():
    assert set(reported(read("r01_error_cells.xlsx").findings.errors)) == {
        (2, "Ngày về địa phương", "#REF!"),
        (2, "Số CCCD", "#N/A"),
    }


def test_cells_merged_downwards_count_for_all_their_rows():
    rows = cases_of("s01_merged_body.xlsx")
    assert [(row.unit.name, row.category) for row in rows] == [("Tịnh Bắc", "completed")] * 3


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("s02_name_over_two_columns.xlsx", ["Nguyễn Văn Thử", "Trần Thị Mẫu"]),
        ("s05_two_level_header.xlsx", ["Nguyễn Văn Thử", "Trần Thị Mẫu"]),
        ("s09_sheet_per_year.xlsx", ["Nguyễn Văn Thử", "Lê Văn Hà"]),
        ("v08_tcvn3_ansi.csv", ["Nguyễn Văn Thử", "Trần Thị Hằng", "Đinh Văn Hùng", "Lê Thị Bích"]),
        ("z01_real_shape_police.xlsx", ["NGUYỄN VĂN THỬ", "TRẦN THỊ MẪU", "LÊ VĂN NHÁP"]),
    ],
)
def test_all_people_are_read_with_their_names(name, names):
    assert [row.full_name for row in cases_of(name)] == names


def test_years_of_birth_under_nam_and_nu_tell_the_sex():
    rows = cases_of("s04_birth_nam_nu.xlsx")
    assert [(row.birth, row.sex) for row in rows] == [(BirthDate(1985), "male"), (BirthDate(1990), "female")]


def test_words_for_nothing_are_nothing():
    first, second, third = cases_of("s22_placeholders.xlsx")
    assert (first.id_number, first.arrival_on) == (None, date(2024, 1, 15))
    assert (second.birth, second.id_number) == (None, None)
    assert (third.sex, third.id_number) == ("", None)


def test_a_hamlet_inside_an_address_is_kept():
    (row,) = cases_of("s26_hamlet_in_address.xlsx")
    assert (row.hamlet, row.unit.name) == ("Thôn Minh Lộc", "Tịnh Bắc")


def test_data_under_an_empty_header_is_reported():
    warnings = reported(read("s27_data_without_header.xlsx").findings.warnings)
    assert warnings == [(2, None, "Tội trộm cắp tài sản"), (2, None, "15/GCN")]


def test_a_police_register_is_read_with_its_sections():
    rows = cases_of("z01_real_shape_police.xlsx")
    assert [(row.unit.name, row.hamlet) for row in rows] == [
        ("Tịnh Bắc", "Thôn Minh Lộc"),
        ("Tịnh Bắc", "Thôn Đông"),
        ("Tịnh Hà", "Thôn Hà Tây"),
    ]
    assert [(row.birth.year, row.sex) for row in rows] == [(1985, "male"), (1990, "female"), (1979, "male")]
    assert [(row.release_on, row.certificate_number) for row in rows] == [
        (date(2024, 1, 15), "15/GCN"),
        (date(2024, 2, 20), "22/GCN"),
        (date(2023, 12, 1), ""),
    ]
    assert [row.category for row in rows] == ["completed", "amnesty", "completed"]
