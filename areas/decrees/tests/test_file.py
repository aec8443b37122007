"""Reading a file: its head, its columns, its lines."""

from datetime import date

import pytest

from areas.decrees.file import LONGEST, Action, read
from areas.tests.old_map import decree


def errors(data: bytes) -> list[str]:
    return [str(error) for error in read(data).errors]


@pytest.mark.parametrize("day", ["2025-07-01", "1/7/2025", "01/07/2025"])
def test_a_day_is_read_in_both_ways(day):
    found = read(decree("abolish,527,,,,,,,,", on=day))
    assert (found.on, found.document, found.errors) == (date(2025, 7, 1), "NQ 1/2025", [])


def test_a_line_is_read_with_its_number_and_its_columns_in_any_order():
    found = read(decree('"Theo ""Điều 1""",527,abolish', columns=("note", "unit", "action")))
    [line] = found.lines
    assert (line.number, line.action, line.unit, line.note) == (4, Action.ABOLISH, "527", 'Theo "Điều 1"')


def test_windows_files_and_empty_lines_are_read():
    data = b"\xef\xbb\xbf" + decree("", "abolish,527,,,,,,,,").replace(b"\n", b"\r\n")
    found = read(data)
    assert found.errors == []
    assert [line.number for line in found.lines] == [5]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "Dòng 1: Ba dòng đầu phải là: document,số văn bản; on,ngày áp dụng; rồi tên các cột."),
        (b"\xff\xfe", "Dòng 1: Tệp phải là CSV mã hóa UTF-8."),
        (b'document,"a\non,1', "Dòng 1: Không đọc được tệp: phải là CSV phân cách bằng dấu phẩy."),
        (b"x" * (LONGEST + 1), "Dòng 1: Tệp quá lớn."),
        (decree(), "Dòng 3: Tệp không có thay đổi nào."),
        (decree("abolish,527", document=""), "Dòng 1: Phải ghi số văn bản."),
        (decree("abolish,527", document="x" * 201), "Dòng 1: Số văn bản dài quá 200 ký tự."),
        (decree("abolish,527", on="30/2/2025"), "Dòng 2: Ngày áp dụng phải ghi dạng ngày/tháng/năm."),
        (decree("abolish,527", on="1/7/0025"), "Dòng 2: Ngày áp dụng phải ghi dạng ngày/tháng/năm."),
        (decree("abolish,527", columns=("action", "unti")), "Dòng 3: Không có cột nào tên unti."),
        (decree("527", columns=("unit",)), "Dòng 3: Thiếu cột action."),
        (decree("close,527"), "Dòng 4: Cột action phải là một trong: create, merge, split, place, rename, move, abolish,"
         " abolish_level, close_office."),
        (decree("merge,527"), "Dòng 4: merge phải có cột into."),
        (decree("abolish,527,528"), "Dòng 4: abolish không dùng cột into."),
        (decree("abolish,Sơn Tịnh"), "Dòng 4: abolish: cột unit phải là mã 2, 3 hoặc 5 chữ số."),
    ],
    ids=["empty", "not-utf-8", "quotes", "long", "no-change", "no-document", "long-document", "no-day", "wrong-year", "column",
         "no-action-column", "action", "missing", "extra", "code"],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(data, expected):
    assert expected in errors(data)
