"""Sheets and rows that hold people are never left out with a warning only."""

import io

import pytest
import xlsxwriter

from register.reading.tests.files import HEADERS, ROW, book, parse


def with_sheet(name: str, *rows: list) -> bytes:
    """A register with one person and a further sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        for title, lines in (("Danh sách", [HEADERS, ROW]), (name, rows)):
            sheet = made.add_worksheet(title)
            for number, row in enumerate(lines):
                sheet.write_row(number, 0, row)
    return file.getvalue()


@pytest.mark.parametrize(
    "rows",
    [
        [[1, "HS-9", "Lê Thị Hai", "1990", "Tịnh Hà", "ĐX", "16/01/2024"]],
        [["Lê Thị Hai", "02/03/1990", "Tịnh Hà", "án 3 năm"]],
        [["STT", "Mã hồ sơ", "Họ và tên", "Ngày chết"], [1, "T-1", "Nguyễn Văn Thử", "01/03/2025"]],
        [["Họ và tên", "Năm sinh", "Hoàn cảnh"], ["Lê Thị Hai", "1990", "khó khăn"]],
    ],
    ids=["no-header", "no-header-few-cells", "other-columns", "name-and-birth"],
)
def test_a_sheet_of_people_that_cannot_be_read_stops_the_import(rows):
    found = parse(with_sheet("Năm 2023", *rows))
    assert [(issue.sheet, "có vẻ ghi người" in issue.message) for issue in found.findings.errors] == [
        ("Năm 2023", True)
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["Xã", "Diện", "Số lượng"], ["Tịnh Bắc", "CHXAPT", 5]],
        [["Ghi chú", "Ngày lập 15/01/2024"], ["Người lập", "Lê Văn Ký"]],
        [["STT", "Họ và tên", "Số điện thoại"], [1, "Lê Văn Cán", "0905123456"]],
        [["Họ và tên", "Năm sinh"]],
    ],
    ids=["figures", "notes", "telephones", "empty-form"],
)
def test_other_sheets_are_left_out_with_a_warning(rows):
    found = parse(with_sheet("Khác", *rows))
    assert found.findings.errors == []
    assert [issue.sheet for issue in found.findings.warnings] == ["Khác"]


def test_a_last_row_with_a_number_and_a_name_is_a_person():
    found = parse(book(["STT", *HEADERS], [1, *ROW], [2, "", "Lê Thị Hai"]))
    assert {issue.row for issue in found.findings.errors} == {3}
    assert {issue.column for issue in found.findings.errors} == {"Diện", "Ngày ra trại"}


def test_a_last_row_with_a_name_and_a_commune_is_a_person():
    found = parse(book(HEADERS, ROW, ["", "Lê Thị Hai", "", "Tịnh Hà"]))
    assert {issue.row for issue in found.findings.errors} == {3}


@pytest.mark.parametrize("text", ["DANH SÁCH NĂM 2023", "Ghi chú: danh sách có 02 người"])
def test_a_sentence_alone_in_the_column_of_the_code_is_a_title(text):
    found = parse(book(HEADERS, [text], ROW, [text]))
    assert found.findings.errors == []
    assert [(issue.row, issue.value) for issue in found.findings.warnings] == [(2, text), (4, text)]


def test_a_code_alone_is_a_person_without_facts():
    found = parse(book(HEADERS, ROW, ["HS-9"]))
    assert {issue.row for issue in found.findings.errors} == {3}


@pytest.mark.parametrize(
    "line",
    [["", "Lê Văn Ký", "", "Trần Văn Trưởng"], ["", "Lê Văn Ký"], ["", "Người Lập Biểu", "", "Tịnh Hà"],
     ["", "Trưởng Công An"]],
    ids=["two-signatures", "signature", "maker", "post"],
)  # fmt: skip
def test_signatures_are_no_people(line):
    found = parse(book(["STT", *HEADERS], [1, *ROW], ["", *line]))
    assert found.findings.errors == []
    assert len(found.cases) == 1
