"""Register sheets made of a few rows, without a file, and the communes of areas/data to read them with."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from areas.lookup import UnitLookup
from core.spreadsheets.reader import Sheet, Workbook
from register.reading.rows import ParsedRegister
from register.reading.workbook import parse_register

# Small workbooks in each file format, shared with the tests of the reader.
FILE_TYPES = Path(__file__).parents[2] / "core" / "tests" / "data"
UNITS = Path(__file__).parents[2] / "areas" / "data" / "units.csv"
TODAY = date(2026, 1, 1)

CASE_HEADERS = {
    "stt": "STT",
    "code": "Mã hồ sơ",
    "full_name": "Họ và tên",
    "birth": "Ngày sinh",
    "sex": "Giới tính",
    "id_number": "Số CCCD",
    "ethnicity": "Dân tộc",
    "unit": "Xã",
    "hamlet": "Thôn",
    "category": "Diện",
    "offence": "Tội danh",
    "sentence": "Mức án",
    "release_on": "Ngày ra trại",
    "probation_end_on": "Ngày hết thử thách",
    "arrival_on": "Ngày về địa phương",
    "origin": "Từ đâu về",
    "officer": "Cán bộ phụ trách",
}
CHANGE_HEADERS = {
    "code": "Mã hồ sơ",
    "kind": "Loại biến động",
    "on": "Ngày",
    "to_unit": "Đến đơn vị",
    "document_number": "Số văn bản",
    "note": "Ghi chú",
}
PERSON = {
    "code": "HS-1",
    "full_name": "Nguyễn Văn An",
    "birth": "09/05/1982",
    "sex": "Nam",
    "unit": "Tịnh Bắc",
    "category": "CHXAPT",
    "release_on": "01/02/2024",
}
# The rows of tables made here begin under a title, an empty row and the header.
FIRST = 4


@dataclass
class Place:
    """A commune of areas/data/units.csv, as far as the lookup asks."""

    pk: int
    code: str
    kind: str
    name: str
    valid_from: date
    valid_to: date | None
    parent: "Place | None" = None

    @property
    def full_name(self):
        return f"{self.kind} {self.name}"

    def is_valid_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def successors(self):
        return []


@cache
def lookup() -> UnitLookup:
    with UNITS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    places = {}
    for number, row in enumerate(rows):
        end = row["valid_to"] and date.fromisoformat(row["valid_to"])
        place = Place(number, row["code"], row["kind"], row["name"], date.fromisoformat(row["valid_from"]), end or None)
        places[f"{row['code']}@{row['valid_from']}"] = place
    for row, place in zip(rows, places.values(), strict=True):
        place.parent = places.get(row["parent"])
    return UnitLookup(place for row, place in zip(rows, places.values(), strict=True) if row["level"] == "commune")


def table(name: str, headers: dict[str, str], rows: list[dict]) -> Sheet:
    """A title, an empty row, the header and the rows; empty rows as None."""
    fields = [field for field in headers if any(field in (row or {}) for row in rows)]
    sheet = Sheet(name, [(1, ["CÔNG AN HUYỆN SƠN TỊNH"]), (FIRST - 1, [headers[field] for field in fields])])
    for number, row in enumerate(rows, start=FIRST):
        if row:
            sheet.rows.append((number, [row.get(field) for field in fields]))
    return sheet


def cases(*rows: dict | None, name: str = "Danh sách", **headers: str) -> Sheet:
    filled = [
        None if row is None else row if "only" in row else {**PERSON, "code": f"HS-{place}"} | row
        for place, row in enumerate(rows, start=1)
    ]
    return table(name, CASE_HEADERS | headers, filled)


def only(**cells) -> dict:
    """A row with these cells and no others."""
    return {"only": None, **cells}


def changes(*rows: dict, name: str = "Biến động") -> Sheet:
    return table(name, CHANGE_HEADERS, [{"code": "HS-1"} | row for row in rows])


def parse(*sheets: Sheet) -> ParsedRegister:
    return parse_register(Workbook("xlsx", list(sheets)), lookup(), today=TODAY)


def warned(parsed: ParsedRegister) -> list[tuple]:
    """Where the warnings are."""
    return [(issue.sheet, issue.row, issue.column) for issue in parsed.findings.warnings]
