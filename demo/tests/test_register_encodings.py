"""Columns in TCVN3 and VNI come out in Unicode; text that is in Unicode is never touched."""

import io
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from core.spreadsheets.encodings import ENCODINGS, convert_column
from core.spreadsheets.reader import Sheet, read_workbook
from demo.people.names import invent_person
from register.reading.lines import Table
from register.reading.workbook import parse_register
from register.tests.tables import CASE_HEADERS, CHANGE_HEADERS, TODAY, cases, changes, lookup, parse

ROOT = Path(__file__).parents[2]


@cache
def letters(encoding: str) -> dict[str, str]:
    """Letter → how the old encoding writes it."""
    return {letter: old for old, letter in reversed(ENCODINGS[encoding].pairs)}


def tcvn3(text: str) -> str:
    """As typed with a .Vn font, which has no accented capitals: small ones stand for them, but for Đ Ă Â Ê Ô Ơ Ư."""
    table = letters("TCVN3")
    return "".join(table.get(letter, table.get(letter.lower(), letter)) for letter in text)


def vni(text: str) -> str:
    return "".join(letters("VNI").get(letter, letter) for letter in text)


OLD = {"TCVN3": tcvn3, "VNI": vni}


@cache
def names(count: int = 300) -> list[str]:
    random = Random(11)
    return [invent_person(random, date(1980, 1, 1)).full_name for _ in range(count)]


@cache
def vocabulary() -> list[str]:
    """The words of our own Vietnamese and English texts and of all communes, as they are written."""
    texts = [
        ROOT / name for name in ("README.md", "docs/law.md", "areas/data/units.csv", "register/reading/vocabulary.py")
    ]
    return sorted({word for path in texts for word in path.read_text(encoding="utf-8").split()})


def same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one).casefold() == other.casefold()


# --- conversion ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "old", "text"),
    [
        ("TCVN3", "Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("VNI", "Coäng hoaø xaõ hoäi chuû nghóa Vieät Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("VNI", "Hoàng Thò Thuûy, Lyù Myõ Kyø", None),
        ("VNI", "ñöôïc traû töï do, thaúng caúng", "được trả tự do, thẳng cẳng"),
        ("VNI", "TRAÀN ÑÖÙC MYÕ", "TRẦN ĐỨC MỸ"),
    ],
)
def test_known_texts_in_known_encodings(encoding, old, text):
    found = convert_column([old, "123"])

    if text is None:  # «Hoàng» could be neither here: what is not certain as a whole stays
        assert found is None or found.encoding == encoding
    else:
        assert (found.encoding, found.texts, found.unsure) == (encoding, [text, "123"], [])


@pytest.mark.parametrize("encoding", OLD)
def test_a_column_of_names_comes_out_whole(encoding):
    found = convert_column([OLD[encoding](name) for name in names()])

    assert found.encoding == encoding
    assert all(map(same, found.texts, names()))


@pytest.mark.parametrize("encoding", OLD)
@pytest.mark.parametrize("share", [2, 3, 20])
def test_names_in_unicode_stay_what_they_are_among_others_in_an_old_encoding(encoding, share):
    mixed = [name if place % share else OLD[encoding](name) for place, name in enumerate(names())]

    found = convert_column(mixed)

    assert found.encoding == encoding
    for place, (text, name) in enumerate(zip(found.texts, names(), strict=True)):
        assert same(text, name) or (place in found.unsure and text == mixed[place])
        if place % share:
            assert text == name


def test_hamlets_in_unicode_are_not_read_as_tcvn3():
    # «Thôn» is «Thụn» to TCVN3; nothing but the other cells tells
    found = convert_column([tcvn3("Thôn 1"), "Thôn 2", tcvn3("Thôn 3"), "Thôn 1"])

    assert found.texts == ["Thôn 1", "Thôn 2", "Thôn 3", "Thôn 1"]


def test_a_cell_that_could_be_either_goes_with_the_others():
    # «Dòng» and «Phóc» are Vietnamese, but here they are Dũng and Phúc
    clear = [tcvn3(name) for name in ("Đỗ Văn Dũng", "Lê Hữu Phúc", "Trần Thị Mai", "Đặng Văn Tú", "Hồ Văn Bảy")]

    assert convert_column([*clear, "Phóc", "Dòng"]).texts[-2:] == ["Phúc", "Dũng"]


def test_a_cell_with_a_letter_the_encoding_has_not_is_in_unicode():
    # TCVN3 would make «Cúc Bàu» of it, but has no à
    clear = [tcvn3(name) for name in names()[:80]]

    assert convert_column([*clear, "Cóc Bàu"]).texts[-1] == "Cóc Bàu"


def test_a_letter_with_a_tone_no_vietnamese_consonant_has_is_in_the_old_encoding():
    # Ñ is N with a ngã, if one only looks at the marks
    assert convert_column([vni("Đinh Minh An"), vni("Hồ Thị Lý")]).texts == ["Đinh Minh An", "Hồ Thị Lý"]


def test_the_font_decides_where_the_text_alone_is_not_enough():
    brief = [vni("Trần Văn Năm")]

    assert convert_column(brief) is None
    assert convert_column(brief, font="Times New Roman") is None
    assert convert_column(brief, font="VNI-Times").texts == ["Trần Văn Năm"]


def test_the_font_of_capitals_makes_capitals():
    assert convert_column([tcvn3("nguyễn đức ánh")], font=".VnTimeH").texts == ["NGUYỄN ĐỨC ÁNH"]


# --- what stays ----------------------------------------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_text_in_unicode_is_never_touched(data):
    words = st.sampled_from(vocabulary())
    texts = st.lists(st.lists(words, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=12)
    form = data.draw(st.sampled_from(["NFC", "NFD"]))

    assert convert_column([unicodedata.normalize(form, text) for text in data.draw(texts)]) is None


@pytest.mark.parametrize("column", ["full_name", "first word", "last word", "upper", "lower"])
def test_names_in_unicode_are_never_touched(column):
    shaped = {
        "full_name": str,
        "first word": lambda name: name.split()[0],
        "last word": lambda name: name.split()[-1],
        "upper": str.upper,
        "lower": str.lower,
    }[column]

    for name in names():
        assert convert_column([shaped(name)]) is None
    assert convert_column([shaped(name) for name in names()]) is None


def test_foreign_words_and_slips_among_vietnamese_ones_stay():
    foreign = [
        "Müller",
        "José",
        "François",
        "Øystein Å",
        "100 m²",
        "Nguyễnn",
        "Trâần",
        "Lêê",
        "½ năm",
        "§ 3",
        "Hrê",
        "Krông Pắc",
    ]

    assert convert_column(foreign) is None
    assert convert_column([*names(), *foreign]) is None


# --- in a register -------------------------------------------------------------------------------------------------------

PEOPLE = [
    {"full_name": "Nguyễn Thị Ánh", "unit": "Tịnh Bắc", "category": "Đặc xá", "hamlet": "Thôn Đông", "sex": "Nữ"},
    {"full_name": "Trần Văn Dũng", "unit": "Tịnh Hà", "category": "Chấp hành xong", "sentence": "3 năm 6 tháng"},
    {"full_name": "Đỗ Ẩn", "unit": "xã Tịnh Sơn", "category": "TTTTH", "offence": "Trộm cắp tài sản"},
]


def in_encoding(sheet: Sheet, encoding: str) -> Sheet:
    convert = OLD[encoding]
    rows = [(row, [convert(cell) if isinstance(cell, str) else cell for cell in line]) for row, line in sheet.rows]
    return Sheet(sheet.name, rows)


@pytest.mark.parametrize("encoding", OLD)
def test_a_register_in_an_old_encoding_is_read_like_one_in_unicode(encoding):
    sheets = cases(*PEOPLE), changes({"kind": "Chuyển đến", "on": "01/03/2024", "to_unit": "Tịnh Sơn"})
    plain = parse(*sheets)
    old = parse(*(in_encoding(sheet, encoding) for sheet in sheets))

    assert plain.findings.errors == old.findings.errors == []
    assert old.cases == plain.cases
    assert old.changes == plain.changes
    assert {issue.message for issue in old.findings.warnings if encoding in issue.message}
    assert all(issue.row and issue.column and issue.value for issue in old.findings.warnings)


def test_conversions_are_reported_by_column_and_failures_by_cell():
    sheet = cases(*({"full_name": name} for name in [tcvn3("Đặng Thị Mỹ"), tcvn3("Lê Bưởi"), "Đỗ Văn An", "Ô"]))

    parsed = parse(sheet)

    assert [row.full_name for row in parsed.cases] == ["Đặng Thị Mỹ", "Lê Bưởi", "Đỗ Văn An", "Ô"]
    assert [(issue.row, issue.value) for issue in parsed.findings.warnings] == [(4, "Đặng Thị Mỹ"), (7, "Ô")]
    assert "2 ô" in parsed.findings.warnings[0].message


def test_composed_letters_are_combined_and_reported_once_a_column():
    sheet = cases(*({"full_name": unicodedata.normalize("NFD", name)} for name in ("Đỗ Ẩn", "Hồ Bảy")))

    parsed = parse(sheet)

    assert [row.full_name for row in parsed.cases] == ["Đỗ Ẩn", "Hồ Bảy"]
    assert [(issue.row, issue.column) for issue in parsed.findings.warnings] == [(4, "Họ và tên")]


def test_fonts_are_read_from_the_file_where_the_text_is_suspicious():
    """One person, so that the text alone is not enough, with the fonts an office really used."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        headers = ["full_name", "unit", "category", "release_on"]
        sheet.write_row(0, 1, [CASE_HEADERS[name] for name in headers])
        fonts = [".VnTimeH", ".VnTime", "Times New Roman", "Times New Roman"]
        cells = [tcvn3("nguyễn đức ánh"), tcvn3("Tịnh Bắc"), "ĐX", "01/02/2024"]
        for place, (font, cell) in enumerate(zip(fonts, cells, strict=True), start=1):
            sheet.write(1, place, cell, book.add_format({"font_name": font}))

    parsed = parse_register(read_workbook("so.xlsx", file.getvalue()), lookup(), today=TODAY)

    assert parsed.findings.errors == []
    assert (parsed.cases[0].full_name, parsed.cases[0].unit.name) == ("NGUYỄN ĐỨC ÁNH", "Tịnh Bắc")


def test_headers_in_an_old_encoding_are_found_and_shown_in_unicode():
    parsed = parse(in_encoding(cases({}), "TCVN3"))
    table: Table = parsed.tables["Danh sách"]

    assert table.headers["full_name"] == "Họ và tên"
    assert CHANGE_HEADERS["kind"] == "Loại biến động"
