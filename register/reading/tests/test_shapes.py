"""Shapes of registers beyond the workbooks of tests/data/misread: headers, sheets, sections, formats and encodings."""

import io
import unicodedata
from datetime import date

import pytest
import xlsxwriter

from cases.people.birth_dates import BirthDate
from core.spreadsheets.encodings import ENCODINGS
from core.spreadsheets.reader import read_workbook
from register.reading.tests.files import HEADERS, ROW, book, csv, only_case, parse, replaced
from register.reading.workbook import parse_register
from register.tests.tables import TODAY, lookup


def test_birth_in_three_columns_under_one_header():
    row = only_case(
        csv(
            "Họ và tên;Ngày sinh;;;Xã;Diện;Ngày ra trại", ";Ngày;Tháng;Năm;;;", "Lê An;12;3;1985;Tịnh Bắc;ĐX;15/1/2024"
        ),
        "so.csv",
    )
    assert row.birth == BirthDate(1985, 3, 12)


def test_a_group_of_the_id_card_and_one_of_the_certificate():
    parsed = parse(
        csv(
            "Họ và tên;CCCD;;Giấy chứng nhận;;Xã;Diện;Ngày ra trại",
            ";Số;Ngày cấp;Số;Ngày cấp;;;",
            "Lê An;051085000123;1/2/2021;15/GCN;16/1/2024;Tịnh Bắc;ĐX;15/1/2024",
        ),
        "so.csv",
    )
    (row,) = parsed.cases
    assert (row.id_number.number, row.certificate_number) == ("051085000123", "15/GCN")
    assert row.certificate_on == date(2024, 1, 16)
    assert [(issue.column, issue.value) for issue in parsed.findings.warnings] == [("CCCD Ngày cấp", "1/2/2021")]


def test_the_issue_date_of_an_id_card_is_not_that_of_the_certificate():
    parsed = parse(
        csv("Họ và tên;Số CCCD;Ngày cấp;Xã;Diện;Ngày ra trại", "Lê An;;1/2/2021;Tịnh Bắc;ĐX;15/1/2024"), "so.csv"
    )
    assert parsed.cases[0].certificate_on is None
    assert [(issue.column, issue.value) for issue in parsed.findings.warnings] == [("Ngày cấp", "1/2/2021")]


@pytest.mark.parametrize("header", ["Họ và tên;", "Họ và tên đệm;Tên"])
def test_a_name_in_two_columns(header):
    row = only_case(csv(f"{header};Xã;Diện;Ngày ra trại", "Nguyễn Văn;Thử;Tịnh Bắc;ĐX;15/1/2024"), "so.csv")
    assert row.full_name == "Nguyễn Văn Thử"


def test_a_date_and_a_year_of_birth_that_disagree_are_an_error():
    parsed = parse(
        csv("Họ và tên;Ngày sinh;Năm sinh;Xã;Diện;Ngày ra trại", "Lê An;1/3/1985;1986;Tịnh Bắc;ĐX;15/1/2024"), "so.csv"
    )
    assert "Năm sinh: 1986" in parsed.findings.errors[0].message


def test_sheets_without_a_column_for_the_commune_take_it_from_their_names():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        for name in ("Tịnh Bắc", "Tịnh Hà"):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, ["Họ và tên", "Năm sinh", "Diện", "Ngày ra trại"])
            sheet.write_row(1, 0, [f"Lê {name.split()[-1]}", 1985, "ĐX", "15/01/2024"])
    parsed = parse(file.getvalue())
    assert [(row.full_name, row.unit.name) for row in parsed.cases] == [("Lê Bắc", "Tịnh Bắc"), ("Lê Hà", "Tịnh Hà")]
    assert [issue.sheet for issue in parsed.findings.warnings] == ["Tịnh Bắc", "Tịnh Hà"]


def test_the_category_of_a_sheet_for_each_status():
    data = book(["Họ và tên", "Xã", "Ngày ra trại"], ["Lê An", "Tịnh Bắc", "15/01/2024"], name="Đặc xá 2024")
    assert only_case(data).category == "amnesty"


def test_totals_repeated_headers_and_ditto_marks():
    again = ["T-2", "Lê An", 1990, "nt", '"', "15/01/2024"]
    parsed = parse(book(HEADERS, ROW, HEADERS, again, [None, "Cộng xã Tịnh Bắc: 2 người"]))
    assert parsed.findings.errors == []
    assert [(row.code, row.unit.name, row.category) for row in parsed.cases] == [
        ("T-1", "Tịnh Bắc", "completed"),
        ("T-2", "Tịnh Bắc", "completed"),
    ]


@pytest.mark.parametrize(
    "total",
    [
        ["Tổng cộng: 2 người"],
        ["Tổng", "2 người"],
        ["Cộng toàn huyện", None, None, 2, 2, 2],
        [None, "Tổng số xã Tịnh Bắc", None, 2, 2],
    ],
)
def test_a_total_is_left_out_wherever_its_word_stands(total):
    parsed = parse(book(HEADERS, ROW, replaced(code="T-2", name="Tống Văn Cộng"), total))
    assert parsed.findings.errors == []
    assert [row.full_name for row in parsed.cases] == ["Nguyễn Văn Thử", "Tống Văn Cộng"]
    assert [issue.row for issue in parsed.findings.warnings] == [4]


@pytest.mark.parametrize(
    ("text", "category", "is_asked"),
    [
        ("Người chấp hành xong án phạt tù", "completed", False),
        ("Tha tù trước thời hạn có ĐK", "conditional", False),
        ("Đặc xá dịp 02/9/2024", "amnesty", True),
        ("Chấp hành xong (mãn hạn)", "completed", True),
    ],
)
def test_a_category_among_other_words_is_taken_and_told(text, category, is_asked):
    parsed = parse(book(HEADERS, replaced(category=text)))
    assert [row.category for row in parsed.cases] == [category]
    assert ["Được hiểu là" in issue.message for issue in parsed.findings.warnings] == [True] * is_asked


@pytest.mark.parametrize("text", ["Chưa chấp hành xong", "Đặc xá hoặc chấp hành xong", "Án treo"])
def test_a_category_that_is_none_or_two_is_refused(text):
    parsed = parse(book(HEADERS, replaced(category=text)))
    assert [issue.column for issue in parsed.findings.errors] == ["Diện"]


def test_another_name_is_no_part_of_the_name():
    parsed = parse(book(HEADERS, replaced(name="Nguyễn Văn Thử, tên gọi khác: Tý")))
    assert [row.full_name for row in parsed.cases] == ["Nguyễn Văn Thử"]
    assert "«Tý» được ghi là tên gọi khác" in parsed.findings.warnings[0].message


def test_of_two_dates_of_issue_each_belongs_to_what_it_stands_behind():
    headers = [*HEADERS, "Số CCCD", "Ngày cấp", "Số giấy chứng nhận", "Ngày cấp"]
    parsed = parse(book(headers, [*ROW, "051085001234", "01/05/2021", "12/GCN", "15/01/2024"]))
    assert [row.certificate_on for row in parsed.cases] == [date(2024, 1, 15)]
    assert [(issue.column, issue.value) for issue in parsed.findings.warnings] == [("Ngày cấp", "01/05/2021")]


@pytest.mark.parametrize(
    ("release", "code", "words"),
    [
        (date(2024, 1, 15), "d/m", "không có năm"),
        (date(2024, 1, 1), "mm/yyyy", "không có ngày"),
        (date(2024, 3, 5), "m/d/yyyy", "05/03/2024 hay 03/05/2024"),
    ],
)
def test_a_date_that_its_cell_does_not_show_is_asked_about(release, code, words):
    parsed = parse(book(HEADERS, replaced(release=release), formats={(1, 5): code}))
    assert words in parsed.findings.errors[0].message


def test_days_and_months_that_a_program_exchanged_are_asked_about():
    rows = [
        replaced(code=f"T-{n}", release=day) for n, day in enumerate((date(2024, 3, 5), "25/03/2024", date(2024, 4, 6)))
    ]
    parsed = parse(book(HEADERS, *rows))
    assert [issue.row for issue in parsed.findings.errors] == [2, 4]
    assert [row.release_on for row in parsed.cases] == [date(2024, 3, 25)]


def test_midnight_in_another_time_zone_is_reported():
    parsed = parse(book(HEADERS, replaced(release=45305 + 17 / 24), formats={(1, 5): "dd/mm/yyyy"}))
    assert "15/01/2024" in parsed.findings.warnings[0].message


@pytest.mark.parametrize(
    ("code", "shown"), [("mm\\-yyyy", "05-2024"), ("dd\\-mm\\-yyyy", "01-05-2024"), ("mm/yyyy", "05/2024")]
)
def test_a_code_that_became_a_date_keeps_its_signs(code, shown):
    cells = [date(2024, 5, 1), *ROW[1:]]
    parsed = parse(book(HEADERS, cells, formats={(1, 0): code}))
    assert [row.code for row in parsed.cases] == [shown]
    assert [(issue.row, issue.value) for issue in parsed.findings.warnings] == [(2, shown)]


@pytest.mark.parametrize("code", ["dd\\-mm\\-yyyy", "d.m.yyyy", "yyyy\\-mm\\-dd"])
def test_a_date_with_other_signs_is_a_date_like_any(code):
    cells = [*ROW[:2], date(1985, 3, 12), *ROW[3:5], date(2024, 1, 15)]
    row = only_case(book(HEADERS, cells, formats={(1, 2): code, (1, 5): code}))
    assert (row.birth, row.release_on) == (BirthDate(1985, 3, 12), date(2024, 1, 15))


@pytest.mark.parametrize("written", ["3.0", 3.0, 3])
def test_a_whole_number_in_any_text_is_without_its_fraction(written):
    row = only_case(book([*HEADERS, "Thôn", "Tội danh"], [*ROW, written, written]))
    assert (row.hamlet, row.offence) == ("3", "3")


def test_a_message_about_a_date_shows_it_as_the_cell_does():
    (error,) = parse(book(HEADERS, replaced(unit=date(2024, 1, 5)))).findings.errors
    assert "«05/01/2024»" in error.message


def test_the_category_of_a_sheet_is_told_by_its_name():
    (warning,) = parse(book([*HEADERS[:4], HEADERS[5]], [*ROW[:4], ROW[5]], name="Đặc xá 2024")).findings.warnings
    assert warning.value == "Đặc xá 2024"


def test_a_formula_without_a_result_is_an_error():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet("Danh sách")
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 5, "=DATE(2024,1,15)", None, "")
    (error,) = parse(file.getvalue()).findings.errors
    assert (error.column, "công thức" in error.message) == ("Ngày ra trại", True)


def test_signs_that_force_text_are_no_part_of_it():
    row = only_case(
        csv("Mã hồ sơ;Họ và tên;Xã;Diện;Ngày ra trại;Số CCCD", "=\"0012\";Lê An;Tịnh Bắc;ĐX;'15/1/2024;'051085000123"),
        "so.csv",
    )
    assert (row.code, row.release_on, row.id_number.number) == ("0012", date(2024, 1, 15), "051085000123")


def test_doubly_encoded_text_is_repaired_and_reported():
    data = csv("Họ và tên;Xã;Diện;Ngày ra trại", "Đinh Thị Hằng;Tịnh Bắc;đặc xá;15/1/2024").decode("latin-1").encode()
    parsed = parse(data, "so.csv")
    assert [(row.full_name, row.unit.name) for row in parsed.cases] == [("Đinh Thị Hằng", "Tịnh Bắc")]
    assert all("mã hóa hai lần" in issue.message for issue in parsed.findings.warnings)


@pytest.mark.parametrize("name", ["TrÃ Thá»‹ Háº±ng", "Nguyễn Văn TrÃ", "Trần Th\ufffd Hoa"])
def test_a_name_that_cannot_be_repaired_is_not_stored(name):
    parsed = parse(csv("Họ và tên;Xã;Diện;Ngày ra trại", f"{name};Tịnh Bắc;đặc xá;15/1/2024"), "so.csv")
    assert parsed.cases == []
    assert [issue.message for issue in parsed.findings.errors] == ["Họ tên bị hỏng khi chuyển mã; hãy gõ lại."]


def test_a_csv_in_vni_or_windows_1258():
    text = (
        "Họ và tên;Xã;Diện;Ngày ra trại\nĐinh Thị Hằng;Tịnh Bắc;đặc xá;15/1/2024\nLê Văn Thử;Tịnh Hà;đặc xá;15/1/2024\n"
    )
    letters = {letter: old for old, letter in ENCODINGS["VNI"].pairs}
    vni = "".join(letters.get(letter, letter) for letter in text).encode("cp1252")
    apart = "".join(_for_1258(letter) for letter in text).encode("cp1258")
    for data in (vni, apart):
        assert [row.full_name for row in parse(data, "so.csv").cases] == ["Đinh Thị Hằng", "Lê Văn Thử"]


def _for_1258(letter: str) -> str:
    """A letter as Windows-1258 has it: the letter with its hat, then the tone."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = unicodedata.normalize("NFD", letter)
    bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
    return bare + "".join(part for part in parts if part in tones)


def test_a_hamlet_without_its_kind_before_commune_and_district():
    row = only_case(book(HEADERS, replaced(unit="Minh Lộc, Tịnh Bắc, Sơn Tịnh")))
    assert (row.hamlet, row.unit.name) == ("Minh Lộc", "Tịnh Bắc")


def test_a_commune_without_accents_is_taken_and_reported_and_one_with_others_is_asked_about():
    parsed = parse(
        book(
            HEADERS,
            replaced(unit="Tinh Ha"),
            replaced(code="T-2", unit="Nghĩa Hoà"),
            replaced(code="T-3", unit="Tình Hà"),
        )
    )
    assert [row.unit.name for row in parsed.cases] == ["Tịnh Hà", "Nghĩa Hòa"]
    assert [issue.row for issue in parsed.findings.warnings] == [2]
    assert "Có phải xã Tịnh Hà" in parsed.findings.errors[0].message


def test_a_chosen_header_is_read_and_an_ignored_one_is_not_reported():
    data = book([*HEADERS, "Hành vi", "Nhóm máu"], [*ROW, "Trộm cắp tài sản", "O"])
    mapping = {"Danh sách": {"hanhvi": "offence", "nhommau": ""}}
    parsed = parse_register(read_workbook("so.xlsx", data), lookup(), today=TODAY, mapping=mapping)
    assert (parsed.cases[0].offence, parsed.findings.warnings) == ("Trộm cắp tài sản", [])
    assert parsed.unknown == {"Danh sách": []}


@pytest.mark.parametrize("merged", [(), ((0, 0, 0, 5, "SỔ THEO DÕI"),)])
def test_a_title_right_above_the_header_is_no_part_of_it(merged):
    rows = [["SỔ THEO DÕI"], HEADERS, [*ROW[:4], "gì", ROW[5]]]
    [error] = parse(book(*rows, merged=merged)).findings.errors
    assert (error.row, error.column) == (3, "Diện")


# --- cells that were misread, or refused without need -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("０５１０８５０００１２３", "051085000123"),
        ("CMND: 212345678", "212345678"),
        ("CCCD số 051085000123", "051085000123"),
    ],
)
def test_an_id_number_behind_a_word_or_in_wide_digits_is_read(written, number):
    row = only_case(book([*HEADERS, "Số CCCD"], [*ROW, written]))
    assert row.id_number.number == number


@pytest.mark.parametrize(
    ("written", "months", "is_asked"),
    [
        ("2 năm (tổng hợp 5 năm)", 24, True),
        ("3 năm (phạt 10 triệu)", 36, True),
        ("36 tháng (3 năm)", 36, False),
        ("36 (ba mươi sáu) tháng tù", 36, False),
    ],
)
def test_another_number_in_brackets_behind_a_sentence_is_asked_about(written, months, is_asked):
    parsed = parse(book([*HEADERS, "Mức án"], [*ROW, written]))
    assert [row.sentence.months for row in parsed.cases] == [months]
    assert [issue.column for issue in parsed.findings.warnings] == ["Mức án"] * is_asked


def test_a_day_and_a_year_without_the_month_are_no_month():
    parsed = parse(
        csv("Họ và tên;Ngày sinh;;;Xã;Diện;Ngày ra trại", ";Ngày;Tháng;Năm;;;", "Lê An;3;;1985;Tịnh Bắc;ĐX;15/1/2024"),
        "so.csv",
    )
    assert [(issue.column, issue.message) for issue in parsed.findings.errors] == [
        ("Ngày sinh Ngày", "Có ngày và năm nhưng chưa ghi tháng.")
    ]


@pytest.mark.parametrize("name", ["Hết quản lý", "Không còn quản lý", "Đã kết thúc 2023", "Thanh loại"])
def test_a_sheet_of_people_who_are_no_longer_managed_stops_the_import(name):
    parsed = parse(book(HEADERS, ROW, name=name))
    assert parsed.cases == []
    assert "kết thúc quản lý" in parsed.findings.errors[0].message


def test_a_csv_with_bars_is_divided():
    row = only_case("|".join(HEADERS).encode() + b"\n" + "|".join(ROW).encode(), "so.csv")
    assert row.full_name == "Nguyễn Văn Thử"
