"""Small files of registers, and their rows as the reading gives them."""

import io
from datetime import date

import xlsxwriter

from core.spreadsheets.reader import read_workbook
from register.reading.workbook import parse_register
from register.tests.tables import TODAY, lookup

HEADERS = ["Mã hồ sơ", "Họ và tên", "Ngày sinh", "Xã", "Diện", "Ngày ra trại"]
ROW = ["T-1", "Nguyễn Văn Thử", "12/03/1985", "Tịnh Bắc", "CHXAPT", "15/01/2024"]


def parse(data: bytes, name: str = "so.xlsx", **options):
    """The typed rows of a file. `options`: further arguments of `parse_register`."""
    return parse_register(read_workbook(name, data), lookup(), today=TODAY, **options)


def csv(*lines: str) -> bytes:
    """A CSV file in UTF-8."""
    return "\n".join(lines).encode()


def book(*rows: list, formats: dict | None = None, merged=(), name: str = "Danh sách") -> bytes:
    """A workbook with one sheet. `formats`: (row, column) → number format; `merged`: ranges with a value."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                code = (formats or {}).get((number, place), "dd/mm/yyyy" if isinstance(value, date) else "General")
                sheet.write(number, place, value, made.add_format({"num_format": code}))
        for area in merged:
            sheet.merge_range(*area)
    return file.getvalue()


def only_case(data: bytes, name: str = "so.xlsx"):
    """The only case of a file without errors."""
    parsed = parse(data, name)
    assert parsed.findings.errors == []
    (row,) = parsed.cases
    return row


def replaced(**cells) -> list:
    """The ordinary row with other values: code, name, birth, unit, category, release."""
    names = ("code", "name", "birth", "unit", "category", "release")
    return [cells.get(name, value) for name, value in zip(names, ROW, strict=True)]
