"""The report as a workbook, read back by another library than the one that wrote it."""

import re
import zipfile
from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree

from core.documents.model import Kind
from reports.documents import to_xlsx
from reports.documents.tests.sample_content import LOANS, report_content, report_figures


def sheet_rows(sheet, width: int) -> list[list]:
    return [[cell.value for cell in row[:width]] for row in sheet.iter_rows()]


def as_typed(cell):
    """The value that the workbook must have for a cell."""
    if cell.value is None:
        return "—"
    if cell.kind in (Kind.RATE, Kind.RATE_CHANGE):
        return float(cell.value)
    if cell.kind == Kind.DATE:
        return datetime.combine(cell.value, datetime.min.time())
    return cell.value or None if cell.kind == Kind.LABEL else cell.value


def test_excel_stores_figures_as_numbers(book, content):
    assert book.sheetnames == ["Báo cáo", *(f"Phụ lục {roman}" for roman in ("I", "II", "III", "IV", "V")), "Dữ liệu"]
    for table, name in [
        *((table, "Báo cáo") for table in content.tables),
        *((appendix.table, appendix.label) for appendix in content.appendices),
        (content.data, "Dữ liệu"),
    ]:
        rows = sheet_rows(book[name], len(table.columns))
        expected = [[as_typed(cell) for cell in row.cells] for row in table.rows]
        start = rows.index(expected[0])
        assert rows[start : start + len(expected)] == expected


def test_excel_formats_counts_rates_and_days(book, content):
    sheet = book["Báo cáo"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells["Từ ngày"].offset(0, 1).value == datetime(2023, 12, 15)  # noqa: DTZ001 (a day)
    assert cells["Từ ngày"].offset(0, 1).number_format == "dd/mm/yyyy"
    assert cells["Hồ sơ cuối kỳ"].offset(0, 2).number_format == "#,##0"
    assert cells["Hồ sơ cuối kỳ"].offset(0, 7).number_format == "+#,##0;-#,##0;0"
    assert cells["Tỷ lệ tái phạm tội"].offset(0, 2).number_format == "0.00"
    assert cells["Mã kiểm tra số liệu (SHA-256)"].offset(0, 1).value == report_figures(1, loans=LOANS)["checksum"]
    assert cells["Bản xuất"].offset(0, 1).value == content.footer


def test_excel_freezes_and_repeats_header_rows_and_fits_pages(book):
    for name in book.sheetnames[1:-1]:
        sheet = book[name]
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("C7", "$5:$6")
        assert sheet.cell(5, 2).value == "Đơn vị"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    data = book["Dữ liệu"]
    assert data.freeze_panes == "F2"
    assert data.auto_filter.ref == f"A1:V{data.max_row - 2}"  # the last rows are the notes
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # One page wide (which is what a file means that says nothing), the first sheet one page high too.
    assert {sheet.page_setup.fitToWidth for sheet in book} <= {None, 1}
    assert [sheet.page_setup.fitToHeight for sheet in book] == [None, *[0] * 6]


def test_excel_has_the_mark_in_footer_and_properties(book, content):
    for sheet in book:
        assert content.footer in sheet.oddFooter.center.text
    assert book.properties.description == content.footer
    assert book.properties.creator == "CÔNG AN HUYỆN SƠN TỊNH"
    assert book.properties.created == datetime(2024, 6, 15, 1, 0)  # noqa: DTZ001 (the file's own UTC)


def test_the_footer_of_excel_is_escaped_and_shortened():
    for mark in ("08:15 ngày 15/06/2024", "A & B &P", "&" * 300, "x" * 300):
        with zipfile.ZipFile(BytesIO(to_xlsx(report_content(export_mark=mark)))) as archive:
            sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        (foot,) = (node.text for node in sheet.iter() if node.tag.endswith("}oddFooter"))
        shown = re.fullmatch(r"&C&8 (.*)&R&8&P/&N", foot)[1]
        assert mark.startswith(shown.replace("&&", "&"))
        assert not re.search(r"(?<!&)(&&)*&(?!&)", shown)
        assert len(shown) > 5
        assert len(foot) <= 255
