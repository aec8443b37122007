"""The sentences of the six-month report that state figures."""

import pytest

from core.documents.model import Kind
from reports.documents import tables
from reports.documents.tests.content_parts import EMPTY, NO_BREAK, only_the_district, with_own, words
from reports.documents.tests.sample_content import LOANS, PERIOD, report_content, report_figures
from reports.measures.management import DECREASES, INCREASES, TOTAL


def test_the_first_section_compares_with_the_year_before():
    now = with_own(report_figures(1), opening=1000, closing=1240, managed=1300, reoffended=0, rate="0.00")
    before = with_own(report_figures(2, PERIOD.year_before()), closing=1200, managed=1250)
    report_text = words(report_content(figures=now, before=before))
    assert "Tính đến hết ngày 14/06/2024, trên địa bàn huyện Sơn Tịnh đang quản lý 1.240 hồ sơ" in report_text
    assert f"tăng 40 hồ sơ (+3,3{NO_BREAK}%) so với cùng kỳ năm trước (1.200 hồ sơ)" in report_text
    assert f"Số người được quản lý trong kỳ là 1.300, tăng 50 người (+4,0{NO_BREAK}%)" in report_text
    up, down = (sum(tables.own_rows(before)[TOTAL][name] for name in names) for names in (INCREASES, DECREASES))
    assert f"Cùng kỳ năm trước tăng {up} hồ sơ, giảm {down} hồ sơ." in report_text


def test_a_period_without_reoffences_states_counts_and_rate():
    now = with_own(report_figures(1), managed=288, reoffended=0, rate="0.00")
    report_text = words(report_content(figures=now))
    assert (
        "Trong kỳ không ghi nhận người tái phạm tội; số người được quản lý trong kỳ là 288; tỷ lệ tái phạm tội"
        f" 0,00{NO_BREAK}%." in report_text
    )


def test_reoffences_are_stated_with_counts_rate_and_year_before():
    now = with_own(report_figures(1), managed=300, reoffended=2, rate="0.67")
    before = with_own(report_figures(2, PERIOD.year_before()), managed=200, reoffended=3, rate="1.50")
    report_text = words(report_content(figures=now, before=before))
    assert "Trong kỳ có 2 người tái phạm tội; số người được quản lý trong kỳ là 300" in report_text
    assert f"Cùng kỳ năm trước: 3/200 (1,50{NO_BREAK}%); số người tái phạm tội giảm 1 người" in report_text
    assert "tỷ lệ giảm 0,83 điểm phần trăm" in report_text


def test_nobody_managed_has_no_rate():
    empty = only_the_district(report_figures(1), **EMPTY)
    content = report_content(figures=empty, before=empty, texts={})
    assert "không có người được quản lý nên không tính tỷ lệ" in words(content)
    assert "Cuối kỳ không còn hồ sơ nào đang quản lý." in words(content)
    assert "%" not in words(content)
    rates = content.tables[0].rows[-1].cells[2:]
    assert [cell.text for cell in rates] == ["—"] * 6


def test_the_sentences_follow_the_definition():
    averaged = with_own(report_figures(1), managed=245.5, reoffended=1, rate="0.41")
    averaged |= {"definition": {"counted_date": "prosecution", "denominator": "average"}}
    content = report_content(figures=averaged)
    assert "Số hồ sơ bình quân đầu kỳ và cuối kỳ là 245,5" in words(content)
    at_end = report_figures(1) | {"definition": {"counted_date": "prosecution", "denominator": "end"}}
    assert "Số người được quản lý cuối kỳ là" in words(report_content(figures=at_end))


def test_unattributed_reoffences_are_counted_without_names():
    listed = [{"case": "BI-MAT-01", "counted_on": "2024-03-26"}, {"case": "BI-MAT-02", "counted_on": "2024-05-02"}]
    report_text = words(report_content(figures=report_figures(1, not_attributed=listed)))
    assert "Ngoài ra có 2 trường hợp" in report_text
    assert "BI-MAT" not in report_text
    assert "Ngoài ra" not in words(report_content())


def test_data_quality_is_printed_beside_every_rate():
    stays = {"late": 7, "after_report": 3, "corrected": 5, "withdrawn": 4}
    crimes = {"late": 2, "after_report": 1, "corrected": 0, "withdrawn": 6}
    content = report_content(figures=report_figures(1, data_quality={"stays": stays, "reoffences": crimes}))
    assert "ghi muộn 2; ghi sau khi đã ký báo cáo 1; sửa 0; rút 6." in words(content)
    every = [*content.tables, *(appendix.table for appendix in content.appendices)]
    rated = [table for table in every if any(Kind.RATE in {cell.kind for cell in row.cells} for row in table.rows)]
    assert len(rated) >= 3
    for table in rated:
        assert any("Ghi muộn quá 30 ngày: 7 biến động, 2 vụ tái phạm" in note for note in table.notes), table.caption
    assert "hi muộn" not in words(report_content())  # a report of before it was counted


def test_missing_loan_figures_are_not_reported_as_zero():
    report_text = words(report_content())
    assert "Số liệu vay vốn theo Quyết định số 22/2023/QĐ-TTg trong kỳ chưa được ghi nhận trên hệ thống." in report_text


def test_a_period_without_loans_and_old_figures_without_requests():
    nothing = {"loans": 0, "people": 0, "amount": 0, "by": []}
    report_text = words(report_content(figures=report_figures(1, loans={**LOANS, "period": nothing})))
    assert "Trong kỳ không giải ngân món vay nào theo Quyết định số 22/2023/QĐ-TTg." in report_text
    assert "đề nghị vay" not in report_text


def test_requests_are_stated_with_the_median_time():
    requests = {"received": 9, "approved": 7, "refused": 1, "waiting": 2, "median_days": 12.5}
    report_text = words(report_content(figures=report_figures(1, loans={**LOANS, "requests": requests})))
    assert "nhận 9 đề nghị vay, ngân hàng duyệt 7, không duyệt 1; cuối kỳ còn 2 đề nghị chờ quyết định" in report_text
    assert "trung vị: 12,5 ngày" in report_text


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        (
            (9, 0, 0, 9),
            "Trong kỳ nhận 9 đề nghị vay, ngân hàng chưa quyết định đề nghị nào; cuối kỳ còn 9 đề nghị chờ quyết định.",
        ),
        (
            (0, 2, 0, 0),
            "Trong kỳ không nhận đề nghị vay mới, ngân hàng duyệt 2; cuối kỳ không còn đề nghị chờ quyết định.",
        ),
        ((1, 0, 3, 4), "Trong kỳ nhận 1 đề nghị vay, ngân hàng không duyệt 3; cuối kỳ còn 4 đề nghị chờ quyết định."),
    ],
)
def test_of_requests_nothing_is_counted_as_zero(counts, text):
    names = ("received", "approved", "refused", "waiting")
    requests = dict(zip(names, counts, strict=True)) | {"median_days": None}
    assert text in words(report_content(figures=report_figures(1, loans={**LOANS, "requests": requests})))


@pytest.mark.parametrize(
    ("came", "went", "text"),
    [
        (4, 0, "Tiếp nhận 4 hồ sơ từ nơi khác chuyển đến; không có hồ sơ chuyển đi nơi khác."),
        (0, 3, "Bàn giao 3 hồ sơ chuyển đi nơi khác; không có hồ sơ từ nơi khác chuyển đến."),
    ],
)
def test_no_case_is_handed_over_as_zero_cases(came, went, text):
    figures = with_own(report_figures(1), transferred_in=came, transferred_out=went)
    assert text in words(report_content(figures=figures))


def test_a_period_without_changes_says_so():
    still = only_the_district(report_figures(1), **EMPTY | {"opening": 5, "closing": 5, "managed": 5, "rate": "0.00"})
    never = dict.fromkeys(("late", "after_report", "corrected", "withdrawn"), 0)
    report_text = words(
        report_content(figures=still | {"data_quality": {"stays": never, "reoffences": never}}, before=still)
    )
    assert "Đầu kỳ có 5 hồ sơ; trong kỳ không tăng, không giảm; cuối kỳ còn 5 hồ sơ." in report_text
    assert "Cùng kỳ năm trước không tăng, không giảm." in report_text
    assert "Không có thông tin nào về tái phạm trong kỳ được ghi muộn, ghi sau báo cáo, sửa hoặc rút." in report_text


def test_later_disbursements_are_no_new_loans():
    period = {**LOANS["period"], "loans": 0, "people": 0, "amount": 30_000_000}
    report_text = words(report_content(figures=report_figures(1, loans={**LOANS, "period": period})))
    assert "giải ngân tiếp 30.000.000 đồng cho các món vay từ trước" in report_text
    assert "0 món vay" not in report_text


def test_loans_have_sentences_and_a_table():
    content = report_content(figures=report_figures(1, loans=LOANS))
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
