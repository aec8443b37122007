"""From bytes to cells: every format, every shape of sheet, and nothing but FileRefused whatever the bytes are."""

import io
import struct
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from core import sandbox
from core.spreadsheets.cells import ErrorCell
from core.spreadsheets.guard import FileRefused
from core.spreadsheets.reader import Workbook, read_workbook

DATA = Path(__file__).parent / "data"


def made(fill, **options) -> bytes:
    """The bytes of a workbook that `fill` has written to."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        book.set_properties({"created": datetime(2024, 6, 15, tzinfo=UTC)})
        fill(book)
    return file.getvalue()


def cells(fill, **options) -> list[tuple[int, list]]:
    return read_workbook("so.xlsx", made(fill, **options)).sheets[0].rows


def one_cell(row: int, column: int, value="x") -> bytes:
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Họ và tên")
        sheet.write(row, column, value)

    return made(fill)


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_workbook(name, data)
    return str(refused.value)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_formats_give_the_same_cells(kind):
    book = read_workbook(f"so.{kind}", (DATA / f"small.{kind}").read_bytes())

    assert book.kind == kind
    assert [sheet.name for sheet in book.sheets] == ["Danh sách", "Biến động"]
    first = [1, "HS-1", "Đặng Thị Hòa", "1982", "051182000123", "Tịnh Bắc", "ĐX", date(2024, 2, 1)]
    second = [2, "HS-2", "Nguyễn Văn An", "09/05/1975", 51075000124, "Tịnh Hà", "CHXAPT", "03/02/2024"]
    assert book.sheets[0].rows[2:] == [(4, first), (5, second)]


def test_rows_keep_the_numbers_excel_shows():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write(4, 2, "a")
        sheet.write(9, 3, "b")

    assert cells(fill) == [(5, [None, None, "a"]), (10, [None, None, None, "b"])]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_rows_and_columns_keep_their_places_in_other_formats_too(kind):
    (sheet,) = read_workbook("so", (DATA / f"offset.{kind}").read_bytes()).sheets

    assert sheet.rows == [(5, [None, None, "a"]), (10, [None, None, None, "b"])]


def xls_with_error() -> bytes:
    """small.xls, whose cell B4 is "#REF!": a record of text (LabelSst) made one of an error (BoolErr)."""
    data = bytearray((DATA / "small.xls").read_bytes())
    at = data.index(struct.pack("<HHHH", 0x00FD, 10, 3, 1))
    data[at : at + 2], data[at + 10 : at + 12] = struct.pack("<H", 0x0205), bytes([0x17, 1])
    return bytes(data)


def ods_with_error() -> bytes:
    """small.ods, whose cell B4 is "#REF!" as LibreOffice writes it."""
    file = io.BytesIO()
    with zipfile.ZipFile(DATA / "small.ods") as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "content.xml":
                text = b' office:value-type="string" calcext:value-type="string"><text:p>HS-1</text:p>'
                error = b' table:formula="of:=#REF!" office:value-type="string" office:string-value="" calcext:value-type="error"'
                assert part.count(text) >= 1
                part = part.replace(text, error + b"><text:p>#REF!</text:p>", 1)
            target.writestr(name, part)
    return file.getvalue()


@pytest.mark.parametrize("make", [xls_with_error, ods_with_error])
def test_error_cells_of_other_formats_are_shown_too(make):
    sheet = read_workbook("so", make()).sheets[0]
    row = dict(sheet.rows)[4]
    assert row[1] == ErrorCell("#REF!")
    assert [cell for cell in row if isinstance(cell, ErrorCell)] == [row[1]]
    assert not any(isinstance(cell, ErrorCell) for number, cells in sheet.rows if number != 4 for cell in cells)


def xls_with_hidden() -> bytes:
    """small.xls with row 4 and all columns hidden."""
    data = bytearray((DATA / "small.xls").read_bytes())
    row = data.index(struct.pack("<HHHHH", 0x0208, 16, 3, 0, 8))
    data[row + 4 + 12] |= 0x20
    columns = data.index(struct.pack("<HHHH", 0x007D, 12, 0, 256))
    data[columns + 4 + 8] |= 0x01
    return bytes(data)


def ods_with_hidden() -> bytes:
    """small.ods with its fourth row filtered out and all columns hidden."""
    file = io.BytesIO()
    with zipfile.ZipFile(DATA / "small.ods") as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "content.xml":
                columns, *rows = part.split(b"<table:table-row ")
                rows[3] = b'table:visibility="filter" ' + rows[3]
                columns = columns.replace(b"<table:table-column ", b'<table:table-column table:visibility="collapse" ')
                part = b"<table:table-row ".join([columns, *rows])
            target.writestr(name, part)
    return file.getvalue()


@pytest.mark.parametrize("make", [xls_with_hidden, ods_with_hidden])
def test_hidden_rows_and_columns_of_other_formats_are_read_and_known(make):
    first, second = read_workbook("so", make()).sheets
    assert dict(first.rows)[4][1] == "HS-1"
    assert (first.is_hidden, first.hidden_rows, first.hidden_columns) == (False, [4], list(range(100)))
    assert (second.hidden_rows, second.hidden_columns) == ([], [])


def test_what_a_reader_does_not_see_is_known():
    def fill(book):
        book.add_worksheet("Thấy")
        sheet = book.add_worksheet("Ẩn")
        struck = book.add_format({"font_strikeout": True})
        sheet.hide()
        for row in range(4):
            sheet.write(row, 0, "a")
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_row(9, None, None, {"hidden": True})  # has no cells
        sheet.set_column("C:D", 10, None, {"hidden": True})
        sheet.write(2, 2, "đã bỏ", struck)
        sheet.write_rich_string(3, 2, "Nguyễn Văn ", struck, "An", " Ân")
        sheet.write_rich_string(3, 3, "Nguyễn Văn", struck, " ", "An")
        sheet.write_number(3, 4, 5, struck)
        sheet.write_comment(3, 0, "Đã chuyển đi", {"author": "Cán bộ"})
        sheet.write_comment(2, 0, "Sai ngày", {"author": "Kiểm tra sổ đăng ký"})  # of a marked copy

    shown, hidden = read_workbook("so.xlsx", made(fill)).sheets
    assert (shown.is_hidden, shown.hidden_rows, shown.hidden_columns) == (False, [], [])
    assert (hidden.is_hidden, hidden.hidden_rows, hidden.hidden_columns) == (True, [2], [2, 3])
    assert hidden.struck == {(3, 2), (4, 2), (4, 4)}
    assert [(row, column, text.splitlines()[-1]) for row, column, text in hidden.comments] == [(4, 0, "Đã chuyển đi")]
    assert dict(hidden.rows)[4][2] == "Nguyễn Văn An Ân"


def test_cells_come_as_what_they_are():
    def fill(book):
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, [12, 12.5, True, "  ", "=1+1", "051000000001"])
        sheet.write_datetime(1, 0, datetime(2024, 6, 15), day)  # noqa: DTZ001
        sheet.write_datetime(2, 0, datetime(2024, 6, 15, 13, 5), moment)  # noqa: DTZ001
        sheet.write_number(3, 0, 45000)
        sheet.write_formula(4, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 1, '="a"&"b"', None, "ab")
        sheet.write(5, 0, "cuối")

    assert cells(fill, strings_to_formulas=False) == [
        (1, [12, 12.5, True, None, "=1+1", "051000000001"]),
        (2, [date(2024, 6, 15)]),
        (3, [date(2024, 6, 15)]),
        (4, [45000]),
        (5, [ErrorCell("#DIV/0!"), "ab"]),  # what a formula came to when the file was saved; an error is nothing
        (6, ["cuối"]),
    ]


def test_a_calendar_that_begins_in_1904_gives_the_same_days():
    def fill(book):
        book.add_worksheet().write_datetime(0, 0, datetime(2024, 2, 29), book.add_format({"num_format": "d/m/yyyy"}))  # noqa: DTZ001

    assert cells(fill, date_1904=True) == [(1, [date(2024, 2, 29)])]


def test_merged_cells_have_their_value_once():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range("A1:F1", "SỔ ĐĂNG KÝ")
        sheet.write(1, 1, "x")

    assert cells(fill) == [(1, ["SỔ ĐĂNG KÝ"]), (2, [None, "x"])]


def test_charts_are_no_sheets_and_hidden_sheets_are():
    def fill(book):
        data = book.add_worksheet("Biến động")
        data.write(0, 0, 1)
        data.hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='Biến động'!$A$1:$A$2"})
        book.add_chartsheet("Biểu đồ").set_chart(chart)
        book.add_worksheet("Trống")

    book = read_workbook("so.xlsx", made(fill))

    assert [(sheet.name, len(sheet.rows)) for sheet in book.sheets] == [("Biến động", 1), ("Trống", 0)]


def test_formatted_empty_cells_far_away_are_nothing():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write_blank(1_000_000, 16_000, None, book.add_format({"bold": True}))

    assert cells(fill) == [(1, ["a"])]


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Puts `code` in place of the sandbox's work, under its limit of one second."""

    def put(code: str):
        path = tmp_path / "script.py"
        path.write_text(
            "import json, resource, sys\n"
            "seconds = json.loads(sys.stdin.buffer.readline())['seconds']\n"
            f"resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))\n{code}\n"
        )
        monkeypatch.setattr(sandbox, "_SCRIPT", path)
        monkeypatch.setattr(sandbox, "CPU_SECONDS", 1)

    return put


# --- limits --------------------------------------------------------------------------------------------------------------


def test_a_cell_in_the_far_corner_is_refused_and_our_process_lives():
    # 5 kB; in our own process the parser would ask for 500 GB and abort it
    message = refusal("so.xlsx", one_cell(1_048_575, 16_383))

    assert "quá xa" in message
    assert "Hãy " in message


def test_too_many_rows_or_columns_are_named():
    def fill(book):
        sheet = book.add_worksheet("Danh sách")
        for row in range(5001):
            sheet.write(row, 0, row)

    assert "«Danh sách»" in refusal("so.xlsx", made(fill))
    assert "5000 dòng" in refusal("so.xlsx", made(fill))
    assert "cột thứ 100" in refusal("so.xlsx", one_cell(2, 100))
    assert len(read_workbook("so.xlsx", one_cell(2, 99)).sheets[0].rows) == 2
    assert "5000 dòng" in refusal("so.csv", b"a\n" * 5001)
    assert "cột thứ 100" in refusal("so.csv", b"a" + b",a" * 100)


def test_a_parser_that_takes_too_long_is_stopped(stand_in):
    stand_in("while True: pass")

    assert "hỏng" in refusal("so.xlsx", one_cell(1, 1))


def test_a_parser_that_sleeps_is_stopped(stand_in, monkeypatch):
    stand_in("__import__('time').sleep(60)")
    monkeypatch.setattr(sandbox, "_WALL_FACTOR", 1)

    assert "hỏng" in refusal("so.xlsx", one_cell(1, 1))


def test_the_parser_sees_nothing_of_our_environment(stand_in, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "của chúng tôi")
    stand_in("import os; print(sorted(os.environ))")

    assert b"SECRET_KEY" not in sandbox.run("cells", b"")


def test_a_sandbox_that_cannot_begin_is_our_fault_and_not_the_files(stand_in):
    stand_in("import no_such_module")

    with pytest.raises(RuntimeError, match="no_such_module"):
        read_workbook("so.xlsx", one_cell(1, 1))


# --- .csv ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_one_sheet_whatever_divides_it(delimiter):
    rows = [
        ["SỔ ĐĂNG KÝ, NĂM 2024"],
        ["Họ và tên", '"Ngày, tháng, năm sinh"', "Xã"],
        ["Đinh Văn Hà", "1982", "Tịnh Hà"],
    ]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode("utf-8-sig")
    if delimiter == ",":
        data = data.replace("SỔ ĐĂNG KÝ, NĂM 2024".encode(), '"SỔ ĐĂNG KÝ, NĂM 2024"'.encode())

    (sheet,) = read_workbook("so.csv", data).sheets

    assert sheet.rows == [
        (1, ["SỔ ĐĂNG KÝ, NĂM 2024"]),
        (2, ["Họ và tên", "Ngày, tháng, năm sinh", "Xã"]),
        (3, ["Đinh Văn Hà", "1982", "Tịnh Hà"]),
    ]


def test_numbers_in_a_csv_stay_text_with_their_zeros():
    (sheet,) = read_workbook("so.csv", b"a,b\n051000000001,\n\n=1+1,-2\n").sheets

    assert sheet.rows == [(1, ["a", "b"]), (2, ["051000000001"]), (4, ["=1+1", "-2"])]


def test_a_csv_with_a_cell_beyond_reason_is_refused():
    assert "csv" in refusal("so.csv", b'"' + b"a" * 200_000 + b'"')


# --- whatever the bytes are ----------------------------------------------------------------------------------------------


@cache
def small() -> bytes:
    return made(lambda book: book.add_worksheet("Danh sách").write_row(0, 0, ["Họ và tên", "Xã", 1, 2.5]))


def broken_sheet(xml: bytes) -> bytes:
    """A sound container around a sheet that is not."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small())) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return file.getvalue()


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<worksheet",
        b"<a>" * 20_000,
        b"<worksheet><sheetData><row r='x'><c r='!!' t='s'><v>99999999999</v></c></row></sheetData></worksheet>",
        b"<worksheet><dimension ref='A1:XFD1048576'/><sheetData><row r='-1'><c><v>1</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='4294967296'><c r='A4294967296'><v>1</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row><c t='s'><v>7</v></c></row></sheetData></worksheet>",
    ],
)
def test_a_broken_sheet_is_refused_or_read(xml):
    with suppress(FileRefused):
        assert isinstance(read_workbook("so.xlsx", broken_sheet(xml)), Workbook)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["a.xlsx", "a.csv", "a.xls"]), st.binary(max_size=2000))
def test_random_bytes_are_refused_or_read(name, data):
    with suppress(FileRefused):
        assert isinstance(read_workbook(name, data), Workbook)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["small.xls", "small.ods", ""]), st.data())
def test_damaged_workbooks_are_refused_or_read(name, data):
    file = bytearray((DATA / name).read_bytes() if name else small())
    for _ in range(data.draw(st.integers(1, 20))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))

    with suppress(FileRefused):
        assert isinstance(read_workbook("a.xlsx", bytes(file)), Workbook)
