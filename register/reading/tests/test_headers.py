"""Headers: three rows, marks in columns, old encodings, a second table below the first, columns without content."""

import pytest

from cases.people.birth_dates import BirthDate
from core.spreadsheets.encodings import ENCODINGS
from register.reading.tests.files import HEADERS, ROW, book, csv, parse

SECOND = ["T-2", "Lê Thị Hai", "1990", "Tịnh Hà", "Đặc xá", "16/01/2024"]


def written_in(encoding: str, text: str) -> str:
    """The text as a file in an old encoding shows it."""
    letters: dict[str, str] = {}
    for old, letter in ENCODINGS[encoding].pairs:
        letters.setdefault(letter, old)
    return "".join(letters.get(letter, letter) for letter in text)


def test_three_header_rows_are_one_header():
    rows = [
        ["STT", "Thông tin", "", "", "", "Diện", "Ngày ra trại"],
        ["", "Họ và tên", "Năm sinh", "", "Xã", "", ""],
        ["", "", "Nam", "Nữ", "", "", ""],
        [1, "Lê Thị Hai", "", "1990", "Tịnh Bắc", "ĐX", "15/01/2024"],
        [2, "Lê Văn Ba", "1985", "", "Tịnh Hà", "ĐX", "15/01/2024"],
    ]
    found = parse(book(*rows, merged=((0, 1, 0, 4, "Thông tin"), (1, 2, 1, 3, "Năm sinh"))))
    assert found.findings.errors == []
    assert [(row.birth, row.sex) for row in found.cases] == [
        (BirthDate(1990), "female"),
        (BirthDate(1985), "male"),
    ]


def test_a_section_right_below_two_header_rows_is_no_header():
    rows = [
        ["STT", "Họ và tên", "Năm sinh", "", "Diện", "Ngày ra trại"],
        ["", "", "Nam", "Nữ", "", ""],
        ["I", "Tịnh Bắc"],
        [1, "Lê Văn Ba", "1985", "", "ĐX", "15/01/2024"],
    ]
    (row,) = parse(book(*rows, merged=((0, 2, 0, 3, "Năm sinh"),))).cases
    assert (row.unit.name, row.sex) == ("Tịnh Bắc", "male")


@pytest.mark.parametrize("group", ["Diện", ""])
def test_a_column_for_each_category_with_a_mark(group):
    header = f"Họ và tên;Ngày sinh;Xã;{group};;;Ngày ra trại"
    rows = ["An;1980;Tịnh Bắc;x;;;15/1/2024", "Ba;1981;Tịnh Bắc;;X;-;15/1/2024", "Cả;1982;Tịnh Bắc;0;0;1;15/1/2024"]
    rows += ["Dư;1983;Tịnh Bắc;x;x;;15/1/2024", "Én;1984;Tịnh Bắc;;;;15/1/2024"]
    labels = ";;;CHXAPT;Đặc xá;THTTH có ĐK;"
    top = [header, labels] if group else ["Họ và tên;Ngày sinh;Xã;CHXAPT;Đặc xá;THTTH có ĐK;Ngày ra trại"]
    found = parse(csv(*top, *(f"Lê Văn {row}" for row in rows)), "so.csv")
    assert [row.category for row in found.cases] == ["completed", "amnesty", "conditional"]
    assert [issue.row - len(top) for issue in found.findings.errors] == [4, 5]
    assert "nhiều cột" in found.findings.errors[0].message


def test_a_sentence_in_columns_for_years_and_months():
    top = ["Họ và tên;Ngày sinh;Xã;Diện;Mức án;;Ngày ra trại", ";;;;Năm;Tháng;"]
    rows = ["Lê An;1980;Tịnh Bắc;ĐX;3;6;15/1/2024", "Lê Ba;1981;Tịnh Bắc;ĐX;;18;15/1/2024"]
    found = parse(csv(*top, *rows), "so.csv")
    assert [row.sentence.months for row in found.cases] == [42, 18]


def test_a_header_repeated_under_other_names_is_no_person():
    again = ["Số hồ sơ", "Họ tên", "Năm sinh", "Nơi cư trú", "Đối tượng", "Ngày tha"]
    found = parse(book(HEADERS, ROW, again, SECOND))
    assert found.findings.errors == []
    assert [row.code for row in found.cases] == ["T-1", "T-2"]


def test_a_table_below_in_another_order_is_read_by_its_own_header():
    again = ["Họ tên", "Số hồ sơ", "Ngày tha", "Năm sinh", "Nơi cư trú", "Đối tượng"]
    below = [SECOND[place] for place in (1, 0, 5, 2, 3, 4)]
    found = parse(book(HEADERS, ROW, [], ["DANH SÁCH NĂM 2023"], again, below))
    assert found.findings.errors == []
    assert [(row.code, row.full_name, row.unit.name) for row in found.cases] == [
        ("T-1", "Nguyễn Văn Thử", "Tịnh Bắc"),
        ("T-2", "Lê Thị Hai", "Tịnh Hà"),
    ]
    assert [getattr(row.row, "number", row.row) for row in found.cases] == [2, 6]


def test_a_table_below_without_a_required_column_stops_the_import():
    found = parse(book(HEADERS, ROW, ["Họ tên", "Năm sinh", "Nơi cư trú"], ["Lê Hai", "1990", "Tịnh Hà"]))
    assert any("Thiếu cột bắt buộc" in issue.message for issue in found.findings.errors)


def test_thousands_of_headers_are_no_burden():
    other = [HEADERS[place] for place in (1, 0, 5, 2, 3, 4)]
    found = parse(book(*([HEADERS, ROW, other, SECOND] * 500)))
    assert found.findings.errors


def test_the_first_value_of_an_unknown_column_is_not_its_number():
    rows = [
        "Họ và tên;Ngày sinh;Xã;Diện;Ngày ra trại;Ghi chú",
        "1;2;3;4;5;6",
        "Lê An;1980;Tịnh Bắc;ĐX;15/1/2024;mới về",
    ]
    (warning,) = parse(csv(*rows), "so.csv").findings.warnings
    assert (warning.value, "Có 1 ô" in warning.message) == ("mới về", True)


def test_empty_and_numbering_columns_are_not_asked_about():
    top = ["Thông tin;;;Nơi cấp;Quản lý;;", "STT;Họ và tên;Ngày sinh;;Xã;Diện;Ngày ra trại"]
    found = parse(csv(*top, "1;Lê An;1980;;Tịnh Bắc;ĐX;15/1/2024"), "so.csv")
    assert (found.findings.errors, found.findings.warnings) == ([], [])
    assert found.unknown == {"Danh sách": []}


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI"])
def test_warnings_name_the_columns_of_an_old_encoding_in_unicode(encoding):
    headers = ["Mã hồ sơ", "Họ và tên", "Xã", "Diện", "Ngày ra trại", "Số điện thoại vợ"]
    row = ["HS-1", "Lê Văn Ánh", "Tịnh Bắc", "Đặc xá", "15/01/2024", "0905"]
    lines = [[written_in(encoding, cell) for cell in cells] for cells in (headers, row)]
    found = parse(book(*lines))
    columns = {issue.column for issue in found.findings.warnings}
    assert "Họ và tên" in columns
    assert columns <= {*headers, None}
    assert found.unknown == {"Danh sách": ["Số điện thoại vợ"]}


@pytest.mark.parametrize(
    "header", ["HKTT/ Nơi ở hiện nay", "Địa phương cư trú", "Nơi cư trú hiện nay", "Hộ khẩu thường trú, nơi ở"]
)
def test_further_names_of_the_column_for_the_commune(header):
    found = parse(book([*HEADERS[:3], header, "Đối tượng thuộc diện", "Ngày tháng ra trại"], ROW))
    assert [row.unit.name for row in found.cases] == ["Tịnh Bắc"]


@pytest.mark.parametrize("mark", ["nt", "-nt-", "//", '"', "″", "-//-", "Như trên"])
def test_marks_for_the_value_above(mark):
    found = parse(book(HEADERS, ROW, ["T-2", "Lê Văn Hai", "1990", mark, mark, mark]))
    assert [(row.unit.name, row.category, row.release_on.year) for row in found.cases][1:] == [
        ("Tịnh Bắc", "completed", 2024)
    ]


@pytest.mark.parametrize("mark", ["nt", '"', "//"])
@pytest.mark.parametrize("place", [1, 6])
def test_nobody_has_the_name_or_number_of_the_row_above(mark, place):
    second = ["T-2", "Lê Văn Hai", "1990", "Tịnh Hà", "ĐX", "16/01/2024", "051090000124"]
    second[place] = mark
    found = parse(book([*HEADERS, "Số CCCD"], [*ROW, "051085000123"], second))
    assert [row.code for row in found.cases] == ["T-1"]
    assert "không thể giống dòng trên" in found.findings.errors[0].message
