"""The cells of a register, one by one: what is understood, and what the error says about what is not."""

from datetime import date

import pytest

from cases.people.birth_dates import BirthDate
from core.text import squash
from register.tests.tables import CASE_HEADERS, CHANGE_HEADERS, FIRST, TODAY, cases, changes, parse, warned


def parse_one(**cells):
    """The only case of a register, which has no errors."""
    parsed = parse(cases(cells))
    assert parsed.findings.errors == []
    return parsed.cases[0]


def error_of(**cells) -> str:
    """The reason of the only error, which names the cell it is about."""
    (field,) = cells
    parsed = parse(cases(cells))
    (error,) = parsed.findings.errors
    assert (error.sheet, error.row, error.column) == ("Danh sách", FIRST, CASE_HEADERS[field])
    assert parsed.cases == []
    assert parsed.bad_rows == {"Danh sách": {FIRST}}
    return error.message


def change_error(**cells) -> str:
    parsed = parse(cases({}), changes({"kind": "Xóa án tích", "on": "01/03/2024"} | cells))
    (error,) = parsed.findings.errors
    assert (error.sheet, error.row) == ("Biến động", FIRST)
    assert error.column in CHANGE_HEADERS.values()
    return error.message


# --- dates ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["15/06/2024", "15/6/2024", " 15 / 06 / 2024 ", "15-06-2024", "15.6.2024", "2024-06-15", "15/06/2024 00:00:00"]
    + ["2024-06-15 00:00:00", date(2024, 6, 15), 45458, 45458.0],
)
def test_dates_are_read_as_offices_write_them(written):
    assert parse_one(release_on=written).release_on == date(2024, 6, 15)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/02/2024", "Tháng 2/2024 không có ngày 31"),
        ("29/02/2023", "Tháng 2/2023 không có ngày 29"),
        ("13/13/2023", "Không có tháng 13"),
        ("06/15/2024", "Không có tháng 15. Ngày ghi trước, tháng ghi sau: 15/06/2024"),
        ("00/02/2024", "thiếu ngày"),
        ("15/06", "thiếu năm"),
        ("hôm qua", "Không hiểu ngày «hôm qua»"),
        ("02/2024", "thiếu ngày"),
        ("15/06/2024 và 16/06/2024", "Không hiểu ngày"),
        (2024, "chỉ có năm"),
        (99_999_999, "Năm 9999 không đúng"),
        (True, "TRUE hoặc FALSE"),
        ("=TODAY()", "Không hiểu ngày"),
        ("02/01/2026", "tương lai"),
        (date(2124, 6, 15), "tương lai"),
        ("31/12/1949", "không hợp lý"),
        (date(1900, 1, 1), "không hợp lý"),
        (None, "Chưa ghi"),
    ],
)
def test_dates_that_are_none_are_named(written, reason):
    assert reason in error_of(release_on=written)


@pytest.mark.parametrize("written", ["15/06/24", "150624", "15/06/2024 08:30"])
def test_what_is_assumed_of_a_date_is_told_at_its_cell(written):
    parsed = parse(cases({"release_on": written}))

    assert parsed.cases[0].release_on == date(2024, 6, 15)
    (warning,) = parsed.findings.warnings
    assert warned(parsed) == [("Danh sách", FIRST, "Ngày ra trại")]
    assert warning.message == f"«{written}» được hiểu là 15/06/2024."


def test_the_last_day_is_today_and_the_first_is_in_1950():
    assert parse_one(release_on=TODAY, unit="Ba Gia").release_on == TODAY
    assert parse_one(release_on="01/01/1950", arrival_on="01/02/2024", birth="1920").release_on == date(1950, 1, 1)


def test_an_empty_arrival_is_the_release_and_another_is_kept():
    assert parse_one().arrival_on == date(2024, 2, 1)
    assert parse_one(arrival_on="05/02/2024").arrival_on == date(2024, 2, 5)
    assert "tương lai" in error_of(arrival_on="05/02/2026")


def test_probation_may_end_in_the_future():
    row = parse_one(category="TTTTH", probation_end_on="12/01/2029")

    assert row.probation_end_on == date(2029, 1, 12)


def test_one_bad_date_is_one_error():
    # neither the birth, the arrival nor the commune can be judged without it
    assert "không có ngày 30" in error_of(release_on="30/02/2024")


# --- people --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("09/05/1982", BirthDate(1982, 5, 9)),
        (date(1982, 5, 9), BirthDate(1982, 5, 9)),
        ("5/1982", BirthDate(1982, 5)),
        ("1982", BirthDate(1982)),
        (1982, BirthDate(1982)),
        (30080, BirthDate(1982, 5, 9)),
        (15_000, BirthDate(1941, 1, 24)),
        ("00/00/1982", BirthDate(1982)),
        (None, None),
    ],
)
def test_births_keep_the_precision_written(written, birth):
    assert parse_one(birth=written).birth == birth


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/04/1982", "Tháng 4/1982 không có ngày 31"),
        ("9/82", "bốn chữ số"),
        ("khoảng 1980", "Không hiểu ngày «khoảng 1980»"),
        ("2027", "tương lai"),
        ("01/02/2024", "không trước ngày ra trại"),
    ],
)
def test_births_that_are_none_are_named(written, reason):
    assert reason in error_of(birth=written)


@pytest.mark.parametrize(("birth", "age"), [("2014", "10 tuổi"), ("01/02/1900", "124 tuổi")])
def test_an_age_at_which_nobody_is_in_prison_is_worth_a_look(birth, age):
    parsed = parse(cases({"birth": birth}))

    assert warned(parsed) == [("Danh sách", FIRST, "Ngày sinh")]
    (warning,) = parsed.findings.warnings
    assert birth in warning.message
    assert age in warning.message


def test_the_century_of_a_birth_is_told():
    parsed = parse(cases({"birth": "09/05/82"}))

    assert parsed.cases[0].birth == BirthDate(1982, 5, 9)
    (warning,) = parsed.findings.warnings
    assert warning.message == "«09/05/82» được hiểu là 09/05/1982."


@pytest.mark.parametrize("name", ["Y Brêu", "H'Drai Niê", "LÊ ÁNH", "Đặng-Trần Ý", "Nguyễn Văn An\n"])
def test_names_stay_as_written(name):
    row = parse_one(full_name=name)

    assert row.full_name == name.strip()


@pytest.mark.parametrize("name", ["Nguyễn Văn 5", "12/5", "???", "A" * 121, None])
def test_what_is_no_name_is_refused(name):
    assert error_of(full_name=name)


def test_sex_and_category_and_their_abbreviations():
    assert [parse_one(sex=word).sex for word in ("Nam", "NỮ", "nữ ", "nu", None)] == [
        "male",
        "female",
        "female",
        "female",
        "",
    ]
    assert "Nam hoặc Nữ" in error_of(sex="khác")
    words = {
        "completed": ["chấp hành xong", "CHXAPT", "Chấp hành xong án phạt tù", "mãn hạn tù"],
        "amnesty": ["đặc xá", "ĐX", "dx", "Đặc  xá"],
        "conditional": ["tha tù trước thời hạn có điều kiện", "TTTTH", "THTTH có ĐK", "Tha tù trước thời hạn"],
    }
    for category, written in words.items():
        assert {parse_one(category=word).category for word in written} == {category}
    assert "đặc xá" in error_of(category="án treo")


@pytest.mark.parametrize("written", ["051082000123", "051 082 000 123", "051.082.000123", 51082000123, "51082000123"])
def test_id_numbers_get_back_the_zeros_excel_took(written):
    parsed = parse(cases({"id_number": written}))

    assert parsed.findings.errors == []
    assert parsed.cases[0].id_number.number == "051082000123"
    assert ("số 0" in "".join(issue.message for issue in parsed.findings.warnings)) == (
        squash(str(written)) == "51082000123"
    )


@pytest.mark.parametrize("written", ["05108200012", 1234567, 99082000123, "abc", "099082000123", "051982000123", 0])
def test_id_numbers_that_cannot_be_are_refused(written):
    assert error_of(id_number=written)


def test_an_id_number_that_tells_another_birth_or_sex_is_a_warning():
    parsed = parse(cases({"id_number": "051183000123"}))

    assert [issue.column for issue in parsed.findings.warnings] == ["Số CCCD", "Số CCCD"]
    assert len(parsed.cases) == 1


def test_communes_are_those_of_the_arrival_day():
    assert parse_one(unit="21205").unit.name == "Tịnh Bắc"
    assert parse_one(unit="21205", release_on="01/08/2025").unit.name == "Ba Gia"
    assert parse_one(unit=21205, release_on="01/06/2025", arrival_on="01/08/2025").unit.name == "Ba Gia"
    assert "Ba Gia" not in error_of(unit="xã Tịnh Không")
    assert "chưa có" in error_of(unit="Ba Gia")


def test_where_people_come_from():
    assert (parse_one().origin, parse_one().origin_text) == ("prison", "")
    row = parse_one(origin="Tư Nghĩa")
    assert (row.origin, row.origin_text) == ("elsewhere", "Tư Nghĩa")


def test_a_prison_as_origin_counts_as_written_but_is_worth_a_look():
    parsed = parse(cases({"origin": "Trại giam Kim Sơn"}))

    assert parsed.cases[0].origin == "elsewhere"
    assert warned(parsed) == [("Danh sách", FIRST, "Từ đâu về")]


def test_sentences_are_kept_in_months_and_as_written_and_the_unreadable_only_as_written():
    assert parse_one(sentence="03 năm 6 tháng").sentence.months == 42
    parsed = parse(cases({"sentence": "theo bản án"}))
    assert (parsed.cases[0].sentence.text, parsed.cases[0].sentence.months) == ("theo bản án", None)
    assert warned(parsed) == [("Danh sách", FIRST, "Mức án")]


def test_probation_of_somebody_without_one_is_a_warning():
    parsed = parse(cases({"probation_end_on": "01/02/2025"}, {"category": "TTTTH", "probation_end_on": "01/01/2024"}))

    assert [(issue.row, issue.column) for issue in parsed.findings.warnings] == [
        (4, "Ngày hết thử thách"),
        (5, "Ngày hết thử thách"),
    ]


def test_text_is_never_cut_but_refused():
    assert parse_one(hamlet="T" * 120).hamlet == "T" * 120
    assert "121 ký tự" in error_of(hamlet="T" * 121)
    assert "40 ký tự" in error_of(code="H" * 41)


def test_a_cell_that_looks_like_a_formula_is_text():
    row = parse_one(officer="=HYPERLINK(1)", hamlet="- thôn 2", offence="@SUM", sentence=None)

    assert (row.officer_text, row.hamlet, row.offence) == ("=HYPERLINK(1)", "- thôn 2", "@SUM")


def test_invisible_signs_are_no_text():
    assert "Chưa ghi" in error_of(full_name="\u200b\u00a0")


# --- changes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("chuyển đến", "transfer"),
        ("Hết thử thách", "probation_completed"),
        ("TÁI PHẠM", "reoffence"),
        ("Xoá án tích", "expunged"),
        ("chết", "died"),
        ("Chuyển đi", "moved_away"),
        ("bị bắt lại/án mới", "reimprisoned"),
        ("Bị bắt lại, án mới", "reimprisoned"),
        ("hủy tha tù", "revoked"),
        ("kết thúc khác", "other"),
    ],
)
def test_changes_by_their_words(written, kind):
    parsed = parse(
        cases({}), changes({"kind": written, "on": "01/03/2024", "to_unit": "Tịnh Hà" if kind == "transfer" else None})
    )

    assert parsed.findings.errors == []
    assert [row.kind for row in parsed.changes] == [kind]


def test_a_transfer_names_a_commune_of_its_day():
    row = {"kind": "Chuyển đến", "on": "01/08/2025", "to_unit": "Ba Gia", "document_number": "12/QĐ", "note": "- ghi"}
    (change,) = parse(cases({}), changes(row)).changes

    assert (change.to_unit.name, change.document_number, change.note) == ("Ba Gia", "12/QĐ", "- ghi")
    assert "không còn" in change_error(kind="Chuyển đến", on="01/08/2025", to_unit="Tịnh Trà")
    assert "Chưa ghi" in change_error(kind="Chuyển đến")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"kind": "xét xử"}, "Loại biến động"),
        ({"kind": None, "note": "x"}, "Chưa ghi"),
        ({"on": "02/01/2026"}, "tương lai"),
        ({"on": "30/02/2024"}, "Tháng 2/2024 không có ngày 30"),
        ({"code": None}, "Chưa ghi"),
        ({"note": "x" * 2001}, "2001 ký tự"),
    ],
)
def test_changes_that_are_none_are_named(cells, reason):
    assert reason in change_error(**cells)


@pytest.mark.parametrize(
    ("written", "category"),
    [("TTTHCĐK", "conditional"), ("Tha tù TTH có ĐK", "conditional"), ("Tha tù trước hạn", "conditional")]
    + [("CHA xong", "completed"), ("THA xong", "completed"), ("Hết án về", "completed"), ("ĐX", "amnesty")],
)
def test_short_words_for_categories(written, category):
    assert parse_one(category=written).category == category


@pytest.mark.parametrize("written", ["CHXAPT+ĐX", "ĐX/CHXAPT", "Đặc xá và THTTH"])
def test_two_categories_are_none(written):
    assert "Diện phải là" in error_of(category=written)
