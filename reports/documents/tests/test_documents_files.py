"""The three files, read back by other libraries than those that wrote them, or by the format itself."""

import json
import re
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import pytest
import typst
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.documents import pdf, to_docx, to_pdf
from core.documents.model import Kind
from reports.documents import to_xlsx
from reports.documents.tests import paper

HOSTILE = "=1+1 <b>&amp;</b> #panic() $x$ {=2*2} @SUM(A1) +84 -cmd|' /C calc'!A0 _x0041_ ]]> \"; \\ &C&P https://evil.example/"
ENDLESS = "Ấ" * 300
CONTROL = "a\x00b\x07c\x1bd\u202ee\ufffef"
VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


@pytest.fixture(scope="module")
def content():
    figures = paper.figures(1, loans=paper.LOANS)
    return paper.content(
        figures=figures, export_mark="Nguyễn Thị Thắm · 08:15 ngày 15/06/2024 · số 000123 · sha256 9f2c"
    )


@pytest.fixture(scope="module")
def hostile():
    names = paper.NAMES | {"21175": HOSTILE, "21178": ENDLESS, "21181": f"xã {CONTROL}", "527": f"huyện {HOSTILE}"}
    head = replace(
        paper.LETTERHEAD,
        parent_agency=HOSTILE,
        agency=HOSTILE,
        place=HOSTILE,
        signer_rank_name=HOSTILE,
        recipients=(HOSTILE, ENDLESS),
        addressees=(HOSTILE, ENDLESS),
    )
    texts = {"direction": f"{HOSTILE}\n{ENDLESS}\n{CONTROL}", "plan": HOSTILE}
    return paper.content(unit_names=names, letterhead=head, number=HOSTILE, texts=texts, export_mark=HOSTILE)


@pytest.fixture(scope="module")
def word(content):
    return Document(BytesIO(to_docx(content)))


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(BytesIO(to_xlsx(content)))


def all_tables(content) -> list:
    return [*content.tables, *(appendix.table for appendix in content.appendices)]


def printed(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


# --- Word -------------------------------------------------------------------------------------------------------------


def word_tables(document) -> list[list[list[str]]]:
    """Cells of the tables with borders: those of the head and of the signature have none."""
    tables = [table for table in document.tables if table.style.name == "Table Grid"]
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def sizes(*lengths) -> list[int]:
    """In millimetres; Word counts in twentieths of a point."""
    return [round(length / Mm(1)) for length in lengths]


def test_word_holds_every_figure_of_every_table(word, content):
    found = word_tables(word)
    assert len(found) == len(all_tables(content)) == 8
    for rows, table in zip(found, all_tables(content), strict=True):
        assert rows[2:] == printed(table)
        assert rows[1] == [column.label for column in table.columns]


def test_word_holds_every_word(word, content):
    paragraphs = [paragraph.text for paragraph in word.paragraphs]
    for block in content.blocks:
        assert getattr(block, "text", None) is None or block.text in paragraphs
    for appendix in content.appendices:
        assert {appendix.label, appendix.title, appendix.reference, *appendix.table.notes} <= set(paragraphs)
    head, signature = (table for table in word.tables if table.style.name != "Table Grid")
    assert head.cell(0, 1).text.split("\n")[0] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert head.cell(0, 0).text.split("\n")[:2] == ["CÔNG AN TỈNH QUẢNG NGÃI", "CÔNG AN HUYỆN SƠN TỊNH"]
    assert "Thượng tá Nguyễn Văn Mẫu" in signature.cell(0, 1).text
    assert signature.cell(0, 0).text.startswith("Nơi nhận:\n- Như trên;")


def test_the_page_of_word_is_as_decree_30_wants_it(word):
    first, *appendices = word.sections
    assert sizes(first.page_width, first.page_height) == [210, 297]
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert sizes(*margins) == [20, 20, 30, 15]
    assert len(appendices) == 5
    for section in appendices:
        assert sizes(section.page_width, section.page_height) == [297, 210]
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert all(section.different_first_page_header_footer for section in word.sections)
    body = word.styles["Body Text"]
    assert (body.font.name, body.font.size) == ("Times New Roman", Pt(14))
    assert sizes(body.paragraph_format.first_line_indent) == [10]


def test_word_numbers_its_pages_itself_but_for_the_first(word):
    header = word.sections[0].header._element
    assert [node.text for node in header.iter(qn("w:instrText"))] == [" PAGE "]
    assert word.sections[0].first_page_header.paragraphs[0].text == ""


def test_the_national_title_of_word_has_room_for_one_line(word):
    """The grid's widths count, not only the cells' (the trap of python-docx)."""
    head = word.tables[0]
    assert sizes(*(column.width for column in head.columns)) == [67, 98]


def test_heads_of_word_repeat_and_rows_stay_whole(word):
    for table in word.tables:
        if table.style.name != "Table Grid":
            continue
        rows = [row._tr.trPr for row in table.rows]
        assert [properties.find(qn("w:tblHeader")) is not None for properties in rows] == [True] * 2 + [False] * (
            len(rows) - 2
        )
        assert all(properties.find(qn("w:cantSplit")) is not None for properties in rows)


def test_a_signature_of_word_never_stands_alone(word):
    body = list(word.element.body)
    signature = word.tables[[table.style.name for table in word.tables].index("Normal Table", 1)]._tbl
    place = body.index(signature)
    before = [
        element.pPr is not None and element.pPr.find(qn("w:keepNext")) is not None
        for element in body[place - 2 : place]
    ]
    assert before == [True, True]


def test_word_says_whose_it_is_and_keeps_nothing_of_the_librarys_template(word, content):
    core = word.core_properties
    assert core.title.startswith("Báo cáo: Kết quả công tác tái hòa nhập cộng đồng 6 tháng đầu năm 2024")
    assert core.author == core.last_modified_by == "CÔNG AN HUYỆN SƠN TỊNH"
    assert core.comments == content.footer
    assert core.created.replace(tzinfo=None) == datetime(2024, 6, 15, 1, 0)  # noqa: DTZ001 (the file's own UTC)
    assert core.language == "vi-VN"
    assert {node.get(qn("w:val")) for node in word.styles.element.iter(qn("w:lang"))} == {"vi-VN"}
    assert [p.text for p in word.sections[0].footer.paragraphs] == [content.footer]
    assert [p.text for p in word.sections[0].first_page_footer.paragraphs] == [content.footer]
    assert not any("thumbnail" in relation.reltype for relation in word.part.package.rels.values())


# --- Excel ------------------------------------------------------------------------------------------------------------


def sheet_rows(sheet, width: int) -> list[list]:
    return [[cell.value for cell in row[:width]] for row in sheet.iter_rows()]


def as_typed(cell):
    """What a spreadsheet must hold for a cell."""
    if cell.value is None:
        return "—"
    if cell.kind in (Kind.RATE, Kind.RATE_CHANGE):
        return float(cell.value)
    if cell.kind == Kind.DATE:
        return datetime.combine(cell.value, datetime.min.time())
    return cell.value or None if cell.kind == Kind.LABEL else cell.value


def test_excel_holds_every_figure_as_a_number(book, content):
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
    assert cells["Mã kiểm tra số liệu (SHA-256)"].offset(0, 1).value == paper.figures(1, loans=paper.LOANS)["checksum"]
    assert cells["Bản xuất"].offset(0, 1).value == content.footer


def test_excel_freezes_and_repeats_its_heads_and_fits_its_pages(book):
    for name in book.sheetnames[1:-1]:
        sheet = book[name]
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("C7", "$5:$6")
        assert sheet.cell(5, 2).value == "Đơn vị"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    data = book["Dữ liệu"]
    assert data.freeze_panes == "F2"
    assert data.auto_filter.ref == f"A1:U{data.max_row}"
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # One page wide (which is what a file means that says nothing), the first sheet one page high too.
    assert {sheet.page_setup.fitToWidth for sheet in book} <= {None, 1}
    assert [sheet.page_setup.fitToHeight for sheet in book] == [None, *[0] * 6]


def test_excel_carries_the_mark_at_the_foot_and_in_its_properties(book, content):
    for sheet in book:
        assert content.footer in sheet.oddFooter.center.text
    assert book.properties.description == content.footer
    assert book.properties.creator == "CÔNG AN HUYỆN SƠN TỊNH"
    assert book.properties.created == datetime(2024, 6, 15, 1, 0)  # noqa: DTZ001 (the file's own UTC)


def test_the_foot_of_excel_is_never_read_as_a_code_and_never_too_long():
    for mark in ("08:15 ngày 15/06/2024", "A & B &P", "&" * 300, "x" * 300):
        with zipfile.ZipFile(BytesIO(to_xlsx(paper.content(export_mark=mark)))) as archive:
            sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        (foot,) = (node.text for node in sheet.iter() if node.tag.endswith("}oddFooter"))
        shown = re.fullmatch(r"&C&8 (.*)&R&8&P/&N", foot)[1]
        assert mark.startswith(shown.replace("&&", "&"))
        assert not re.search(r"(?<!&)(&&)*&(?!&)", shown)
        assert len(shown) > 5
        assert len(foot) <= 255


# --- PDF --------------------------------------------------------------------------------------------------------------


def laid_out(content, selector: str) -> list[dict]:
    """Elements of the document as typst laid it out."""
    found = typst.query(
        str(pdf.TEMPLATE),
        selector,
        root=str(pdf.TEMPLATE.parent),
        font_paths=[str(pdf.FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(pdf.payload(content))},
    )
    return json.loads(found)


def texts_in(node) -> list[str]:
    """Every text of an element, without the places to break at."""
    if isinstance(node, dict):
        own = [node["text"].replace(pdf.ZERO_WIDTH_SPACE, "")] if node.get("func") == "text" else []
        return own + [text for value in node.values() for text in texts_in(value)]
    if isinstance(node, list):
        return [text for item in node for text in texts_in(item)]
    return []


def headings_of(content) -> list[str]:
    return [text for heading in laid_out(content, "heading") for text in texts_in(heading["body"])]


def pages(document: bytes) -> int:
    return int(re.search(rb"/Type/Pages/Count (\d+)", document)[1])


def test_pdf_lays_out_every_figure_of_every_table(content):
    found = laid_out(content, "table")
    assert len(found) == len(all_tables(content))
    for element, table in zip(found, all_tables(content), strict=True):
        head, *cells = element["children"]
        assert texts_in(cells) == [text for row in printed(table) for text in row]
        assert set(texts_in(head)) == {column.label for column in table.columns} | {c.group for c in table.columns} - {
            ""
        }


def test_pdf_lays_out_every_heading_and_paragraph(content):
    wanted = [block.text for block in content.blocks if type(block).__name__ == "Heading"]
    wanted += [appendix.label for appendix in content.appendices]
    assert headings_of(content) == wanted
    paragraphs = texts_in(laid_out(content, "par"))
    for block in content.blocks:
        assert type(block).__name__ != "Paragraph" or block.text in paragraphs
    for line in (content.nation, content.motto, content.number, content.place_and_date, *content.abstract):
        assert line in paragraphs
    assert {note for table in all_tables(content) for note in table.notes} <= set(paragraphs)


def test_pdf_is_made_for_archives_and_for_screen_readers(content):
    document = to_pdf(content)
    assert document.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in document
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document
    assert "Kết quả công tác tái hòa nhập cộng đồng".encode() in document
    assert content.footer.encode() in document
    assert b"/CreationDate(D:20240615" in document
    assert pages(document) == 9


def test_each_appendix_of_pdf_counts_its_pages_from_one_and_hides_the_first():
    units = {f"3{place:04}": f"xã Số {place}" for place in range(60)}
    long = paper.content(
        figures=paper.figures(1, units=units),
        before=paper.figures(2, paper.PERIOD.year_before(), units=units),
        unit_names=units | {"527": "huyện Sơn Tịnh"},
    )
    assert headings_of(long)[-5:] == [f"Phụ lục {roman}" for roman in ("I", "II", "III", "IV", "V")]
    source = (
        pdf.TEMPLATE.read_text()
        + "\n#context [#metadata(query(heading).map(it => counter(page).at(it.location())))<n>]"
    )
    counted = typst.query(
        source.encode(),
        "<n>",
        field="value",
        one=True,
        root=str(pdf.TEMPLATE.parent),
        font_paths=[str(pdf.FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(pdf.payload(long))},
    )
    assert json.loads(counted)[-5:] == [[1]] * 5


def test_every_vietnamese_letter_is_in_all_four_faces():
    """A standard for archives refuses a text with a letter that no font has."""
    letters = VIETNAMESE + VIETNAMESE.upper() + "0123456789.,;:()/-–—…·%+₫□"
    faces = f"{letters} *{letters}* _{letters}_ *_{letters}_*"
    source = f'#set document(title: "x")\n#set text(font: "Liberation Serif", fallback: false)\n{faces}'
    given = {"font_paths": [str(pdf.FONTS)], "ignore_system_fonts": True, "pdf_standards": ["a-2a"]}
    document, warnings = typst.compile_with_warnings(source.encode(), **given)
    assert document.startswith(b"%PDF")
    assert not warnings
    with pytest.raises(typst.TypstError):
        typst.compile(source.replace(letters, letters + "漢").encode(), **given)


def test_a_letter_that_no_font_has_is_a_box_and_the_pdf_still_fit_for_archives():
    foreign = paper.content(unit_names=paper.NAMES | {"21175": "xã 漢字 Tịnh 😀 Thọ"})
    document = to_pdf(foreign)
    assert b"<pdfaid:part>2</pdfaid:part>" in document


def test_the_template_raises_no_warnings(content):
    _document, warnings = typst.compile_with_warnings(
        str(pdf.TEMPLATE),
        root=str(pdf.TEMPLATE.parent),
        font_paths=[str(pdf.FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(pdf.payload(content))},
    )
    assert [str(warning) for warning in warnings] == []


# --- all three --------------------------------------------------------------------------------------------------------


def test_hostile_text_is_text_in_word(hostile):
    document = Document(BytesIO(to_docx(hostile)))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert {HOSTILE, ENDLESS, "abcdef"} <= set(paragraphs)
    names = [row[1] for row in word_tables(document)[-1]]
    assert {HOSTILE, ENDLESS, "Xã abcdef"} <= set(names)


def test_hostile_text_is_text_in_excel(hostile):
    file = to_xlsx(hostile)
    cells = [cell for sheet in openpyxl.load_workbook(BytesIO(file)) for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    found = [cell for cell in cells if isinstance(cell.value, str) and "=1+1" in cell.value]
    assert len(found) > 10
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix for cell in found)
    assert {HOSTILE, ENDLESS, "Xã abcdef"} <= {cell.value for cell in cells}
    with zipfile.ZipFile(BytesIO(file)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            tree = ElementTree.fromstring(archive.read(name))
            assert not [node for node in tree.iter() if node.tag.endswith(("}f", "}hyperlink"))]


def test_hostile_text_is_text_in_pdf(hostile):
    assert to_pdf(hostile).startswith(b"%PDF")
    found = texts_in(laid_out(hostile, "table"))
    assert {HOSTILE, ENDLESS, "Xã abcdef"} <= set(found)
    assert {HOSTILE, ENDLESS, "abcdef"} <= set(texts_in(laid_out(hostile, "par")))


@pytest.mark.parametrize("draw", [to_docx, to_pdf, to_xlsx])
def test_the_same_content_gives_the_same_bytes(draw, content, monkeypatch):
    first = draw(content)
    monkeypatch.setattr(time, "time", lambda: datetime(2031, 1, 1, tzinfo=UTC).timestamp())
    monkeypatch.setattr(time, "localtime", lambda *_seconds: time.gmtime(1_900_000_000))
    assert draw(content) == first


def test_a_draft_is_marked_in_every_file():
    draft = paper.content(number="", signed_on=None)
    assert "DỰ THẢO" in Document(BytesIO(to_docx(draft))).tables[0].cell(0, 0).text
    assert "DỰ THẢO" in texts_in(laid_out(draft, "par"))
    values = [
        cell.value for row in openpyxl.load_workbook(BytesIO(to_xlsx(draft)))["Báo cáo"].iter_rows() for cell in row
    ]
    assert "DỰ THẢO" in values


def test_nothing_is_drawn_in_more_than_a_moment(content):
    """The whole set, libraries loaded: generously, for a busy machine; 0.3 s when it is not."""
    for draw in (to_docx, to_pdf, to_xlsx):
        draw(content)
    start = time.process_time()
    for draw in (to_docx, to_pdf, to_xlsx):
        draw(content)
    assert time.process_time() - start < 2
