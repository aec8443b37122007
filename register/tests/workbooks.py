"""Register workbooks made of a few rows, for tests: with the headers of the export."""

import io
from datetime import date
from pathlib import Path

import xlsxwriter

from core.text import squash
from register.reading.columns import CASE_COLUMNS, CASES, CHANGE_COLUMNS, CHANGES, LOAN_COLUMNS, LOANS

DATA = Path(__file__).parent / "data"
# Row of the first case or change in a workbook made here.
FIRST = 2
_PERSON = {
    "full_name": "Nguyễn Văn An",
    "birth": "09/05/1982",
    "sex": "Nam",
    "unit": "Tịnh Bắc",
    "category": "Chấp hành xong",
    "release_on": "01/02/2024",
}


def case(code: str | None = "HS-1", **cells) -> dict:
    """One row of «Danh sách» by field name; what is not given is an ordinary person of Tịnh Bắc."""
    return {"code": code, **_PERSON, **cells}


def change(code: str, kind: str, on: str | date, to_unit: str = "", **cells) -> dict:
    """One row of «Biến động»."""
    return {"code": code, "kind": kind, "on": on, "to_unit": to_unit, **cells}


def book(cases: list[dict] | None = None, changes: list[dict] | None = None, loans: list[dict] | None = None) -> bytes:
    """The workbook as .xlsx; a sheet that is None is left out."""
    sheets = [(CASES, CASE_COLUMNS, cases), (CHANGES, CHANGE_COLUMNS, changes), (LOANS, LOAN_COLUMNS, loans)]
    file = io.BytesIO()
    options = {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as made:
        for name, columns, rows in sheets:
            if rows is None:
                continue
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, [column.header for column in columns])
            for number, row in enumerate(rows, 1):
                assert row.keys() <= {column.field for column in columns}
                sheet.write_row(number, 0, [row.get(column.field) for column in columns])
    return file.getvalue()


def issues_with(issues, *words: str) -> list[tuple]:
    """(sheet, row, column) of the issues whose message holds all the words, however they are written."""
    return [
        (issue.sheet, issue.row, issue.column)
        for issue in issues
        if all(squash(word) in squash(issue.message) for word in words)
    ]
