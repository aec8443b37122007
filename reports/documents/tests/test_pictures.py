"""The pictures of the report: each shows the figures of the report, and the table below it the same numbers."""

import re
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from core.documents import to_docx, to_pdf
from core.documents.axes import axis, per_cent_axis
from reports.documents import to_xlsx
from reports.documents.tests.content_parts import only_the_district, words
from reports.documents.tests.drawn_files import laid_out, printed, texts_in, word_tables
from reports.documents.tests.sample_content import report_content, report_figures
from reports.documents.tests.sample_history import HALF_YEARS, UNITS, history, with_history
from reports.documents.wording import unbroken
from reports.measures.management import DECREASES, INCREASES
from reports.statistics import share

SPACE = "\u00a0"


@pytest.fixture(scope="module")
def content():
    return with_history()


@pytest.fixture(scope="module")
def pictures(content):
    return content.picture_appendix.pictures


def test_the_trend_draws_the_half_years_with_their_exact_intervals(pictures):
    drawing, table = pictures[0].drawing, printed(pictures[0].table)
    for place, (managed, reoffended) in enumerate(HALF_YEARS):
        point, limits = drawing.points[place], share(reoffended, managed).interval
        assert point.text == f"{reoffended}/{managed}"
        assert point.rate == round(100 * reoffended / managed + 1e-9, 2)
        assert (point.low, point.high) == (100 * limits.low, 100 * limits.high)
        column = [row[place + 1] for row in table]
        texts = [f"{point.rate:.2f}", f"{point.low:.1f}", f"{point.high:.1f}"]
        assert column == [str(managed), str(reoffended), *(text.replace(".", ",") for text in texts)]
    assert [point.chosen for point in drawing.points] == [False] * 7 + [True]
    assert drawing.points[-1].label == f"6{SPACE}tháng đầu năm{SPACE}2024"
    assert drawing.ticks[-1].value >= max(point.high for point in drawing.points)


def test_the_funnel_draws_each_unit_with_its_number_in_the_table(pictures):
    drawing, rows = pictures[1].drawing, printed(pictures[1].table)
    assert [(point.people, point.label) for point in drawing.points] == [
        (managed, str(place)) for place, (managed, _reoffended) in enumerate(UNITS, start=1)
    ]
    assert [row[2:4] for row in rows[:-1]] == [[str(managed), str(reoffended)] for managed, reoffended in UNITS]
    assert rows[-1][1:5] == ["Toàn đơn vị", "455", "15", "3,30"]
    assert drawing.level == pytest.approx(100 * 15 / 455)
    assert [point.label for point in drawing.points if point.outside] == ["6"]
    assert rows[5][5] == f"cao hơn mức chung (ngoài giới hạn 99,8{SPACE}%)"
    assert "xã Tịnh Đông cao hơn mức chung" in pictures[1].finding


def test_the_flow_draws_the_balance_of_the_management_table(pictures):
    own = next(row for row in report_figures(1)["management"] if (row["unit"], row["category"]) == ("527", "total"))
    opening, *steps, closing = pictures[2].drawing.bars
    assert (opening.end, closing.end) == (own["opening"], own["closing"])
    changes = [own[name] for name in INCREASES if own[name]] + [-own[name] for name in DECREASES if own[name]]
    assert [bar.end - bar.start for bar in steps] == changes
    assert steps[0].start == own["opening"]
    assert steps[-1].end == own["closing"]
    [row] = printed(pictures[2].table)
    assert [int(row[0]), int(row[-1])] == [own["opening"], own["closing"]]


def test_a_picture_without_numbers_is_a_sentence():
    nobody = (0, 0)
    one = with_history(told=history((*[nobody] * 7, (40, 1)), whole=(455, 0))).picture_appendix.pictures
    assert "mới có số liệu của một kỳ" in one[0].finding
    assert "0/455" in one[1].finding
    assert [picture.drawing for picture in one[:2]] == [None, None]
    none = with_history(told=history((nobody,) * 8)).picture_appendix.pictures
    assert "không có người được quản lý" in none[0].finding
    assert to_pdf(with_history(told=history((nobody,) * 8))).startswith(b"%PDF")


def test_a_clear_change_is_said_and_an_unclear_one_is_not_called_one():
    clear = with_history(told=history((*HALF_YEARS[:7], (271, 40)))).picture_appendix.pictures[0]
    assert "cao hơn rõ" in clear.finding
    assert "chưa thấy khác biệt rõ" in with_history().picture_appendix.pictures[0].finding


def test_a_commune_has_no_comparison_of_units():
    figures = only_the_district(report_figures(1))
    content = with_history(figures, history(units=(), codes=()))
    assert content.picture_appendix.label == "Phụ lục II"
    assert [picture.title.partition(".")[0] for picture in content.picture_appendix.pictures] == [
        f"Biểu đồ{SPACE}1",
        f"Biểu đồ{SPACE}2",
    ]


def test_the_text_refers_to_the_pictures(content):
    assert "biểu đồ tại Phụ lục VI kèm theo" in words(content).replace(SPACE, " ")
    assert report_content().picture_appendix is None  # made before the years before were counted
    assert "biểu đồ" not in words(report_content())


def test_word_shows_each_picture_with_a_text_for_who_does_not_see_it(content, pictures):
    document = Document(BytesIO(to_docx(content)))
    described = [node.get("descr") for node in document.element.iter(qn("wp:docPr"))]
    assert described == [picture.alt for picture in pictures]
    assert "0/271, 0,00" in described[0]
    assert word_tables(document)[-1][-1] == printed(pictures[2].table)[0]
    assert all(shape.width > shape.height for shape in document.inline_shapes)


def test_the_pdf_has_the_pictures_as_figures_with_their_text(content, pictures):
    assert [one["alt"] for one in laid_out(content, "figure")] == [picture.alt for picture in pictures]
    tables = [set(texts_in(table["children"][1:])) for table in laid_out(content, "table")[-3:]]
    assert tables == [{text for row in printed(picture.table) for text in row} for picture in pictures]
    document = to_pdf(content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document
    assert b"/Subtype/Image" not in document  # vectors
    # Three pages, each with a picture, its table and its source; the notes fit on the last one.
    assert int(re.search(rb"/Type/Pages/Count (\d+)", document)[1]) == 12


def test_the_workbook_has_the_numbers_of_each_picture(content):
    sheet = openpyxl.load_workbook(BytesIO(to_xlsx(content)))["Phụ lục VI"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["Người tái phạm tội", *(reoffended for _managed, reoffended in HALF_YEARS)] in [row[:9] for row in rows]
    assert ["6", "Xã Tịnh Đông", 22, 7, 31.82] in [row[:5] for row in rows]


@pytest.mark.parametrize("draw", [to_docx, to_pdf, to_xlsx])
def test_the_same_pictures_give_the_same_bytes(draw, content):
    assert draw(content) == draw(with_history())


@pytest.mark.parametrize(
    ("largest", "levels"),
    [
        (5.5, "0 2 4 6"),
        (0.4, "0,0 0,1 0,2 0,3 0,4"),
        (100, "0 20 40 60 80 100"),
        (4321, "0 1.000 2.000 3.000 4.000 5.000"),
    ],
)
def test_an_axis_has_round_levels_in_vietnamese(largest, levels):
    assert " ".join(tick.text for tick in axis(largest)) == levels


def test_axes_of_rates_end_at_all_and_axes_of_people_have_no_parts_of_one():
    assert per_cent_axis(112)[-1].value == 100
    assert [tick.text for tick in axis(1.1, whole=True)] == ["0", "1", "2"]


def test_no_line_breaks_within_a_number():
    assert unbroken("95 % của 12 hồ sơ, Bảng 1, ngày 5 tháng 6") == (
        f"95{SPACE}% của 12{SPACE}hồ sơ, Bảng{SPACE}1, ngày{SPACE}5{SPACE}tháng{SPACE}6"
    )
