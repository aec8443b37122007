"""Header, sections and footer of the six-month report, before a file is rendered."""

from dataclasses import replace
from datetime import date

import pytest

from core.dates import Period
from core.documents.model import Heading, Paragraph
from law.rules.periods import presets
from law.timeline import law_on
from reports.documents import citations
from reports.documents.content import TEXTS
from reports.documents.tests.content_parts import headings, words
from reports.documents.tests.sample_content import LETTERHEAD, NAMES, SAMPLE_TEXTS, report_content, report_figures
from reports.documents.wording import half_years


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2024, 6, 5), "Sơn Tịnh, ngày 05 tháng 6 năm 2024"),
        (date(2024, 1, 12), "Sơn Tịnh, ngày 12 tháng 01 năm 2024"),
        (date(2024, 2, 29), "Sơn Tịnh, ngày 29 tháng 02 năm 2024"),
        (date(2024, 3, 9), "Sơn Tịnh, ngày 09 tháng 3 năm 2024"),
        (date(2024, 11, 10), "Sơn Tịnh, ngày 10 tháng 11 năm 2024"),
        (None, "Sơn Tịnh, ngày      tháng      năm 2024"),
    ],
)
def test_dates_follow_decree_30(day, printed):
    assert report_content(signed_on=day).place_and_date == printed


def test_numbers_below_ten_have_a_zero_and_drafts_have_a_blank():
    assert report_content(number="5").number == "Số: 05/BC-CAH"
    assert report_content(number="45").number == "Số: 45/BC-CAH"
    assert report_content(number="12a").number == "Số: 12a/BC-CAH"
    assert report_content(number="").number == "Số:       /BC-CAH"


def test_a_draft_is_marked_on_every_page():
    draft = report_content(number="", export_mark="cb.tham · 08:15")
    assert draft.draft_mark == "DỰ THẢO"
    assert draft.footer == "DỰ THẢO · cb.tham · 08:15"
    assert report_content().draft_mark == ""
    assert report_content(signed=False).draft_mark == "DỰ THẢO"
    assert report_content(number="", signed=True).draft_mark == ""


@pytest.mark.parametrize(
    ("start", "end", "name", "following"),
    [
        (date(2023, 12, 15), date(2024, 6, 14), "6 tháng đầu năm 2024", "6 tháng cuối năm 2024"),
        (date(2024, 6, 15), date(2024, 12, 14), "6 tháng cuối năm 2024", "6 tháng đầu năm 2025"),
        (date(2023, 11, 15), date(2024, 5, 14), "6 tháng đầu năm 2024", "6 tháng cuối năm 2024"),
        (date(2024, 1, 1), date(2024, 6, 30), "6 tháng đầu năm 2024", "6 tháng cuối năm 2024"),
        (date(2024, 7, 1), date(2024, 12, 31), "6 tháng cuối năm 2024", "6 tháng đầu năm 2025"),
        (date(2024, 1, 1), date(2024, 6, 29), "", ""),
        (date(2023, 10, 1), date(2024, 3, 31), "6 tháng đầu năm 2024", "6 tháng cuối năm 2024"),
        (date(2023, 12, 15), date(2024, 12, 14), "năm 2024", "năm 2025"),
        (date(2023, 10, 1), date(2024, 9, 30), "năm 2024", "năm 2025"),
        (date(2024, 6, 15), date(2025, 6, 14), "", ""),
    ],
)
def test_half_years_are_named(start, end, name, following):
    assert half_years(Period(start, end), presets(law_on((), end)).values()) == (name, following)


def test_the_title_names_half_year_unit_and_days():
    content = report_content()
    assert content.title == "BÁO CÁO"
    assert content.abstract == (
        "Kết quả công tác tái hòa nhập cộng đồng 6 tháng đầu năm 2024",
        "trên địa bàn huyện Sơn Tịnh",
    )
    assert content.period == "(Từ ngày 15/12/2023 đến ngày 14/06/2024)"
    assert "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ 6 THÁNG CUỐI NĂM 2024" in headings(content, 1)


def test_other_periods_are_named_by_their_days():
    odd = Period(date(2024, 1, 1), date(2024, 3, 31))
    content = report_content(figures=report_figures(1, odd), before=report_figures(2, odd.year_before()))
    assert content.abstract[0] == "Kết quả công tác tái hòa nhập cộng đồng"
    assert content.period == "(Kỳ tự chọn: từ ngày 01/01/2024 đến ngày 31/03/2024)"
    assert "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI" in headings(content, 1)


def test_agencies_are_in_sentence_case_within_sentences():
    assert "Công an huyện Sơn Tịnh báo cáo kết quả" in words(report_content())
    elsewhere = replace(LETTERHEAD, agency="PHÒNG CẢNH SÁT PC11")
    assert "PHÒNG CẢNH SÁT PC11 báo cáo kết quả" in words(report_content(letterhead=elsewhere))


def test_recipients_end_with_semicolons_and_the_last_with_a_full_stop():
    untidy = replace(LETTERHEAD, recipients=("- Như trên;", "UBND huyện", "", "Lưu: VT."))
    assert report_content(letterhead=untidy).recipients == ("- Như trên;", "- UBND huyện;", "- Lưu: VT.")


@pytest.mark.parametrize(
    ("report_text", "printed"),
    [
        (("Lưu: VT, THAHS", "UBND huyện"), ("- UBND huyện;", "- Lưu: VT, THAHS.")),
        (("UBND huyện",), ("- UBND huyện;", "- Lưu: VT.")),
        ((), ()),
    ],
)
def test_the_archive_line_is_last(report_text, printed):
    assert report_content(letterhead=replace(LETTERHEAD, recipients=report_text)).recipients == printed


def test_only_laws_in_force_are_cited():
    assert "năm 2019; Nghị định số 49/2020/NĐ-CP" in citations.basis(date(2026, 6, 30))
    assert "Quyết định số 22/2023/QĐ-TTg" in citations.basis(date(2023, 10, 10))
    assert "Quyết định số 22/2023/QĐ-TTg" not in citations.basis(date(2023, 10, 9))
    later = citations.basis(date(2026, 7, 1))
    assert later.startswith("Luật Thi hành án hình sự năm 2025; Quyết định số 22/2023/QĐ-TTg")
    assert "2019" not in later
    assert "49/2020" not in later
    assert citations.basis(date(2019, 12, 31)) == ""


def test_reports_before_the_loan_decision_do_not_mention_it():
    first = Period(date(2022, 12, 15), date(2023, 6, 14))
    content = report_content(figures=report_figures(1, first), before=report_figures(2, first.year_before()), texts={})
    assert "22/2023" not in words(content)


def test_the_five_sections_are_always_in_order():
    for texts in ({}, SAMPLE_TEXTS):
        places = [heading.split(".")[0] for heading in headings(report_content(texts=texts), 1)]
        assert places == ["I", "II", "III", "IV", "V"]


def test_texts_are_printed_under_their_heading_by_paragraph():
    content = report_content()
    blocks = content.blocks
    place = blocks.index(Heading("1. Công tác tham mưu, chỉ đạo", 2))
    assert blocks[place + 1].text.startswith("Tham mưu UBND huyện")
    assert blocks[place + 2] == Paragraph("Phân công cán bộ phụ trách từng xã.")
    assert blocks[place + 3] == Heading("2. Tiếp nhận, quản lý, giám sát, giáo dục", 2)


def test_every_text_of_the_form_is_printed():
    content = report_content(texts={key: f"Đoạn viết cho {key}." for key in TEXTS})
    for key in TEXTS:
        assert f"Đoạn viết cho {key}." in words(content)


def test_empty_texts_have_no_heading():
    content = report_content(texts={})
    assert headings(content, 2) == [
        "1. Số liệu chung",
        "2. Biến động trong kỳ",
        "3. Phân loại theo diện quản lý",
        "1. Tiếp nhận, quản lý, giám sát, giáo dục",
        "2. Tín dụng đối với người chấp hành xong án phạt tù",
        "3. Xóa án tích",
        "4. Tái phạm tội",
    ]
    assert "Không có kiến nghị, đề xuất." in words(content)
    assert "Không có nội dung đánh giá bổ sung" in words(content)


def test_the_report_ends_with_the_closing_formula():
    last = report_content().blocks[-1].text
    assert last.startswith("Trên đây là báo cáo kết quả công tác tái hòa nhập cộng đồng 6 tháng đầu năm 2024")
    assert last.endswith("Công an huyện Sơn Tịnh./.")


def test_unknown_sections_and_too_long_texts_are_refused():
    with pytest.raises(KeyError, match="ngoai_le"):
        report_content(texts={"ngoai_le": "x"})
    with pytest.raises(ValueError, match="ký tự"):
        report_content(texts={"plan": "x" * 200_001})


def test_a_unit_without_a_name_is_refused():
    with pytest.raises(ValueError, match="21229"):
        report_content(unit_names={code: name for code, name in NAMES.items() if code != "21229"})
