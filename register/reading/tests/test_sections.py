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
