"""The workbook given back with its errors marked, safe to open and good to send in again."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from core import sandbox
from core.spreadsheets.guard import FileRefused, check_file
from core.spreadsheets.reader import read_workbook
from core.spreadsheets.sandbox_tasks import MARK_COLOUR
from register.issues import Issue
from register.reading.rows import ParsedRegister
from register.reading.workbook import parse_register
from register.tests.tables import FILE_TYPES, TODAY, lookup
from register.writing.marked_copy import marked_copy

HEADERS = ["STT", "Mã hồ sơ", "Họ và tên", "Xã", "Diện", "Ngày ra trại"]
ROWS = [
    [1, "HS-1", "Nguyễn Văn An", "Tịnh Bắc", "ĐX", "31/02/2024"],
    [2, "HS-2", "=HYPERLINK(\"http://x\")", "=Tịnh Đâu", "ĐX", "01/02/2024"],
    [3, "HS-3", "Lê Thị Hoa", "Tịnh Hà", "-cộng", "+1"],
]  # fmt: skip
FIRST_ROW, ERRORS_COLUMN = 5, 7


def workbook(rows=ROWS) -> bytes:
    """A title over all columns, the header in row 4; yellow name cells and a formula, as offices have them."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("DANH SÁCH ")
        sheet.merge_range("A1:F2", "SỔ ĐĂNG KÝ")
        sheet.write_row(3, 0, HEADERS, book.add_format({"bold": True}))
        yellow = book.add_format({"bg_color": "#FFFF00"})
        for row, cells in enumerate(rows, start=FIRST_ROW - 1):
            sheet.write_row(row, 0, cells)
            sheet.write(row, 2, cells[2], yellow)
            sheet.write_formula(row, 0, "=ROW()-4", None, cells[0])
        sheet.set_column(2, 2, 33)
        book.add_worksheet("Biến động")
    return file.getvalue()


def check(data: bytes, name="so.xlsx") -> ParsedRegister:
    return parse_register(read_workbook(name, data), lookup(), today=TODAY)


def marked(data: bytes, name="so.xlsx") -> bytes:
    return marked_copy(data, check_file(name, data), check(data, name).findings.errors)


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def marks(sheet) -> dict[str, str]:
    """Cell → comment of the cells that are filled with the colour of a mark."""
    return {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == MARK_COLOUR and cell.comment
    }


def formulas(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(archive.read(name).count(b"<f") for name in archive.namelist() if name.startswith("xl/worksheets/"))


@pytest.fixture(params=["xlsx", "plain"])
def copy(request, monkeypatch):
    """The marked copy as the office's own workbook, and as plain rows where it cannot be written again."""
    if request.param == "plain":
        run = sandbox.run

        def crash_when_marking(task, data, **options):
            if task == "mark":
                raise sandbox.ParserFailed
            return run(task, data, **options)

        monkeypatch.setattr(sandbox, "run", crash_when_marking)
    return marked(workbook())


def test_every_bad_cell_is_filled_and_says_why(copy):
    found = marks(opened(copy).worksheets[1])

    assert found.keys() == {"F5", "D6", "E7", "F7"}
    assert "không có ngày" in found["F5"]
    assert "Tịnh Đâu" in found["D6"]


def test_each_bad_row_has_its_errors_beside_it(copy):
    sheet = opened(copy).worksheets[1]

    assert sheet.cell(4, ERRORS_COLUMN).value == "Lỗi"
    assert sheet.cell(5, ERRORS_COLUMN).value.startswith("Ngày ra trại: Tháng 2/2024 không có ngày ")
    assert sheet.cell(7, ERRORS_COLUMN).value.count("; ") >= 1


def test_a_sheet_in_front_lists_all_errors(copy):
    book = opened(copy)
    rows = list(book["Lỗi"].iter_rows(values_only=True))

    assert book.sheetnames[0] == "Lỗi"
    assert rows[0] == ("Trang tính", "Dòng", "Cột", "Giá trị", "Lỗi")
    assert [row[:4] for row in rows[1:]] == [
        ("DANH SÁCH ", 5, "Ngày ra trại", "31/02/2024"),
        ("DANH SÁCH ", 6, "Xã", "=Tịnh Đâu"),
        ("DANH SÁCH ", 7, "Ngày ra trại", "+1"),
        ("DANH SÁCH ", 7, "Diện", "-cộng"),
    ]


def test_only_the_first_sheet_is_selected(copy):
    # two selected sheets would take every edit twice
    assert [sheet.title for sheet in opened(copy).worksheets if sheet.sheet_view.tabSelected] == ["Lỗi"]


def test_nothing_in_the_copy_is_a_formula(copy):
    assert formulas(workbook()) > 0
    assert formulas(copy) == 0
    book = opened(copy)
    suspicious = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value[0] in "=+-@"
    ]
    assert {cell.value for cell in suspicious} == {'=HYPERLINK("http://x")', "=Tịnh Đâu", "-cộng", "+1"}
    assert {(cell.data_type, bool(cell.quotePrefix)) for cell in suspicious} == {("s", True)}


def test_the_cells_are_those_that_were_sent_in(copy):
    rows = [cells for row, cells in read_workbook("so.xlsx", copy).sheets[1].rows if row >= FIRST_ROW]

    assert [cells[: len(HEADERS)] for cells in rows] == ROWS


def test_a_copy_sent_in_again_has_the_same_errors_and_no_others(copy):
    again = check(copy)

    def without_names(issues):
        return [(issue.row, issue.column, issue.value, issue.message) for issue in issues]

    assert without_names(again.findings.errors) == without_names(check(workbook()).findings.errors)
    assert again.findings.warnings == []


def test_the_copy_of_a_copy_has_one_set_of_marks(copy):
    twice = opened(marked(copy))

    assert twice.sheetnames.count("Lỗi") == 1
    assert marks(twice.worksheets[1]) == marks(opened(copy).worksheets[1])
    assert twice.worksheets[1].cell(4, ERRORS_COLUMN + 1).value is None


def test_what_was_put_right_is_not_marked_any_more():
    book = opened(marked(workbook()))
    sheet = book.worksheets[1]
    sheet["F5"], sheet["D6"] = datetime(2024, 2, 1), "Tịnh Hà"  # noqa: DTZ001
    file = io.BytesIO()
    book.save(file)

    sheet = opened(marked(file.getvalue())).worksheets[1]

    assert marks(sheet).keys() == {"E7", "F7"}
    assert (sheet["F5"].comment, sheet["F5"].fill.fill_type, sheet.cell(5, ERRORS_COLUMN).value) == (None, None, None)


def test_an_xlsx_keeps_its_looks():
    sheet = opened(marked(workbook()))["DANH SÁCH "]

    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:F2"]
    assert sheet["C5"].fill.fgColor.rgb == "FFFFFF00"
    assert sheet["A4"].font.bold
    assert sheet.column_dimensions["C"].width == pytest.approx(33, abs=1)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_formats_come_back_as_xlsx(kind):
    data = (FILE_TYPES / f"small.{kind}").read_bytes()
    issue = Issue("Danh sách", 5, "Ngày ra trại", "03/02/2024", "Không phải ngày này.")

    copy = marked_copy(data, kind, [issue])

    assert check_file("so.xlsx", copy) == "xlsx"
    book = opened(copy)
    assert book.sheetnames == ["Lỗi", "Danh sách", "Biến động"]
    assert marks(book["Danh sách"]) == {"H5": "Không phải ngày này."}
    assert book["Danh sách"]["H4"].value.date() == date(2024, 2, 1)
    assert book["Danh sách"]["E4"].value == "051182000123"


def test_a_csv_comes_back_as_xlsx_with_its_zeros():
    data = "Họ và tên,Xã,Diện,Ngày ra trại,Số CCCD\nĐinh Hà,Tịnh Hà,?,1/2/2024,051182000123\n".encode()

    sheet = opened(marked(data, "so.csv")).worksheets[1]

    assert marks(sheet).keys() == {"C2"}
    assert sheet["E2"].value == "051182000123"


def test_error_values_and_truth_values_of_a_csv_come_back_as_they_were():
    data = "Họ và tên,Xã,Diện,Ngày ra trại\n#N/A,Tịnh Hà,TRUE,1/2/2024\n".encode()

    sheet = opened(marked(data, "so.csv")).worksheets[1]

    assert [cell.value for cell in sheet[2]][:3] == ["#N/A", "Tịnh Hà", True]
    assert marks(sheet).keys() == {"A2", "C2"}


def test_an_error_in_a_column_of_an_old_encoding_is_marked_there():
    text = "Hä vµ tªn;X·;DiÖn;Ngµy ra tr¹i\n§inh V¨n Hµ;TÞnh Hµ;?;1/2/2024\n"
    data = text.encode("cp1252")  # TCVN3

    sheet = opened(marked(data, "so.csv")).worksheets[1]

    assert marks(sheet).keys() == {"C2"}


def test_an_error_of_a_whole_sheet_or_file_stands_in_the_list():
    issues = [Issue(None, None, None, None, "Tệp lạ."), Issue("Biến động", None, None, None, "Trang lạ.")]

    book = opened(marked_copy(workbook(), "xlsx", issues))

    assert [row[4] for row in book["Lỗi"].iter_rows(min_row=2, values_only=True)] == ["Tệp lạ.", "Trang lạ."]
    assert marks(book["DANH SÁCH "]) == {}


def test_an_error_of_a_row_without_its_column_is_marked_at_the_first_cell():
    book = opened(marked_copy(workbook(), "xlsx", [Issue("DANH SÁCH ", 6, "Cột không có", None, "Lạ.")]))

    assert marks(book["DANH SÁCH "]) == {"A6": "Lạ."}


def test_an_error_inside_merged_cells_is_marked_where_they_begin():
    book = opened(marked_copy(workbook(), "xlsx", [Issue("DANH SÁCH ", 2, None, None, "Lạ.")]))

    assert marks(book["DANH SÁCH "]) == {"A1": "Lạ."}


def test_a_workbook_that_cannot_be_written_again_comes_back_as_plain_rows():
    """Merged over the whole sheet, which makes the writer ask for 17 thousand million cells."""
    data = workbook()
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:F2"', b'ref="A1:XFD1048576"'))

    sheet = opened(marked(file.getvalue())).worksheets[1]

    assert marks(sheet).keys() == {"F5", "D6", "E7", "F7"}


def test_what_cannot_be_read_is_refused():
    with pytest.raises(FileRefused):
        marked_copy(b"PK\x03\x04", "xlsx", [])


def test_sheet_names_excel_would_not_take_are_changed():
    data = (FILE_TYPES / "names.ods").read_bytes()

    book = opened(marked_copy(data, "ods", []))

    assert book.sheetnames == ["Lỗi", "x  y    " + "n" * 23, "x  y    " + "n" * 19 + " 2"]
