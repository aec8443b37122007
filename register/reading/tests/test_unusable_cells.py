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
