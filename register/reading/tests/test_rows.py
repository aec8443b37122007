"""From sheets to typed rows: finding tables in what offices draw up, and naming everything that is wrong at once."""

import json
from datetime import date

import pytest

from cases.people.birth_dates import BirthDate
from core.spreadsheets.reader import Sheet, read_workbook
from register.reading.columns import LOAN_COLUMNS
from register.reading.rows import ParsedRegister
from register.reading.workbook import parse_register
from register.tests.tables import (
    CASE_HEADERS,
    CHANGE_HEADERS,
    FILE_TYPES,
    FIRST,
    PERSON,
    TODAY,
    cases,
    changes,
    lookup,
    only,
    parse,
    table,
    warned,
)
from register.tests.workbooks import DATA

# --- whole registers -----------------------------------------------------------------------------------------------------


def read_register(letter: str) -> ParsedRegister:
    book = read_workbook("so.xlsx", (DATA / f"register-{letter}.xlsx").read_bytes())
    return parse_register(book, lookup(), today=TODAY)


@pytest.mark.parametrize(("letter", "people", "events"), [("a", 337, 452), ("b", 358, 511)])
def test_the_registers_are_accepted_whole(letter, people, events):
    parsed = read_register(letter)

    assert parsed.findings.errors == []
    assert (len(parsed.cases), len(parsed.changes)) == (people, events)
    assert parsed.counts == {"Danh sách": people, "Biến động": events}
    assert json.dumps([issue.as_json() for issue in parsed.findings.warnings])


def test_an_untidy_register_is_put_in_order_and_says_so():
    parsed = read_register("b")
    warnings = {issue.column: issue.message for issue in parsed.findings.warnings}

    assert warnings.keys() == {"HỌ VÀ TÊN", "Xã, phường, thị trấn", "Thôn/Tổ dân phố", "CMND/CCCD"}
    assert "tổ hợp" in warnings["HỌ VÀ TÊN"]
    assert "số 0" in warnings["CMND/CCCD"]
    last = {row.code: row for row in parsed.cases}["HS02-00356"]
    assert last.id_number.number == "051068000297"
    assert (last.full_name, last.birth, last.unit.name) == ("Huỳnh Văn Hùng", BirthDate(1968, 3, 3), "Tịnh Bắc")


def test_a_register_in_the_other_formats_is_the_same():
    rows = [
        parse_register(read_workbook("so", (FILE_TYPES / f"small.{kind}").read_bytes()), lookup(), today=TODAY)
        for kind in ("xls", "ods")
    ]

    assert [parsed.findings.errors for parsed in rows] == [[], []]
    assert rows[0].cases == rows[1].cases
    assert [(row.code, row.category, row.id_number.number) for row in rows[0].cases] == [
        ("HS-1", "amnesty", "051182000123"),
        ("HS-2", "completed", "051075000124"),
    ]
    assert [(row.kind, row.on, row.to_unit.name) for row in rows[0].changes] == [
        ("transfer", date(2024, 3, 1), "Tịnh Sơn")
    ]


def test_a_csv_is_a_list_of_cases():
    data = "Họ và tên;Xã;Diện;Ngày ra trại;Số CCCD\nĐinh Thị Hà;Tịnh Hà;đặc xá;1/2/2024;051182000123\n".encode()
    parsed = parse_register(read_workbook("so.csv", data), lookup(), today=TODAY)

    assert parsed.findings.errors == []
    (row,) = parsed.cases
    assert (row.code, row.full_name, row.unit.code, row.release_on) == ("", "Đinh Thị Hà", "21220", date(2024, 2, 1))


# --- sheets and headers --------------------------------------------------------------------------------------------------


def test_sheets_are_found_by_name_however_it_is_written():
    parsed = parse(
        changes({"kind": "Chết", "on": "01/03/2024"}, name=" DANH SÁCH BIẾN ĐỘNG 2024"),
        cases({}, name="danh  sach "),
    )

    assert parsed.findings.errors == []
    assert parsed.tables["Danh sách"].sheet == "danh  sach "
    assert [row.kind for row in parsed.changes] == ["died"]


def test_all_sheets_of_people_are_read():
    parsed = parse(cases({"code": "A"}, {"code": "B"}, name="Danh sách cũ"), cases({"code": "C"}, name="Danh sách"))

    assert [row.code for row in parsed.cases] == ["A", "B", "C"]
    assert parsed.counts == {"Danh sách": 3}
    assert (warned(parsed), parsed.findings.errors) == ([], [])


def test_the_same_row_in_two_sheets_is_one_case_and_another_row_is_an_error():
    parsed = parse(
        cases({"code": "A"}, {"code": "B"}, name="2023"), cases({"code": "A"}, {"code": "B", "sex": "Nữ"}, name="2024")
    )

    assert [row.code for row in parsed.cases] == ["A"]
    assert warned(parsed) == [("2024", FIRST, "Mã hồ sơ")]
    assert [(issue.sheet, issue.row, issue.column) for issue in parsed.findings.errors] == [
        ("2024", FIRST + 1, "Mã hồ sơ")
    ]


def test_an_only_sheet_is_the_list_of_cases_and_empty_sheets_are_nothing():
    assert len(parse(cases({}, name="Sheet1"), Sheet("Biến động"), Sheet("Sheet3")).cases) == 1


def test_without_a_known_sheet_there_is_one_error():
    parsed = parse(Sheet("A", [(1, ["Sổ quỹ"])]), Sheet("B", [(1, ["Thu", "Chi"])]))

    (error,) = parsed.findings.errors
    assert "«Danh sách»" in error.message


def test_without_a_header_there_is_one_error_that_names_what_is_needed():
    parsed = parse(Sheet("Danh sách", [(1, ["SỔ ĐĂNG KÝ"]), (2, ["Nguyễn Văn An", "Tịnh Bắc"])]))

    (error,) = parsed.findings.errors
    assert (error.sheet, error.row) == ("Danh sách", None)
    assert "«Họ và tên», «Xã», «Diện», «Ngày ra trại»" in error.message


def test_a_header_below_row_15_is_none():
    rows = [(16, list(CASE_HEADERS.values())), (17, [1, "HS-1"])]

    assert "15 dòng đầu" in parse(Sheet("Danh sách", rows)).findings.errors[0].message
    assert parse(Sheet("Danh sách", [(15, rows[0][1])])).findings.errors == []


def test_a_missing_column_is_one_error_that_names_what_was_found():
    parsed = parse(cases({"category": None}, {}, category="Diện gì"))

    (error,) = parsed.findings.errors
    assert error.row == FIRST - 1
    assert "«Diện»" in error.message
    assert "«Họ và tên»" in error.message


def test_codes_are_needed_when_other_sheets_name_them_and_missing_is_one_error():
    nameless = [{name: cell for name, cell in PERSON.items() if name != "code"}] * 3
    sheet = table("Danh sách", CASE_HEADERS, nameless)

    assert parse(sheet).findings.errors == []
    headers = [column.header for column in LOAN_COLUMNS]
    for other in (changes({"kind": "Chết", "on": "1/3/2024"}), Sheet("Vay vốn", [(1, headers)])):
        (error,) = parse(sheet, other).findings.errors
        assert "«Mã hồ sơ»" in error.message


def test_headers_are_found_by_their_aliases_and_however_they_are_written():
    parsed = parse(
        cases({}, full_name="HỌ VÀ\nTÊN", unit="xã / phường / thị trấn:", release_on=" Ngay tha", category="ĐỐI TƯỢNG")
    )

    assert parsed.findings.errors == []
    assert parsed.tables["Danh sách"].headers["full_name"] == "HỌ VÀ TÊN"


def test_unknown_and_repeated_columns_are_told():
    sheet = cases({})
    sheet.rows[1][1].extend(["Nhóm máu", "Xã", "STT", "Chiều cao"])
    sheet.rows[2][1].append("O")

    parsed = parse(sheet)

    assert parsed.findings.errors == []
    assert [(issue.column, "trùng" in issue.message) for issue in parsed.findings.warnings] == [
        ("Nhóm máu", False),
        ("Xã", True),
    ]


def test_a_row_that_numbers_the_columns_is_no_case():
    sheet = cases(None, {})
    width = len(sheet.rows[1][1])
    for labels in ([f"({number})" for number in range(1, width + 1)], list(range(1, width + 1)), list("ABCDEFG")):
        parsed = parse(Sheet("Danh sách", [*sheet.rows[:2], (FIRST, labels), *sheet.rows[2:]]))
        assert (len(parsed.cases), parsed.findings.errors) == (1, [])


def test_the_column_and_sheet_of_a_marked_copy_are_passed_over():
    sheet = cases({})
    sheet.rows[1][1].append("Lỗi")
    sheet.rows[2][1].append("Ngày ra trại: sai")

    parsed = parse(Sheet("Lỗi", [(1, ["Trang tính", "Dòng"])]), sheet)

    assert (len(parsed.cases), parsed.findings.errors, parsed.findings.warnings) == (1, [], [])


# --- rows that are none --------------------------------------------------------------------------------------------------


def test_totals_and_signatures_are_passed_over_and_told():
    parsed = parse(
        cases(
            {},
            None,
            {"unit": "Tịnh Hà"},
            only(full_name="Tổng cộng: 2 người"),
            None,
            only(release_on="Sơn Tịnh, ngày 15 tháng 6 năm 2024"),
            only(full_name="NGƯỜI LẬP BIỂU", release_on="TRƯỞNG CÔNG AN HUYỆN"),
            only(full_name="Lê Lập", release_on="Trần Trưởng"),
        )
    )

    assert len(parsed.cases) == 2
    assert parsed.findings.errors == []
    assert parsed.counts["Danh sách"] == 2
    assert [issue.row for issue in parsed.findings.warnings] == [7, 9, 10, 11]


def test_section_rows_name_the_commune_of_the_rows_below_them():
    parsed = parse(cases(only(full_name="I. Xã Tịnh Bắc"), {}, only(full_name="II. Xã Tịnh Hà"), {"unit": None}))

    assert [row.unit.name for row in parsed.cases] == ["Tịnh Bắc", "Tịnh Hà"]
    assert (parsed.findings.errors, parsed.findings.warnings) == ([], [])


def test_a_person_half_written_between_others_is_an_error_not_a_title():
    parsed = parse(cases({}, only(full_name="Nguyễn Văn Bình", unit="Tịnh Hà"), {}))

    assert len(parsed.cases) == 2
    assert {(issue.row, issue.column) for issue in parsed.findings.errors} == {(5, "Diện"), (5, "Ngày ra trại")}


def test_the_last_person_is_a_person_even_with_little_written():
    parsed = parse(cases({}, only(full_name="Nguyễn Văn Bình", release_on="31/02/2024")))

    assert {(issue.row, issue.column) for issue in parsed.findings.errors} == {(5, "Diện"), (5, "Ngày ra trại")}


# --- codes ---------------------------------------------------------------------------------------------------------------


def test_two_rows_of_one_code_are_both_refused_and_both_named():
    parsed = parse(cases({"code": "HS 1"}, {}, {"code": "hs1"}))

    (error,) = parsed.findings.errors
    assert (error.row, error.column, error.value) == (6, "Mã hồ sơ", "hs1")
    assert "dòng 4" in error.message
    assert [row.row for row in parsed.cases] == [5]
    assert parsed.bad_rows["Danh sách"] == {4, 6}
    assert "hs1" in parsed.bad_codes


def test_a_code_is_taken_even_where_its_first_row_has_another_error():
    parsed = parse(cases({"code": "A", "sex": "?"}, {"code": "A"}))

    assert [(issue.row, issue.column) for issue in parsed.findings.errors] == [(4, "Giới tính"), (5, "Mã hồ sơ")]
    assert parsed.cases == []


def test_a_case_without_a_code_among_changes_is_refused():
    parsed = parse(cases({}, {"code": None}), changes({"kind": "Chết", "on": "01/03/2024"}))

    assert [(issue.row, issue.column) for issue in parsed.findings.errors] == [(5, "Mã hồ sơ")]
    assert parsed.bad_codes == set()


def test_a_change_of_a_case_that_is_not_in_the_list_is_left_to_the_database_to_judge():
    parsed = parse(cases({}), changes({"code": "KHÁC", "kind": "Chết", "on": "01/03/2024"}))

    assert parsed.findings.errors == []
    assert [row.code for row in parsed.changes] == ["KHÁC"]


def test_a_bad_change_makes_its_case_bad():
    parsed = parse(cases({"code": "hs 1"}), changes({"kind": "?", "on": "01/03/2024"}))

    assert parsed.bad_codes == {"hs-1"}
    assert parsed.bad_rows["Biến động"] == {FIRST}


# --- findings ------------------------------------------------------------------------------------------------------------


def test_every_error_names_sheet_row_column_value_and_reason_in_vietnamese():
    bad = {
        "full_name": "Nguyễn 5", "birth": "30/2/1960", "sex": "?", "id_number": "123", "unit": "Tịnh Đâu", "category": "?",
        "release_on": "31/6/2024", "arrival_on": "2026", "probation_end_on": "mai", "hamlet": "T" * 300,
    }  # fmt: skip
    parsed = parse(cases(bad, only(code="x", release_on="1/2/2024")), changes({"kind": "?", "on": "?"}))

    assert len(parsed.findings.errors) >= 13
    for issue in parsed.findings.errors:
        as_json = issue.as_json()
        assert list(as_json) == ["sheet", "row", "column", "value", "message"]
        assert issue.sheet in ("Danh sách", "Biến động")
        assert issue.row in (FIRST, FIRST + 1)
        assert issue.column in {*CASE_HEADERS.values(), *CHANGE_HEADERS.values()}
        assert issue.value or "Chưa ghi" in issue.message
        assert not issue.message.isascii()  # Vietnamese


def test_every_bad_row_is_reported_at_once():
    parsed = parse(cases(*({"sex": "?"} for _ in range(30)), {}))

    assert [issue.row for issue in parsed.findings.errors] == list(range(FIRST, FIRST + 30))
    assert len(parsed.cases) == 1


@pytest.mark.parametrize("name", ["Đã xóa án", "Danh sách đã xóa án tích", "Đã chết", "DS chuyển đi"])
def test_people_of_a_sheet_that_says_they_ended_are_not_read_as_managed(name):
    parsed = parse(cases({"code": "HS-1"}), cases({"code": "HS-2", "full_name": "Trần Hai"}, name=name))
    assert [row.code for row in parsed.cases] == ["HS-1"]
    (error,) = parsed.findings.errors
    assert (error.sheet, "ghi việc kết thúc ở trang «Biến động»" in error.message) == (name, True)


@pytest.mark.parametrize("name", ["Danh sách", "Xã Tịnh Bắc", "Chuyển đến", "Đang quản lý"])
def test_other_sheets_of_people_are_read(name):
    assert len(parse(cases({}, name=name)).cases) == 1
