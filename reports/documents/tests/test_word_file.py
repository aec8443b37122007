"""The report as a Word file, read back by another library than the one that wrote it."""

from datetime import datetime

from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.documents.tests.drawn_files import all_tables, printed, word_tables


def sizes(*lengths) -> list[int]:
    """Convert twentieths of a point, the unit of Word, to millimetres."""
    return [round(length / Mm(1)) for length in lengths]


def test_word_has_every_figure_of_every_table(word, content):
    found = word_tables(word)
    assert len(found) == len(all_tables(content)) == 8
    for rows, table in zip(found, all_tables(content), strict=True):
        assert rows[2:] == printed(table)
        assert rows[1] == [column.label for column in table.columns]


def test_word_has_every_paragraph(word, content):
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


def test_the_page_layout_of_word_follows_decree_30(word):
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


def test_word_numbers_pages_from_the_second(word):
    header = word.sections[0].header._element
    assert [node.text for node in header.iter(qn("w:instrText"))] == [" PAGE "]
    assert word.sections[0].first_page_header.paragraphs[0].text == ""


def test_the_national_title_of_word_fits_on_one_line(word):
    """Word uses the widths of the grid; python-docx sets only those of the cells."""
    head = word.tables[0]
    assert sizes(*(column.width for column in head.columns)) == [67, 98]


def test_word_repeats_header_rows_and_does_not_split_rows(word):
    for table in word.tables:
        if table.style.name != "Table Grid":
            continue
        rows = [row._tr.trPr for row in table.rows]
        assert [properties.find(qn("w:tblHeader")) is not None for properties in rows] == [True] * 2 + [False] * (
            len(rows) - 2
        )
        assert all(properties.find(qn("w:cantSplit")) is not None for properties in rows)


def test_word_keeps_the_signature_with_the_text(word):
    body = list(word.element.body)
    signature = word.tables[[table.style.name for table in word.tables].index("Normal Table", 1)]._tbl
    place = body.index(signature)
    before = [
        element.pPr is not None and element.pPr.find(qn("w:keepNext")) is not None
        for element in body[place - 2 : place]
    ]
    assert before == [True, True]


def test_word_has_its_own_properties_and_none_of_the_template(word, content):
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
