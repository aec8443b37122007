"""What the report says about the work of the units: each number beside its own words, and one sentence for nothing."""

import re
from io import BytesIO

import openpyxl
import pytest
from docx import Document

from core.documents import to_docx
from core.documents.model import number
from law.choices import Category
from reports.documents import activity_text, to_xlsx
from reports.documents.activity_tables import activity_tables
from reports.documents.tables import own_rows
from reports.documents.tests.content_parts import EMPTY, NO_BREAK, headings, only_the_district, words
from reports.documents.tests.drawn_files import laid_out, texts_in
from reports.documents.tests.sample_activity import everything, nothing
from reports.documents.tests.sample_content import COMMUNES, LOANS, report_content, report_figures
from reports.documents.unbroken import with_unbroken_numbers
from reports.measures.activity import CASE_EVENTS, MODEL_EVENTS

CODES = (*COMMUNES, "527")
# Events of which no sentence of their own says that there were none: in no sentence, or in one with other events.
BESIDE_OTHERS = {"contact_assessment", "contact_monthly_report", "help_begun", "job_ended", "presented", "attendance"}


@pytest.fixture
def figures() -> dict:
    return report_figures(1, activity=everything(CODES), loans={**LOANS, "requests": None})


@pytest.fixture
def own(figures) -> dict:
    return figures["activity"][-1]


def said(sentences) -> str:
    return " ".join(sentences)


def n(own: dict, name: str, place: int = 0) -> str:
    return number(own["events"][name][place])


def test_groups_and_work(own):
    of = own["states"]
    assert said(activity_text.groups(own)) == (
        f"Phân nhóm quản lý đến cuối kỳ: nhóm A {of['group_a']} hồ sơ; nhóm B {of['group_b']} hồ sơ; nhóm C {of['group_c']}"
        f" hồ sơ; nhóm D {of['group_d']} hồ sơ; chưa phân nhóm {of['group_none']} hồ sơ."
    )
    work = next(iter(activity_text.support(own)))
    assert work == (
        f"Trong số hồ sơ đang quản lý cuối kỳ: có việc làm {of['work_with']} hồ sơ; chưa có việc làm {of['work_without']} hồ sơ;"
        f" chưa rõ việc làm {of['work_unknown']} hồ sơ."
    )


def test_management(own):
    visits, meetings, calls = (own["events"][f"contact_{kind}"][0] for kind in activity_text.CONTACTS)
    assert [*activity_text.management(own)] == [
        f"Trong kỳ có {n(own, 'presented')} người đến trình diện.",
        f"Trong kỳ gặp gỡ, tiếp xúc {visits + meetings + calls} lượt (gặp tại nhà {visits}; gặp tại trụ sở, cuộc họp {meetings};"
        f" gọi điện {calls}).",
        f"Đến cuối kỳ, {own['states']['contacts_covered']} trong {own['states']['contacts_expected']} hồ sơ phải tiếp xúc định kỳ"
        " đã được tiếp xúc đúng hạn.",
        f"Cuối kỳ còn {own['states']['no_officer']} hồ sơ chưa phân công cán bộ phụ trách.",
    ]


def test_needs_and_support(own):
    text = said(activity_text.support(own))
    for title, prefix in (("Tiếp nhận", "need_raised"), ("Đã đáp ứng", "need_met")):
        counts = [events[0] for name, events in own["events"].items() if name.startswith(prefix)]
        assert f"{title} {number(sum(counts))} nhu cầu" in text
        assert f"vay vốn {n(own, f'{prefix}_credit')}" in text
    open_needs = sum(count for name, count in own["states"].items() if name.startswith("need_"))
    assert f"Cuối kỳ còn {number(open_needs)} nhu cầu" in text
    assert f"Thực hiện {n(own, 'support')} việc hỗ trợ, kinh phí {n(own, 'support', 2)} đồng." in text


def test_conditional_release(own, figures):
    line = own_rows(figures)[Category.CONDITIONAL]
    first, again = (own["events"][name][0] for name in ("breach_first", "breach_again"))
    assert [*activity_text.probation(own, own_rows(figures))] == [
        f"Cuối kỳ đang quản lý {line['closing']} hồ sơ trong thời gian thử thách; trong kỳ tiếp nhận mới"
        f" {line['released'] + line['transferred_in']} hồ sơ; hết thời gian thử thách {line['category_out']} hồ sơ.",
        f"Trong kỳ có {first + again} lượt vi phạm nghĩa vụ (lần đầu {first}; từ lần thứ hai {again}); đề nghị hủy"
        f" quyết định tha tù {n(own, 'revocation_asked')} trường hợp.",
        f"Xin vắng mặt tại nơi cư trú: nhận đơn {n(own, 'absence_asked')} lượt; đồng ý {n(own, 'absence_granted')} lượt; không"
        f" đồng ý {n(own, 'absence_refused')} lượt.",
        f"Rút ngắn thời gian thử thách: đã đề nghị {n(own, 'shortening_asked')} trường hợp; Tòa án chấp nhận"
        f" {n(own, 'shortening_granted')} trường hợp; không được chấp nhận {n(own, 'shortening_refused')} trường hợp.",
    ]  # fmt: skip


def test_models(own):
    assert [*activity_text.models(own)] == [
        f"Cuối kỳ có {n(own, 'models')} mô hình đang hoạt động, trong đó ra mắt trong kỳ {n(own, 'model_launched')}; có"
        f" {n(own, 'members')} thành viên, {n(own, 'helped')} người đang được giúp đỡ.",
        f"Trong kỳ tổ chức {n(own, 'activity')} hoạt động, {n(own, 'attendance', 2)} lượt người dự, kinh phí"
        f" {n(own, 'activity', 2)} đồng.",
        f"Có {n(own, 'enterprises')} doanh nghiệp, cơ sở cam kết {n(own, 'enterprises', 2)} việc làm, đã bố trí"
        f" {n(own, 'jobs_given', 2)} việc làm.",
        f"Quỹ của các mô hình: trong kỳ thu {n(own, 'fund_in', 2)} đồng; chi {n(own, 'fund_out', 2)} đồng; tồn cuối kỳ"
        f" {n(own, 'fund', 2)} đồng.",
        f"Tiếp nhận hiện vật {n(own, 'gift')} lần, trị giá ước tính {n(own, 'gift', 2)} đồng.",
    ]


def test_expungement_and_features_of_reoffences(own):
    assert said(activity_text.expungement(own)) == (
        f"Thủ tục xóa án tích trong kỳ: hướng dẫn làm thủ tục {n(own, 'review_guided')} hồ sơ; nộp đơn tại Tòa án"
        f" {n(own, 'review_petition')} hồ sơ; đã có giấy tờ xác nhận {n(own, 'review_proved')} hồ sơ."
    )
    of = {name: number(count) for name, count in own["reoffences"].items()}
    assert [*activity_text.reoffences(own)] == [
        f"Thời gian từ khi về địa phương đến khi phạm tội mới bị khởi tố: dưới 12 tháng {of['within_12']} vụ; từ 12 đến dưới"
        f" 24 tháng {of['within_24']} vụ; từ 24 đến dưới 36 tháng {of['within_36']} vụ; từ 36 tháng trở lên {of['later']} vụ.",
        f"Theo loại tội phạm: ít nghiêm trọng {of['class_less_serious']} vụ; nghiêm trọng {of['class_serious']} vụ; rất nghiêm"
        f" trọng {of['class_very_serious']} vụ; đặc biệt nghiêm trọng {of['class_extremely_serious']} vụ; chưa ghi loại tội phạm"
        f" {of['class_unknown']} vụ.",
        f"Theo lỗi: cố ý {of['intentional']} vụ; vô ý {of['careless']} vụ; chưa ghi lỗi {of['intent_unknown']} vụ.",
    ]


def test_a_section_without_events_says_so_in_one_sentence():
    empty = only_the_district(report_figures(1, activity=nothing(["527"])), **EMPTY)
    content = report_content(figures=empty, before=empty, texts={})
    blocks = [block.text for block in content.blocks if hasattr(block, "text")]
    for sentence in (
        "Trong kỳ không có người được tha tù trước thời hạn có điều kiện.",
        "Trong kỳ không có việc làm mới, nhu cầu hay việc hỗ trợ nào được ghi nhận.",
        "Cuối kỳ không có mô hình tái hòa nhập cộng đồng nào đang hoạt động.",
        "Đơn vị chưa ghi nội dung này.",
    ):
        place = blocks.index(sentence)
        assert re.match(r"\d+\. ", blocks[place - 1]), blocks[place - 1]
        assert re.match(r"\d+\. |[IVX]+\. ", blocks[place + 1]), blocks[place + 1]
    assert not re.search(r"(?<![\d.,/])0 (hồ sơ|người|lượt|đồng|trường hợp|vụ)", words(content))


@pytest.mark.parametrize("name", sorted({*CASE_EVENTS, *MODEL_EVENTS} - BESIDE_OTHERS))
def test_a_single_event_is_told_and_not_denied(name):
    [did] = nothing(["527"])
    rows = own_rows(only_the_district(report_figures(1, activity=[did]), **EMPTY))

    def sections(of: dict) -> list[list[str]]:
        parts = (activity_text.management, activity_text.support, activity_text.models, activity_text.expungement)
        return [*([*part(of)] for part in parts), [*activity_text.probation(of, rows)]]

    pairs = zip(sections({**did, "events": {name: [7, 7, 7]}}), sections(did), strict=True)
    [(told, denial)] = [pair for pair in pairs if pair[0] != pair[1]]
    assert re.search(r"(?<!\d)7(?!\d)", said(told))
    assert denial[0] not in told


def test_the_report_never_says_that_there_was_no_inspection(figures):
    unwritten, written = (
        words(report_content(figures=figures, texts=texts)) for texts in ({}, {"inspection": "Kiểm tra 3 xã."})
    )
    assert "không có cuộc kiểm tra" not in unwritten + written
    assert "chưa ghi nội dung" in unwritten
    assert "chưa ghi nội dung" not in written


def test_reports_of_before_say_nothing_of_it():
    content = report_content(texts={})
    assert not any("tha tù trước thời hạn" in title for title in headings(content, 2))
    assert len(content.appendices) == 5


def expected_lines(figures: dict) -> dict[str, list[list[int]]]:
    """Title -> the numbers of each unit, in the order of the columns."""
    rows = {(row["unit"], row["category"]): row for row in figures["management"]}
    found: dict[str, list[list[int]]] = {"PROBATION": [], "CREDIT": [], "MODELS": []}
    for one in figures["activity"]:
        line, did, loans = rows[one["unit"], "conditional"], one["events"], one["loans"]
        asked, spans = loans["requests"], [loans["period"], loans["since_2023_10_10"]]
        found["PROBATION"].append([
            line["closing"], line["released"] + line["transferred_in"], line["category_out"], did["shortening_asked"][0],
            did["shortening_granted"][0], did["breach_first"][0], did["breach_again"][0], did["revocation_asked"][0],
            line["revoked"], did["absence_granted"][0], did["absence_refused"][0],
        ])  # fmt: skip
        found["CREDIT"].append([
            asked["received"], asked["approved"], asked["refused"], asked["waiting"], spans[0]["loans"], spans[0]["people"],
            spans[0]["amount"], spans[1]["loans"], spans[1]["amount"], loans["outstanding"], loans["overdue"],
        ])  # fmt: skip
        found["MODELS"].append([
            did["models"][0], did["model_launched"][0], did["members"][0], did["helped"][0], did["enterprises"][2],
            did["jobs_given"][2], did["activity"][0], did["attendance"][2], did["fund_in"][2], did["fund_out"][2],
            did["fund"][2],
        ])  # fmt: skip
    return found


def test_the_appendices_by_commune_in_every_file(figures):
    content = report_content(figures=figures)
    expected = [*expected_lines(figures).values()]
    tables = [appendix.table for appendix in content.appendices[5:]]
    assert [[[cell.value for cell in row.cells[2:]] for row in table.rows] for table in tables] == expected
    assert [appendix.label for appendix in content.appendices[5:]] == ["Phụ lục VI", "Phụ lục VII", "Phụ lục VIII"]
    assert "các Phụ lục từ I đến VIII kèm theo" in words(content)
    printed = [[[number(value) for value in row] for row in table] for table in expected]
    word = [table for table in Document(BytesIO(to_docx(content))).tables if table.style.name == "Table Grid"][-3:]
    assert [[[cell.text for cell in row.cells][2:] for row in table.rows[2:]] for table in word] == printed
    book = openpyxl.load_workbook(BytesIO(to_xlsx(content)))
    for label, table in zip(("VI", "VII", "VIII"), expected, strict=True):
        rows = [[cell.value for cell in row] for row in book[f"Phụ lục {label}"].iter_rows()]
        numbers = [row[2:13] for row in rows if isinstance(row[2], int)]
        assert numbers == table
    drawn = ["".join(texts_in(one)) for table in laid_out(content, "table") for one in table["children"]]
    for lines in printed:
        assert lines[-1][0] in drawn


def test_before_the_decision_on_credit_no_appendix_is_about_it(figures):
    names = {code: code for code in CODES}
    with_note, without = (activity_tables(figures, names, note) for note in ("Cách đếm.", ""))
    assert len(with_note) == 3
    assert [table for table in with_note if not table[0].startswith("Tín dụng")] == without


def test_an_appendix_without_any_number_is_left_out():
    content = report_content(figures=report_figures(1, activity=nothing(CODES)))
    titles = [appendix.title for appendix in content.appendices[5:]]
    assert titles == ["QUẢN LÝ NGƯỜI ĐƯỢC THA TÙ TRƯỚC THỜI HẠN CÓ ĐIỀU KIỆN"]


def test_no_line_breaks_between_a_number_and_its_unit(figures):
    content = with_unbroken_numbers(report_content(figures=figures))
    texts = [block.text for block in content.blocks if hasattr(block, "text")]
    texts += [note for appendix in content.appendices for note in appendix.table.notes]
    assert any(f"{NO_BREAK}hồ sơ" in text for text in texts)
    for text in texts:
        assert not re.search(r"\d (%|hồ sơ|người|đồng|vụ|lượt|trường hợp|việc)(?!\w)", text), text
