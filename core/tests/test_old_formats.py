"""What the cells of an .xls and an .ods show: formats of numbers, text that is struck out, merged cells, comments.

data/formats.xls is made with xlwt 1.3.0: for each row of `SHOWN` its format in column A, the value with this format in
column B; then a text and a 7 in a font that is struck out, and a FormulaCell with calc_flags=3 beside "cuối".
"""

import io
import struct
from datetime import date

import pytest

from core.spreadsheets.cells import ErrorCell, FormattedDate, FormattedNumber
from core.spreadsheets.reader import Sheet, read_workbook
from core.spreadsheets.xls_formats import xls_formats
from core.tests.ods_files import DATA, DAY, MONTH, SLASH, TIME, YEAR, data_style, ods, row, text, value

SHOWN = {
    "mm/yyyy": FormattedDate(date(2024, 5, 1), "month", "05/2024"),
    "yyyy": FormattedDate(date(2024, 1, 1), "year", "2024"),
    "d/m": FormattedDate(date(2024, 5, 7), "day_month", "7/5"),
    r"mm\-yyyy": FormattedDate(date(2024, 5, 1), "month", "05-2024"),
    "m/d/yyyy": FormattedDate(date(2024, 5, 7), "month_first", "5/7/2024"),
    "dd/mm/yyyy": date(2024, 5, 7),
    "dd/mm/yyyy hh:mm": FormattedDate(date(2024, 5, 7), "evening", "07/05/2024 17:00"),
    "0.0%": FormattedNumber(0.066, "percent", "6,6%"),
    "000000000000": FormattedNumber(51082000123, "text", "051082000123"),
    '0" tháng"': FormattedNumber(36, "text", "36 tháng"),
    "#,##0,": FormattedNumber(50_000_000, "text", "50.000"),
    "#,##0": 50_000_000,
}
# The same formats as data styles of OpenDocument, with the attributes of the cell's value.
DATA_STYLES = {
    "mm/yyyy": ("date", MONTH + SLASH + YEAR, 'office:date-value="2024-05-01"'),
    "yyyy": ("date", YEAR, 'office:date-value="2024-01-01"'),
    "d/m": ("date", DAY + SLASH + "<number:month/>", 'office:date-value="2024-05-07"'),
    r"mm\-yyyy": ("date", f"{MONTH}<number:text>-</number:text>{YEAR}", 'office:date-value="2024-05-01"'),
    "m/d/yyyy": ("date", f"<number:month/>{SLASH}{DAY}{SLASH}{YEAR}", 'office:date-value="2024-05-07"'),
    "dd/mm/yyyy": ("date", DAY + SLASH + MONTH + SLASH + YEAR, 'office:date-value="2024-05-07"'),
    "dd/mm/yyyy hh:mm": ("date", DAY + SLASH + MONTH + SLASH + YEAR + TIME, 'office:date-value="2024-05-07T17:00:00"'),
    "0.0%": (
        "percentage",
        '<number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text>',
        'office:value="0.066"',
    ),
    "000000000000": ("number", '<number:number number:min-integer-digits="12"/>', 'office:value="51082000123"'),
    '0" tháng"': (
        "number",
        '<number:number number:min-integer-digits="1"/><number:text> tháng</number:text>',
        'office:value="36"',
    ),
    "#,##0,": (
        "number",
        '<number:number number:grouping="true" number:min-integer-digits="1" number:display-factor="1000"/>',
        'office:value="50000000"',
    ),
    "#,##0": ("number", '<number:number number:grouping="true"/>', 'office:value="50000000"'),
}


def sheet_of(rows: str, styles: str = "") -> Sheet:
    (sheet,) = read_workbook("so.ods", ods(rows, styles)).sheets
    return sheet


def test_an_xls_shows_its_number_formats():
    (sheet,) = read_workbook("so.xls", (DATA / "formats.xls").read_bytes()).sheets

    rows = [cells for _number, cells in sheet.rows]
    assert dict(rows[: len(SHOWN)]) == SHOWN
    assert rows[len(SHOWN) :] == [["gạch", 7], [ErrorCell(""), "cuối"]]
    assert sheet.struck == {(len(SHOWN) + 1, 0), (len(SHOWN) + 1, 1)}
    assert not sheet.is_1904


def test_an_ods_shows_its_number_formats():
    styles, rows = "", ""
    for number, (kind, parts, attributes) in enumerate(DATA_STYLES.values()):
        styles += data_style(f"ce{number}", kind, parts)
        rows += row(text("x"), value(kind, f'table:style-name="ce{number}" {attributes}'))

    sheet = sheet_of(rows, styles)

    assert dict(zip(DATA_STYLES, (cells[1] for _number, cells in sheet.rows), strict=True)) == SHOWN


def test_a_cell_of_an_ods_takes_the_format_of_its_row_column_or_of_the_style_it_is_based_on():
    styles = data_style("thang", "date", MONTH + SLASH + YEAR) + data_style("nam", "date", YEAR)
    styles += '<style:style style:name="con" style:family="table-cell" style:parent-style-name="nam"/>'
    day = value("date", 'office:date-value="2024-05-07"')
    rows = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:default-cell-style-name="thang"/>'
    rows += row(text("a"), text("b"), day)
    rows += row(day, text("b"), day, attributes='table:default-cell-style-name="con" table:number-rows-repeated="2"')

    cells = [cells for _number, cells in sheet_of(rows, styles).rows]

    assert str(cells[0][2]) == "05/2024"
    assert [[str(cell) for cell in row] for row in cells[1:]] == [["2024", "b", "2024"]] * 2


def test_a_style_for_positive_numbers_counts_and_one_in_the_order_of_the_country_does_not():
    positive = '<number:number number:grouping="true"/><number:text> triệu</number:text>'
    negative = '<number:number/><style:map style:condition="value()&gt;=0" style:apply-style-name="NP"/>'
    styles = f'<number:number-style style:name="NP">{positive}</number:number-style>'
    styles += data_style("tien", "number", negative)
    styles += data_style("ngay", "date", MONTH + SLASH + DAY + SLASH + YEAR).replace(
        "<number:date-style", '<number:date-style number:format-source="language"'
    )
    rows = row(
        value("float", 'table:style-name="tien" office:value="50"'),
        value("date", 'table:style-name="ngay" office:date-value="2024-05-07"'),
    )

    ((_number, cells),) = sheet_of(rows, styles).rows

    assert [str(cell) for cell in cells] == ["50 triệu", "2024-05-07"]


def test_what_is_struck_out_merged_noted_or_without_a_result_in_an_ods_is_known():
    line = '<style:text-properties style:text-line-through-style="solid"/>'
    styles = f'<style:style style:name="bo" style:family="table-cell">{line}</style:style>'
    styles += f'<style:style style:name="T1" style:family="text">{line}</style:style>'
    note = "<office:annotation><dc:creator>Cán bộ</dc:creator><text:p>Đã chuyển đi</text:p></office:annotation>"
    mark = note.replace("Cán bộ", "Kiểm tra sổ đăng ký")
    spanned = 'table:number-columns-spanned="2" table:number-rows-spanned="3"'
    partly = text('Văn <text:span text:style-name="T1">An</text:span>')
    rows = row(text("bỏ", 'table:style-name="bo"'), partly, text("b"))
    rows += row(text("a", spanned), f"<table:table-cell>{mark}</table:table-cell>")
    rows += row(f'<table:table-cell office:value-type="string">{note}<text:p>c</text:p></table:table-cell>')
    rows += row('<table:table-cell table:formula="of:=[.A1]"/>', text("cuối"))

    sheet = sheet_of(rows, styles)

    assert sheet.struck == {(1, 0), (1, 1)}
    assert sheet.merged == [(2, 0, 4, 1)]
    assert sheet.comments == [(3, 0, "Đã chuyển đi")]
    assert dict(sheet.rows)[4] == [ErrorCell(""), "cuối"]


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


class Container:
    """Stands in for the container of an .xls with this stream."""

    def __init__(self, stream: bytes):
        self.stream = stream

    def __enter__(self):
        return self

    def __exit__(self, *_error): ...

    def listdir(self):
        return [["Book"]]

    def openstream(self, _path):
        return io.BytesIO(self.stream)


@pytest.mark.parametrize(
    ("number", "value"),
    [(2.5, 0x40040000), (36, 36 << 2 | 2), (-3, -3 << 2 & 0xFFFFFFFF | 2), (0.36, 36 << 2 | 3)],
)
def test_short_numbers_of_an_xls_show_their_format_too(number, value, monkeypatch):
    """An RK and a MulRk record of one sheet; in a file of Excel 95, whose texts have one byte a letter."""
    code = b'0.00" thg"'
    begin, end = record(0x0809, struct.pack("<HH", 0x0500, 5)), record(0x000A, b"")
    styles = record(0x041E, struct.pack("<HB", 164, len(code)) + code) + record(0x00E0, struct.pack("<HH", 0, 164))
    start = len(begin) + len(styles) + 8 + 6 + len(end)
    stream = begin + styles + record(0x0085, struct.pack("<I", start)) + record(0x0022, b"\1\0") + end
    assert len(stream) == start
    stream += begin + record(0x027E, struct.pack("<HHHI", 4, 1, 0, value))
    stream += record(0x00BD, struct.pack("<HHHIHIH", 5, 2, 0, value, 0, value, 3)) + end
    monkeypatch.setattr("olefile.OleFileIO", lambda _file: Container(stream))

    is_1904, (sheet,) = xls_formats(b"")

    shown = ("text", f"{number:.2f} thg".replace(".", ","))
    assert is_1904
    assert sheet.texts == {(4, 1): shown, (5, 2): shown, (5, 3): shown}
