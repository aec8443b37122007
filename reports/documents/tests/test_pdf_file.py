"""The report as a PDF, as typst laid it out."""

import json
import re
from typing import Any

import pytest
import typst

from core.documents import pdf, to_pdf
from reports.documents.tests.drawn_files import all_tables, laid_out, printed, texts_in
from reports.documents.tests.sample_content import NAMES, PERIOD, report_content, report_figures

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


def headings_of(content) -> list[str]:
    return [text for heading in laid_out(content, "heading") for text in texts_in(heading["body"])]


def pages(document: bytes) -> int:
    return int(re.search(rb"/Type/Pages/Count (\d+)", document)[1])


def test_pdf_has_every_figure_of_every_table(content):
    found = laid_out(content, "table")
    assert len(found) == len(all_tables(content))
    for element, table in zip(found, all_tables(content), strict=True):
        head, *cells = element["children"]
        assert texts_in(cells) == [text for row in printed(table) for text in row]
        assert set(texts_in(head)) == {column.label for column in table.columns} | {c.group for c in table.columns} - {
            ""
        }


def test_pdf_has_every_heading_and_paragraph(content):
    wanted = [block.text for block in content.blocks if type(block).__name__ == "Heading"]
    wanted += [appendix.label for appendix in content.appendices]
    assert headings_of(content) == wanted
    paragraphs = texts_in(laid_out(content, "par"))
    for block in content.blocks:
        assert type(block).__name__ != "Paragraph" or block.text in paragraphs
    for line in (content.nation, content.motto, content.number, content.place_and_date, *content.abstract):
        assert line in paragraphs
    assert {note for table in all_tables(content) for note in table.notes} <= set(paragraphs)


def test_pdf_is_archivable_and_tagged(content):
    document = to_pdf(content)
    assert document.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in document
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document
    assert "Kết quả công tác tái hòa nhập cộng đồng".encode() in document
    assert content.footer.encode() in document
    assert b"/CreationDate(D:20240615" in document
    assert pages(document) == 9


def test_each_appendix_of_pdf_numbers_its_pages_from_the_second():
    units = {f"3{place:04}": f"xã Số {place}" for place in range(60)}
    long = report_content(
        figures=report_figures(1, units=units),
        before=report_figures(2, PERIOD.year_before(), units=units),
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


def test_every_vietnamese_letter_is_in_all_four_fonts():
    """PDF/A refuses text with a letter that has no glyph."""
    letters = VIETNAMESE + VIETNAMESE.upper() + "0123456789.,;:()/-–—…·%+₫□"
    faces = f"{letters} *{letters}* _{letters}_ *_{letters}_*"
    source = f'#set document(title: "x")\n#set text(font: "Liberation Serif", fallback: false)\n{faces}'
    given: dict[str, Any] = {"font_paths": [str(pdf.FONTS)], "ignore_system_fonts": True, "pdf_standards": ["a-2a"]}
    document, warnings = typst.compile_with_warnings(source.encode(), **given)
    assert document.startswith(b"%PDF")
    assert not warnings
    with pytest.raises(typst.TypstError):
        typst.compile(source.replace(letters, letters + "漢").encode(), **given)


def test_a_letter_without_a_glyph_keeps_the_pdf_archivable():
    foreign = report_content(unit_names=NAMES | {"21175": "xã 漢字 Tịnh 😀 Thọ"})
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
