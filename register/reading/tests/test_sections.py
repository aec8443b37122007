"""Section rows: what they say counts for the rows below them, and no further."""

import pytest

from register.reading.tests.files import book, csv, parse

HEADER = "TT;Họ và tên;Ngày sinh;Ngày ra trại"
FIRST, SECOND, THIRD = "1;Lê An;1980;15/1/2024", "2;Lê Ba;1981;16/1/2024", "3;Lê Cả;1982;17/1/2024"


def test_the_category_below_one_commune_does_not_count_for_the_next():
    found = parse(csv(HEADER, "I;TỊNH BẮC", "1;Đặc xá", FIRST, "II;TỊNH HÀ", SECOND), "so.csv")
    assert [(row.full_name, row.unit.name, row.category) for row in found.cases] == [("Lê An", "Tịnh Bắc", "amnesty")]
    assert [(issue.row, issue.column) for issue in found.findings.errors] == [(6, "Diện")]


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (
            ["I;TỊNH BẮC", "1;Đặc xá", FIRST, "2;Chấp hành xong", SECOND, "II;TỊNH HÀ", "1;Đặc xá", THIRD],
            [("Tịnh Bắc", "amnesty"), ("Tịnh Bắc", "completed"), ("Tịnh Hà", "amnesty")],
        ),
        (
            ["A;Đặc xá", "1;Tịnh Bắc", FIRST, "2;Tịnh Hà", SECOND, "B;Chấp hành xong", "1;Tịnh Bắc", THIRD],
            [("Tịnh Bắc", "amnesty"), ("Tịnh Hà", "amnesty"), ("Tịnh Bắc", "completed")],
        ),
    ],
    ids=["communes-outside", "categories-outside"],
)
def test_sections_inside_sections(lines, places):
    found = parse(csv(HEADER, *lines), "so.csv")
    assert found.findings.errors == []
    assert [(row.unit.name, row.category) for row in found.cases] == places


def test_the_name_of_the_sheet_counts_under_every_section():
    lines = [line.split(";") for line in (HEADER, "I;TỊNH BẮC", FIRST, "II;TỊNH HÀ", SECOND)]
    found = parse(book(*lines, name="Đặc xá 2024"))
    assert [(row.unit.name, row.category) for row in found.cases] == [("Tịnh Bắc", "amnesty"), ("Tịnh Hà", "amnesty")]


@pytest.mark.parametrize("heading", ["A. ĐẶC XÁ 2/9", "Đặc xá năm 2024", "ĐẶC XÁ DỊP 30/4/2024", "1. Đặc xá đợt 2"])
def test_a_category_with_its_time_is_a_section(heading):
    found = parse(
        csv("TT;Họ và tên;Ngày sinh;Xã;Ngày ra trại", f";{heading}", "1;Lê An;1980;Tịnh Bắc;15/1/2024"), "so.csv"
    )
    assert [row.category for row in found.cases] == ["amnesty"]


def test_the_name_of_the_row_above_is_nobody_elses():
    rows = [["Họ và tên", "Ngày sinh", "Xã", "Diện", "Ngày ra trại"], ["Lê An", "1980", "Tịnh Bắc", "ĐX", "15/01/2024"]]
    found = parse(book(*rows, ["", "1990", "Tịnh Hà", "ĐX", "16/01/2024"], merged=((1, 0, 2, 0, "Lê An"),)))
    assert [row.full_name for row in found.cases] == ["Lê An"]
    assert [(issue.row, issue.column) for issue in found.findings.errors] == [(3, "Họ và tên")]


def asked(found) -> list[tuple[int, str]]:
    return [(issue.row, issue.column) for issue in found.findings.errors]


@pytest.mark.parametrize(
    "heading", ["2;Cải tạo không giam giữ", ";CẢI TẠO KHÔNG GIAM GIỮ", "II;Án treo: 3 người", "II;LÊ VĂN LẠ;5 người"]
)
def test_rows_below_a_heading_that_is_not_understood_are_asked_about(heading):
    found = parse(csv(HEADER, "1;Đặc xá", "2;TỊNH BẮC", FIRST, heading, SECOND, "1;Đặc xá", "TỊNH HÀ", THIRD), "so.csv")
    questions = [issue for issue in found.findings.errors if issue.row == 6]
    assert [(row.full_name, row.unit.name) for row in found.cases] == [("Lê An", "Tịnh Bắc"), ("Lê Cả", "Tịnh Hà")]
    assert {"Xã"} <= {issue.column for issue in questions} <= {"Xã", "Diện"}
    assert all("không rõ nghĩa" in issue.message for issue in questions)


@pytest.mark.parametrize("heading", ["b;Đang xác minh", "3;Lê Văn Tám"])
def test_a_heading_further_in_and_a_person_without_facts_change_nothing(heading):
    found = parse(csv(HEADER, "I;Đặc xá", "II;TỊNH BẮC", FIRST, heading, SECOND), "so.csv")
    assert [row.full_name for row in found.cases] == ["Lê An", "Lê Ba"]


def test_a_heading_that_is_not_understood_leaves_what_lies_around_it():
    lines = ["I;TỊNH BẮC", "1;Đặc xá", FIRST, "2;Án treo", SECOND, "3;Chấp hành xong", THIRD]
    found = parse(csv(HEADER, *lines), "so.csv")
    assert asked(found) == [(6, "Diện")]
    assert [(row.unit.name, row.category) for row in found.cases] == [
        ("Tịnh Bắc", "amnesty"),
        ("Tịnh Bắc", "completed"),
    ]


def test_a_category_does_not_pass_a_heading_that_is_not_understood_with_the_communes_below_it():
    lines = ["A;Đặc xá", "1;Tịnh Bắc", FIRST, "B;Án treo", "1;Tịnh Hà", SECOND]
    found = parse(csv(HEADER, *lines), "so.csv")
    assert asked(found) == [(7, "Diện")]
    assert [row.full_name for row in found.cases] == ["Lê An"]


def test_a_row_that_says_its_own_needs_no_heading():
    header = "TT;Họ và tên;Ngày sinh;Ngày ra trại;Diện;Xã"
    found = parse(csv(header, "1;Đặc xá", "2;TỊNH BẮC", "2;Án treo", FIRST + ";CHXAPT;Tịnh Hà"), "so.csv")
    assert asked(found) == []
    assert [(row.unit.name, row.category) for row in found.cases] == [("Tịnh Hà", "completed")]


@pytest.mark.parametrize(
    "heading",
    ["Năm 2024", "DANH SÁCH NĂM 2023", "Ghi chú: chưa rà soát", "Trang 2", "Cộng: 1 người", "CÔNG AN HUYỆN SƠN TỊNH",
     "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Thôn Minh Lộc", "CÔNG AN XÃ TỊNH BẮC", "Đặc xá dịp 02/9"],
)  # fmt: skip
def test_headings_that_say_nothing_new_stop_nobody(heading):
    found = parse(csv(HEADER + ";Diện", "I;TỊNH BẮC", FIRST + ";ĐX", ";" + heading, SECOND + ";ĐX"), "so.csv")
    assert asked(found) == []
    assert [row.unit.name for row in found.cases] == ["Tịnh Bắc", "Tịnh Bắc"]
    assert [row.hamlet for row in found.cases] == ["", heading if heading.startswith("Thôn") else ""]
