"""Properties of all three file formats: hostile text stays text, and the same content gives the same bytes."""

import time
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import pytest
from docx import Document

from core.documents import to_docx, to_pdf
from reports.documents import to_xlsx
from reports.documents.tests.drawn_files import ENDLESS, HOSTILE, laid_out, texts_in, word_tables
from reports.documents.tests.sample_content import report_content


def test_hostile_text_stays_text_in_word(hostile):
    document = Document(BytesIO(to_docx(hostile)))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert {HOSTILE, ENDLESS, "abcdef"} <= set(paragraphs)
    names = [row[1] for row in word_tables(document)[-1]]
    assert {HOSTILE, ENDLESS, "Xã abcdef"} <= set(names)


def test_hostile_text_stays_text_in_excel(hostile):
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


def test_hostile_text_stays_text_in_pdf(hostile):
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
    draft = report_content(number="", signed_on=None)
    assert "DỰ THẢO" in Document(BytesIO(to_docx(draft))).tables[0].cell(0, 0).text
    assert "DỰ THẢO" in texts_in(laid_out(draft, "par"))
    values = [
        cell.value for row in openpyxl.load_workbook(BytesIO(to_xlsx(draft)))["Báo cáo"].iter_rows() for cell in row
    ]
    assert "DỰ THẢO" in values


def test_all_documents_are_rendered_within_seconds(content):
    """All formats together take 0.3 s on an idle machine; the limit is generous for a busy one."""
    for draw in (to_docx, to_pdf, to_xlsx):
        draw(content)
    start = time.process_time()
    for draw in (to_docx, to_pdf, to_xlsx):
        draw(content)
    assert time.process_time() - start < 2
