"""The two reference registers pass the file checks and are read completely."""

import pytest

from core.spreadsheets.guard import check_file
from core.spreadsheets.reader import read_workbook
from register.tests.workbooks import DATA


@pytest.mark.parametrize(("letter", "cases", "changes"), [("a", 337, 452), ("b", 358, 511)])
def test_the_registers_are_read_whole(letter, cases, changes):
    book = read_workbook("so.xlsx", (DATA / f"register-{letter}.xlsx").read_bytes())

    # a title in two rows, headers in row 4; and one row of headers
    assert [len(sheet.rows) for sheet in book.sheets] == [3 + cases, 1 + changes]
    assert book.sheets[0].rows[2][0] == 4


def test_ordinary_registers_pass():
    for name in ("register-a.xlsx", "register-b.xlsx"):
        assert check_file(name, (DATA / name).read_bytes()) == "xlsx"
