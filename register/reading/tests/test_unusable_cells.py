"""Cells whose text is no value: error values, TRUE and FALSE."""

import pytest

from core.spreadsheets.reader import read_workbook
from register.reading.workbook import parse_register
from register.tests import workbooks
from register.tests.tables import TODAY, lookup


def parsed(name: str, data: bytes):
    """A workbook as typed rows."""
    return parse_register(read_workbook(name, data), lookup(), today=TODAY)


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "Err:502", "########"])
@pytest.mark.parametrize(
    "field", ["code", "full_name", "birth", "sex", "id_number", "arrival_on", "sentence", "offence"]
)
def test_an_error_value_kept_as_text_is_an_error_and_never_nothing(text, field):
    found = parsed("so.xlsx", workbooks.book([workbooks.case(**{field: text})]))
    assert found.cases == []
    assert [(issue.row, issue.value) for issue in found.findings.errors] == [(2, text)]


def test_error_values_of_a_csv_are_errors():
    rows = ["Mã hồ sơ,Họ và tên,Ngày sinh,Xã,Diện,Ngày ra trại", "HS-1,Lê Văn An,#N/A,Tịnh Bắc,ĐX,15/01/2024"]
    rows += ["HS-2,Lê Văn Ba,1985,Tịnh Bắc,ĐX,#####", "#REF!,Lê Văn Cả,1985,Tịnh Bắc,ĐX,15/01/2024"]
    found = parsed("so.csv", "\n".join(rows).encode())
    assert found.cases == []
    assert sorted((issue.row, issue.column) for issue in found.findings.errors) == [
        (2, "Ngày sinh"),
        (3, "Ngày ra trại"),
        (4, "Mã hồ sơ"),
    ]
    assert any("cột quá hẹp" in issue.message for issue in found.findings.errors)


@pytest.mark.parametrize("value", [True, False, "TRUE", "FALSE"])
@pytest.mark.parametrize(
    "field",
    ["code", "full_name", "birth", "sex", "id_number", "unit", "hamlet", "category", "offence", "sentence"]
    + ["certificate_number", "arrival_on"],
)
def test_a_truth_value_is_an_error_and_never_text(value, field):
    found = parsed("so.xlsx", workbooks.book([workbooks.case(**{field: value})]))
    assert found.cases == []
    errors = [(issue.row, issue.value) for issue in found.findings.errors]
    assert errors == [(2, str(value).upper())]


def test_boxes_for_the_sex_are_marks():
    rows = ["Họ và tên;Ngày sinh;Giới tính;;Xã;Diện;Ngày ra trại", ";;Nam;Nữ;;;"]
    rows += ["Lê An;1980;TRUE;FALSE;Tịnh Bắc;ĐX;15/1/2024", "Lê Ba;1981;FALSE;TRUE;Tịnh Bắc;ĐX;15/1/2024"]
    rows += ["Lê Cả;1982;FALSE;FALSE;Tịnh Bắc;ĐX;15/1/2024"]
    found = parsed("so.csv", "\n".join(rows).encode())
    assert found.findings.errors == []
    assert [row.sex for row in found.cases] == ["male", "female", ""]


def test_a_name_of_two_columns_with_a_truth_value_is_an_error():
    rows = ["Họ;Tên;Ngày sinh;Xã;Diện;Ngày ra trại", "Lê Văn;TRUE;1980;Tịnh Bắc;ĐX;15/1/2024"]
    found = parsed("so.csv", "\n".join(rows).encode())
    assert found.cases == []
    assert [issue.value for issue in found.findings.errors] == ["TRUE"]
