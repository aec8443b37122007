"""The words and tables of the six-month report, before any file is made of them."""

from dataclasses import replace
from datetime import date

import pytest

from core.dates import Period
from core.documents.model import Cell, Heading, Kind, Paragraph, Table, number
from law.choices import Category
from reports.documents import citations, tables
from reports.documents.content import TEXTS, build_content
from reports.documents.tests import paper
from reports.documents.wording import compared, compared_rates, half_years, share
from reports.measures.management import CELLS, DECREASES, INCREASES, TOTAL

NO_BREAK = "\u00a0"


def words(content) -> str:
    return "\n".join(block.text for block in content.blocks if isinstance(block, Paragraph | Heading))


def headings(content, level: int) -> list[str]:
    return [block.text for block in content.blocks if isinstance(block, Heading) and block.level == level]


def with_own(figures: dict, **counts) -> dict:
    """The figures with other counts in the district's total."""
    rows = [row | counts if (row["unit"], row["category"]) == ("527", TOTAL) else row for row in figures["management"]]
    return figures | {"management": rows}


def only_the_district(figures: dict, **counts) -> dict:
    return figures | {"management": [row | counts for row in figures["management"] if row["unit"] == "527"]}


EMPTY = dict.fromkeys((*tables.FIELD_LABELS, "managed", "reoffended"), 0) | {"rate": None}


# --- how a value is printed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        (Cell(1234567), "1.234.567"),
        (Cell(0), "0"),
        (Cell(None), "—"),
        (Cell(245.5), "245,5"),
        (Cell(246.0), "246"),
        (Cell(3, Kind.CHANGE), "+3"),
        (Cell(-1200, Kind.CHANGE), "-1.200"),
        (Cell(0, Kind.CHANGE), "0"),
        (Cell("16.67", Kind.RATE), "16,67"),
        (Cell("0.00", Kind.RATE), "0,00"),
        (Cell(None, Kind.RATE), "—"),
        (Cell("0.43", Kind.RATE_CHANGE), "+0,43"),
        (Cell("-0.43", Kind.RATE_CHANGE), "-0,43"),
        (Cell("0.00", Kind.RATE_CHANGE), "0,00"),
        (Cell(date(2024, 6, 5), Kind.DATE), "05/06/2024"),
        (Cell("=1+1", Kind.TEXT), "=1+1"),
    ],
)
def test_values_are_printed_the_vietnamese_way(cell, printed):
    assert cell.text == printed


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (27, 24, f"tăng 3 người (+12,5{NO_BREAK}%)"),
        (23, 25, f"giảm 2 người (-8,0{NO_BREAK}%)"),
        (5, 5, "không đổi"),
        (3, 0, "tăng 3 người"),
        (0, 4, f"giảm 4 người (-100,0{NO_BREAK}%)"),
        (0, 0, "không đổi"),
        (2468, 1234, f"tăng 1.234 người (+100,0{NO_BREAK}%)"),
    ],
)
def test_a_comparison_says_by_how_much_and_never_divides_by_nothing(now, before, told):
    assert compared(now, before, "người") == told


def test_rates_are_compared_in_points_and_not_in_floating_point():
    assert compared_rates("0.43", "0.00") == "tăng 0,43 điểm phần trăm"
    assert compared_rates("0.10", "0.30") == "giảm 0,20 điểm phần trăm"
    assert compared_rates("1.00", "1.00") == "không đổi"
    assert share(1, 3) == f"33,3{NO_BREAK}%"
    assert number(1234.5) == "1.234,5"


# --- the frame --------------------------------------------------------------------------------------------------------


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
def test_the_day_is_written_as_decree_30_wants_it(day, printed):
    assert paper.content(signed_on=day).place_and_date == printed


def test_a_number_under_ten_has_a_zero_and_a_draft_has_room_for_one():
    assert paper.content(number="5").number == "Số: 05/BC-CAH"
    assert paper.content(number="45").number == "Số: 45/BC-CAH"
    assert paper.content(number="12a").number == "Số: 12a/BC-CAH"
    assert paper.content(number="").number == "Số:       /BC-CAH"


def test_what_is_not_issued_is_marked_as_a_draft_on_every_page():
    draft = paper.content(number="", export_mark="cb.tham · 08:15")
    assert draft.draft_mark == "DỰ THẢO"
    assert draft.footer == "DỰ THẢO · cb.tham · 08:15"
    assert paper.content().draft_mark == ""
    assert paper.content(issued=False).draft_mark == "DỰ THẢO"
    assert paper.content(number="", issued=True).draft_mark == ""


@pytest.mark.parametrize(
    ("start", "end", "name", "following"),
    [
        (date(2023, 12, 15), date(2024, 6, 14), "6 tháng đầu năm 2024", "6 tháng cuối năm 2024"),
        (date(2024, 6, 15), date(2024, 12, 14), "6 tháng cuối năm 2024", "6 tháng đầu năm 2025"),
        (date(2023, 11, 15), date(2024, 5, 14), "6 tháng đầu năm 2024", "6 tháng cuối năm 2024"),
        (date(2024, 1, 1), date(2024, 6, 30), "6 tháng đầu năm 2024", "6 tháng cuối năm 2024"),
        (date(2024, 7, 1), date(2024, 12, 31), "6 tháng cuối năm 2024", "6 tháng đầu năm 2025"),
        (date(2024, 1, 1), date(2024, 6, 29), "", ""),
        (date(2023, 12, 15), date(2024, 12, 14), "", ""),
    ],
)
def test_only_a_real_half_year_is_called_one(start, end, name, following):
    assert half_years(Period(start, end)) == (name, following)


def test_the_title_names_the_half_year_the_place_and_the_days():
    content = paper.content()
    assert content.title == "BÁO CÁO"
    assert content.abstract == (
        "Kết quả công tác tái hòa nhập cộng đồng 6 tháng đầu năm 2024",
        "trên địa bàn huyện Sơn Tịnh",
    )
    assert content.period == "(Từ ngày 15/12/2023 đến ngày 14/06/2024)"
    assert "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ 6 THÁNG CUỐI NĂM 2024" in headings(content, 1)


def test_any_other_period_is_named_by_its_days():
    odd = Period(date(2024, 1, 1), date(2024, 3, 31))
    content = paper.content(figures=paper.figures(1, odd), before=paper.figures(2, odd.year_before()))
    assert content.abstract[0] == "Kết quả công tác tái hòa nhập cộng đồng"
    assert "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI" in headings(content, 1)


def test_an_agency_is_named_in_a_sentence_as_it_is_written_in_one():
    assert "Công an huyện Sơn Tịnh báo cáo kết quả" in words(paper.content())
    elsewhere = replace(paper.LETTERHEAD, agency="PHÒNG CẢNH SÁT PC11")
    assert "PHÒNG CẢNH SÁT PC11 báo cáo kết quả" in words(paper.content(letterhead=elsewhere))


def test_recipients_end_with_semicolons_and_the_last_with_a_full_stop():
    untidy = replace(paper.LETTERHEAD, recipients=("- Như trên;", "UBND huyện", "", "Lưu: VT."))
    assert paper.content(letterhead=untidy).recipients == ("- Như trên;", "- UBND huyện;", "- Lưu: VT.")


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        (("Lưu: VT, THAHS", "UBND huyện"), ("- UBND huyện;", "- Lưu: VT, THAHS.")),
        (("UBND huyện",), ("- UBND huyện;", "- Lưu: VT.")),
        ((), ()),
    ],
)
def test_where_it_is_kept_stands_last(told, printed):
    assert paper.content(letterhead=replace(paper.LETTERHEAD, recipients=told)).recipients == printed


def test_laws_are_cited_by_the_day_they_are_in_force():
    assert "năm 2019; Nghị định số 49/2020/NĐ-CP" in citations.basis(date(2026, 6, 30))
    assert "Quyết định số 22/2023/QĐ-TTg" in citations.basis(date(2023, 10, 10))
    assert "Quyết định số 22/2023/QĐ-TTg" not in citations.basis(date(2023, 10, 9))
    later = citations.basis(date(2026, 7, 1))
    assert later.startswith("Luật Thi hành án hình sự năm 2025; Quyết định số 22/2023/QĐ-TTg")
    assert "2019" not in later
    assert "49/2020" not in later
    assert citations.basis(date(2019, 12, 31)) == ""


def test_a_report_of_before_the_loan_decision_does_not_speak_of_it():
    first = Period(date(2022, 12, 15), date(2023, 6, 14))
    content = paper.content(figures=paper.figures(1, first), before=paper.figures(2, first.year_before()), texts={})
    assert "22/2023" not in words(content)


# --- the sections -----------------------------------------------------------------------------------------------------


def test_all_five_sections_stand_in_order_whatever_was_written():
    for texts in ({}, paper.TEXTS):
        places = [heading.split(".")[0] for heading in headings(paper.content(texts=texts), 1)]
        assert places == ["I", "II", "III", "IV", "V"]


def test_what_was_written_stands_under_its_heading_and_a_line_is_a_paragraph():
    content = paper.content()
    blocks = content.blocks
    place = blocks.index(Heading("1. Công tác tham mưu, chỉ đạo", 2))
    assert blocks[place + 1].text.startswith("Tham mưu UBND huyện")
    assert blocks[place + 2] == Paragraph("Phân công cán bộ phụ trách từng xã.")
    assert blocks[place + 3] == Heading("2. Tiếp nhận, quản lý, giám sát, giáo dục", 2)


def test_every_text_of_the_form_is_printed():
    content = paper.content(texts={key: f"Đoạn viết cho {key}." for key in TEXTS})
    for key in TEXTS:
        assert f"Đoạn viết cho {key}." in words(content)


def test_what_nobody_wrote_gets_no_heading_and_no_invention():
    content = paper.content(texts={})
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


def test_the_report_ends_as_reports_end():
    last = paper.content().blocks[-1].text
    assert last.startswith("Trên đây là báo cáo kết quả công tác tái hòa nhập cộng đồng 6 tháng đầu năm 2024")
    assert last.endswith("Công an huyện Sơn Tịnh./.")


def test_a_text_for_no_section_and_too_much_text_are_refused():
    with pytest.raises(KeyError, match="ngoai_le"):
        paper.content(texts={"ngoai_le": "x"})
    with pytest.raises(ValueError, match="ký tự"):
        paper.content(texts={"plan": "x" * 200_001})


def test_a_unit_without_a_name_is_refused_and_never_printed_as_a_code():
    with pytest.raises(ValueError, match="21229"):
        paper.content(unit_names={code: name for code, name in paper.NAMES.items() if code != "21229"})


# --- the sentences ----------------------------------------------------------------------------------------------------


def test_the_first_section_tells_the_counts_beside_those_of_a_year_before():
    now = with_own(paper.figures(1), opening=1000, closing=1240, managed=1300, reoffended=0, rate="0.00")
    before = with_own(paper.figures(2, paper.PERIOD.year_before()), closing=1200, managed=1250)
    told = words(paper.content(figures=now, before=before))
    assert "Tính đến hết ngày 14/06/2024, trên địa bàn huyện Sơn Tịnh đang quản lý 1.240 hồ sơ" in told
    assert f"tăng 40 hồ sơ (+3,3{NO_BREAK}%) so với cùng kỳ năm trước (1.200 hồ sơ)" in told
    assert f"Số người được quản lý trong kỳ là 1.300, tăng 50 người (+4,0{NO_BREAK}%)" in told
    up, down = (sum(tables.own_rows(before)[TOTAL][name] for name in names) for names in (INCREASES, DECREASES))
    assert f"Cùng kỳ năm trước tăng {up} hồ sơ, giảm {down} hồ sơ." in told


def test_no_reoffending_is_said_with_both_counts_and_the_rate():
    now = with_own(paper.figures(1), managed=288, reoffended=0, rate="0.00")
    told = words(paper.content(figures=now))
    assert (
        "Trong kỳ không ghi nhận người tái phạm tội; số người được quản lý trong kỳ là 288; tỷ lệ tái phạm tội"
        f" 0,00{NO_BREAK}%." in told
    )


def test_reoffending_is_said_with_both_counts_the_rate_and_the_year_before():
    now = with_own(paper.figures(1), managed=300, reoffended=2, rate="0.67")
    before = with_own(paper.figures(2, paper.PERIOD.year_before()), managed=200, reoffended=3, rate="1.50")
    told = words(paper.content(figures=now, before=before))
    assert "Trong kỳ có 2 người tái phạm tội; số người được quản lý trong kỳ là 300" in told
    assert f"Cùng kỳ năm trước: 3/200 (1,50{NO_BREAK}%); số người tái phạm tội giảm 1 người" in told
    assert "tỷ lệ giảm 0,83 điểm phần trăm" in told


def test_nobody_managed_has_no_rate():
    empty = only_the_district(paper.figures(1), **EMPTY)
    content = paper.content(figures=empty, before=empty, texts={})
    assert "không có người được quản lý nên không tính tỷ lệ" in words(content)
    assert "Cuối kỳ không còn hồ sơ nào đang quản lý." in words(content)
    assert "%" not in words(content)
    rates = content.tables[0].rows[-1].cells[2:]
    assert [cell.text for cell in rates] == ["—"] * 6


def test_the_words_follow_the_definition_in_force():
    averaged = with_own(paper.figures(1), managed=245.5, reoffended=1, rate="0.41")
    averaged |= {"definition": {"counted_date": "prosecution", "denominator": "average"}}
    content = paper.content(figures=averaged)
    assert "Số hồ sơ bình quân đầu kỳ và cuối kỳ là 245,5" in words(content)
    at_end = paper.figures(1) | {"definition": {"counted_date": "prosecution", "denominator": "end"}}
    assert "Số người được quản lý cuối kỳ là" in words(paper.content(figures=at_end))


def test_what_could_not_be_attributed_is_counted_beside_the_rate_and_names_nobody():
    listed = [{"case": "BI-MAT-01", "counted_on": "2024-03-26"}, {"case": "BI-MAT-02", "counted_on": "2024-05-02"}]
    told = words(paper.content(figures=paper.figures(1, not_attributed=listed)))
    assert "Ngoài ra có 2 trường hợp" in told
    assert "BI-MAT" not in told
    assert "Ngoài ra" not in words(paper.content())


def test_how_the_records_came_about_stands_beside_every_rate():
    stays = {"late": 7, "after_report": 3, "corrected": 5, "withdrawn": 4}
    crimes = {"late": 2, "after_report": 1, "corrected": 0, "withdrawn": 6}
    content = paper.content(figures=paper.figures(1, data_quality={"stays": stays, "reoffences": crimes}))
    assert "ghi muộn 2; ghi sau khi đã ban hành báo cáo 1; sửa 0; rút 6." in words(content)
    every = [*content.tables, *(appendix.table for appendix in content.appendices)]
    rated = [table for table in every if any(Kind.RATE in {cell.kind for cell in row.cells} for row in table.rows)]
    assert len(rated) >= 3
    for table in rated:
        assert any("Ghi muộn quá 30 ngày: 7 biến động, 2 vụ tái phạm" in note for note in table.notes), table.caption
    assert "hi muộn" not in words(paper.content())  # a report of before it was counted


def test_loans_that_are_not_recorded_are_not_reported_as_none():
    told = words(paper.content())
    assert "Số liệu vay vốn theo Quyết định số 22/2023/QĐ-TTg trong kỳ chưa được ghi nhận trên hệ thống." in told


def test_a_period_without_loans_says_so_and_old_figures_without_requests_are_printed():
    nothing = {"loans": 0, "people": 0, "amount": 0, "by": []}
    told = words(paper.content(figures=paper.figures(1, loans={**paper.LOANS, "period": nothing})))
    assert "Trong kỳ không giải ngân món vay nào theo Quyết định số 22/2023/QĐ-TTg." in told
    assert "đề nghị vay" not in told


def test_requests_are_told_with_their_median():
    requests = {"received": 9, "approved": 7, "refused": 1, "waiting": 2, "median_days": 12.5}
    told = words(paper.content(figures=paper.figures(1, loans={**paper.LOANS, "requests": requests})))
    assert "nhận 9 đề nghị vay, ngân hàng duyệt 7, không duyệt 1; cuối kỳ còn 2 đề nghị chờ quyết định" in told
    assert "trung vị: 12,5 ngày" in told


def test_further_payments_of_older_loans_are_no_new_loans():
    period = {**paper.LOANS["period"], "loans": 0, "people": 0, "amount": 30_000_000}
    told = words(paper.content(figures=paper.figures(1, loans={**paper.LOANS, "period": period})))
    assert "giải ngân tiếp 30.000.000 đồng cho các món vay từ trước" in told
    assert "0 món vay" not in told


def test_loans_are_told_and_tabled():
    content = paper.content(figures=paper.figures(1, loans=paper.LOANS))
    assert "đã giải ngân 7 món vay cho 7 người, số tiền 600.000.000 đồng" in words(content)
    assert "Lũy kế từ ngày 10/10/2023: 9 món vay, 9 người, số tiền 1.234.500.000 đồng" in words(content)
    assert "Dư nợ cuối kỳ 1.180.000.000 đồng, trong đó nợ quá hạn 12.500.000 đồng." in words(content)
    table = content.tables[1]
    assert [table.caption for table in content.tables] == [
        "Bảng 1. Kết quả quản lý và tái phạm tội",
        "Bảng 2. Kết quả cho vay",
        "Bảng 3. Tái phạm tội theo diện quản lý",
    ]
    assert [[cell.value for cell in row.cells] for row in table.rows] == [
        ["Người chấp hành xong án phạt tù: sản xuất, kinh doanh", 6, 550_000_000, 7, 650_000_000],
        ["Người chấp hành xong án phạt tù: đào tạo nghề", 1, 50_000_000, 1, 50_000_000],
        ["Cơ sở sản xuất, kinh doanh: sản xuất, kinh doanh", 0, 0, 1, 534_500_000],
        ["Cộng", 7, 600_000_000, 9, 1_234_500_000],
    ]


# --- the tables -------------------------------------------------------------------------------------------------------


def test_the_summary_prints_every_field_of_every_category_and_the_differences():
    now, before = paper.figures(1), paper.figures(2, paper.PERIOD.year_before())
    own, earlier = tables.own_rows(now), tables.own_rows(before)
    printed = {row.cells[0].value: [cell.value for cell in row.cells[2:]] for row in paper.content().tables[0].rows}
    for name, label in tables.FIELD_LABELS.items():
        label = {"opening": "Hồ sơ đầu kỳ", "closing": "Hồ sơ cuối kỳ"}.get(name, f"- {label}")
        total, then = own[TOTAL][name], earlier[TOTAL][name]
        assert printed[label] == [*(own[cell][name] for cell in CELLS), then, total - then]
    assert printed["Tỷ lệ tái phạm tội"][3:5] == [own[TOTAL]["rate"], earlier[TOTAL]["rate"]]


def test_the_identity_holds_in_every_printed_row():
    for appendix in paper.content().appendices[:4]:
        for row in appendix.table.rows:
            opening, *counts, closing = [cell.value for cell in row.cells[2:]]
            up, down = counts[: len(INCREASES) + 1], counts[len(INCREASES) + 1 :]
            assert (sum(up[:-1]), sum(down[:-1])) == (up[-1], down[-1])
            assert opening + up[-1] - down[-1] == closing
            assert len(down) == len(DECREASES) + 1


def test_there_is_an_appendix_for_the_total_each_category_and_recidivism():
    appendices = paper.content().appendices
    assert [appendix.label for appendix in appendices] == [
        f"Phụ lục {roman}" for roman in ("I", "II", "III", "IV", "V")
    ]
    for (cell, label), appendix in zip(Category.choices, appendices[1:], strict=False):
        assert str(label).upper() in appendix.title
        figures = tables.cells(paper.figures(1))
        assert [row.cells[2].value for row in appendix.table.rows] == [
            figures[code, cell]["opening"] for code in (*paper.COMMUNES, "527")
        ]
    assert (
        appendices[0].reference == "(Kèm theo Báo cáo số 45/BC-CAH ngày 05 tháng 6 năm 2024 của Công an huyện Sơn Tịnh)"
    )


def test_appendices_follow_the_order_of_the_names_given():
    backwards = dict(reversed(paper.NAMES.items()))
    rows = paper.content(unit_names=backwards).appendices[0].table.rows
    assert [row.cells[1].text for row in rows[:2]] == ["Xã Tịnh Minh", "Xã Tịnh Giang"]
    assert [row.cells[1].text for row in rows[-2:]] == ["Xã Tịnh Thọ", "Toàn đơn vị"]


def test_a_unit_that_did_not_exist_a_year_before_has_no_figures_of_then():
    before = paper.figures(2, paper.PERIOD.year_before())
    before |= {"management": [row for row in before["management"] if row["unit"] != "21175"]}
    rows = paper.content(before=before).appendices[-1].table.rows
    assert [cell.text for cell in rows[0].cells[-3:]] == ["—", "—", "—"]
    assert "—" not in [cell.text for cell in rows[1].cells[-3:]]


def test_a_unit_with_none_below_has_one_appendix_by_category():
    alone = only_the_district(paper.figures(1))
    content = paper.content(figures=alone, before=only_the_district(paper.figures(2)))
    assert [appendix.label for appendix in content.appendices] == ["Phụ lục I"]
    labels = [row.cells[1].text for row in content.appendices[0].table.rows]
    assert labels == [*(str(label) for label in Category.labels), "Cộng"]
    assert "số liệu chi tiết tại Phụ lục I kèm theo" in words(content)


def test_the_definition_stands_under_every_table_that_counts():
    content = paper.content(definition_text="ĐỊNH NGHĨA ĐANG DÙNG.", figures=paper.figures(1, loans=paper.LOANS))
    tables_printed = [*content.tables, *(appendix.table for appendix in content.appendices)]
    for table in tables_printed:
        if "cho vay" in table.caption:
            assert "có lần giải ngân đầu tiên" in table.notes[0]
        else:
            assert "ĐỊNH NGHĨA ĐANG DÙNG." in table.notes
            assert table.notes[-1] == "Số liệu ghi nhận trên hệ thống đến 08:00 ngày 15/06/2024."


def test_the_data_sheet_holds_every_row_of_both_periods():
    now, before = paper.figures(1), paper.figures(2, paper.PERIOD.year_before())
    data = paper.content().data
    assert len(data.rows) == len(now["management"]) + len(before["management"])
    first = [cell.value for cell in data.rows[0].cells]
    row = now["management"][0]
    assert first[:5] == [date(2023, 12, 15), date(2024, 6, 14), row["unit"], "Xã Tịnh Thọ", "Chấp hành xong án phạt tù"]
    assert first[5:] == [row[name] for name in (*tables.FIELD_LABELS, "managed", "reoffended", "rate")]


def test_a_row_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="fit"):
        Table((), (tables.Row((Cell(1),)),))


def test_names_and_texts_lose_control_characters_and_become_nfc():
    names = paper.NAMES | {"21205": "xã Ti\u0323nh\x00 Ba\u0306\u0301c\u202e"}
    content = paper.content(unit_names=names, texts={"plan": "Dòng\x07 một\x0bdòng hai"}, export_mark="a\nb")
    assert "Xã Tịnh Bắc" in [row.cells[1].text for row in content.appendices[0].table.rows]
    assert content.footer == "a b"
    assert all(character.isprintable() for character in words(content).replace("\n", "").replace(NO_BREAK, ""))


def test_building_twice_gives_the_same_content():
    assert paper.content() == paper.content()
    assert build_content.__kwdefaults__["export_mark"] is None
