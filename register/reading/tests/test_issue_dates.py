"""Columns "Ngày cấp": of the certificate, or of the ID card, which the register does not keep."""

from datetime import date

import pytest

from register.reading.tests.files import csv, parse

VALUES = {"Số CCCD": "051085000123", "Số GCN": "15/GCN", "Ngày cấp": "1/2/2021", "Giới tính": "Nam"}


def read(*columns: str, **options):
    """The only row of a register with these columns among others, and the columns that are not read."""
    header = ["Họ và tên", "Ngày sinh", *columns, "Xã", "Diện", "Ngày ra trại"]
    values = ["Lê An", "1985", *(VALUES[column] for column in columns), "Tịnh Bắc", "ĐX", "15/1/2024"]
    found = parse(csv(";".join(header), ";".join(values)), "so.csv", **options)
    (row,) = found.cases
    return row, [(issue.column, issue.value) for issue in found.findings.warnings]


@pytest.mark.parametrize(
    "columns",
    [("Ngày cấp", "Số CCCD"), ("Số CCCD", "Ngày cấp"), ("Ngày cấp", "Giới tính", "Số CCCD"),
     ("Ngày cấp", "Số CCCD", "Số GCN")],
    ids=["left", "right", "apart", "with-certificate"],
)  # fmt: skip
def test_a_date_that_may_be_the_id_cards_is_told_and_not_the_certificates(columns):
    row, told = read(*columns)
    assert row.certificate_on is None
    assert told == [("Ngày cấp", "1/2/2021")]


@pytest.mark.parametrize(
    "columns",
    [("Số CCCD", "Số GCN", "Ngày cấp"), ("Ngày cấp", "Số GCN"), ("Ngày cấp", "Số GCN", "Số CCCD"), ("Ngày cấp",)],
    ids=["right", "left", "left-of-both", "alone"],
)
def test_the_date_beside_the_certificate_is_its_own(columns):
    row, told = read(*columns)
    assert row.certificate_on == date(2021, 2, 1)
    assert told == []


def test_what_the_office_chose_for_the_column_counts():
    row, told = read("Ngày cấp", "Số CCCD", mapping={"Danh sách": {"ngaycap": "certificate_on"}})
    assert row.certificate_on == date(2021, 2, 1)
    assert told == []
