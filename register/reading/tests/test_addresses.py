"""Addresses: hamlet and commune in any order, and what is a misspelt commune and no hamlet."""

import pytest

from register.reading.tests.files import HEADERS, book, only_case, parse, replaced


@pytest.mark.parametrize(
    ("address", "hamlet"),
    [
        ("Minh Lộc, Tịnh Bắc", "Minh Lộc"),
        ("Minh Lộc - Tịnh Bắc", "Minh Lộc"),
        ("Minh Lộc, Tịnh Bắc, Sơn Tịnh", "Minh Lộc"),
        ("Tịnh Bắc (Minh Lộc)", "Minh Lộc"),
        ("xã Tịnh Bắc (xóm 3)", "xóm 3"),
        ("Tịnh Bắc, thôn Minh Lộc", "thôn Minh Lộc"),
        ("xã Tịnh Bắc, thôn Minh Lộc, huyện Sơn Tịnh", "thôn Minh Lộc"),
        ("Xóm 3 Tịnh Bắc", "Xóm 3"),
        ("Thôn Minh Lộc Tịnh Bắc", "Thôn Minh Lộc"),
    ],
)
def test_the_hamlet_is_kept_and_told(address, hamlet):
    parsed = parse(book(HEADERS, replaced(unit=address)))
    assert parsed.findings.errors == []
    assert [(row.unit.name, row.hamlet) for row in parsed.cases] == [("Tịnh Bắc", hamlet)]
    assert [f"«{hamlet}»" in issue.message for issue in parsed.findings.warnings] == [True]


@pytest.mark.parametrize("address", ["Tịnh Bắc, Sơn Tịnh", "Tịnh Bắc (Sơn Tịnh)", "xã Tịnh Bắc (huyện Sơn Tịnh)"])
def test_a_district_is_no_hamlet(address):
    row = only_case(book(HEADERS, replaced(unit=address)))
    assert (row.unit.name, row.hamlet) == ("Tịnh Bắc", "")


@pytest.mark.parametrize(
    "address",
    ["Tịnh Bắk, Sơn Tịnh", "Tịnh Bắc (tạm trú Tịnh Hà)", "Tịnh Bắc (đã chuyển đi)", "Số 12 đường Trương Quang Trọng",
     "Tịnh Bắc, Tịnh Hà"],
)  # fmt: skip
def test_what_may_be_something_else_is_asked_about(address):
    (error,) = parse(book(HEADERS, replaced(unit=address, release="15/08/2025"))).findings.errors
    assert error.column == "Xã"


@pytest.mark.parametrize("address", ["Công an xã Tịnh Bắc", "UBND xã Tịnh Bắc, huyện Sơn Tịnh"])
def test_the_office_of_a_commune_is_no_hamlet(address):
    row = only_case(book(HEADERS, replaced(unit=address)))
    assert (row.unit.name, row.hamlet) == ("Tịnh Bắc", "")
