"""Hidden sheets, rows and columns are read and named; text that is struck out is asked about."""

from core.spreadsheets.reader import Sheet
from register.tests.tables import FIRST, cases, changes, only, parse, warned


def test_what_is_hidden_is_read_and_named_once_each():
    sheet = cases({}, {}, {}, {}, {})
    sheet.is_hidden, sheet.hidden_rows, sheet.hidden_columns = True, [1, FIRST, FIRST + 1, FIRST + 3], [3, 90]
    parsed = parse(sheet)
    assert len(parsed.cases) == 5
    assert warned(parsed) == [("Danh sách", None, None), ("Danh sách", FIRST, None), ("Danh sách", None, None)]
    hidden, rows, columns = (issue.message for issue in parsed.findings.warnings)
    assert "đang ẩn" in hidden
    assert "3 dòng" in rows
    assert f"{FIRST}–{FIRST + 1}, {FIRST + 3}" in rows
    assert columns.endswith("D «Giới tính».")
    assert warned(parse(cases({}))) == []


def test_comments_of_cells_are_named_because_nobody_stores_them():
    sheet = cases({}, {})
    sheet.comments = [(FIRST + 1, 2, "Đã chuyển đi"), (FIRST, 1, "Trùng tên")]
    [issue] = parse(sheet).findings.warnings
    assert (issue.row, issue.value) == (FIRST, "Trùng tên")
    assert "2 ghi chú" in issue.message
    assert f"B{FIRST}" in issue.message


def _errors(*sheets: Sheet) -> list[tuple]:
    return [(issue.row, issue.column) for issue in parse(*sheets).findings.errors]


def test_text_that_is_struck_out_is_asked_about():
    first = cases({}, {"hamlet": "Thôn 1"}, {})
    places = range(len(first.rows[1][1]))
    name, unit = (first.rows[1][1].index(header) for header in ("Họ và tên", "Xã"))
    first.struck = {(FIRST, name), (FIRST, unit), *((FIRST + 1, place) for place in places)}
    # The whole row is one question, not one for each cell.
    assert _errors(first) == [(FIRST, "Xã"), (FIRST, "Họ và tên"), (FIRST + 1, "Họ và tên")]
    assert [row.code for row in parse(first).cases] == ["HS-3"]
    other = changes({"kind": "Chết", "on": "01/03/2024"})
    other.struck = {(FIRST, 2)}
    assert _errors(cases({}), other) == [(FIRST, "Ngày")]


def test_a_section_that_is_struck_out_sets_nothing():
    sheet = cases(only(full_name="XÃ TỊNH HÀ"), {"unit": None})
    assert parse(sheet).cases[0].unit.name == "Tịnh Hà"
    sheet.struck = {(FIRST, index) for index in range(10)}
    assert (FIRST + 1, "Xã") in _errors(sheet)
