"""A report with its real documents: as a draft, and as issued."""

import io
from datetime import date

import pytest
from docx import Document

from accounts.models import AuditEvent
from reports.models import LetterheadSetting
from reports.services import issue_report, make_report
from reports.tests.worlds import H1


@pytest.fixture
def report(world, people):
    LetterheadSetting.objects.create(
        unit=world.son_tinh,
        valid_from=date(2024, 1, 1),
        parent_agency="CÔNG AN TỈNH QUẢNG NGÃI",
        agency="CÔNG AN HUYỆN SƠN TỊNH",
        symbol="BC-CAH",
        place="Sơn Tịnh",
        signer_title="TRƯỞNG CÔNG AN HUYỆN",
        signer_name="Trung tá Nguyễn Sơn",
        recipients="Công an tỉnh (để báo cáo)\nLưu: VT",
    )
    return make_report(by=world.leader, unit=world.son_tinh, period=H1, texts={"plan": "Giữ vững kết quả."})


def words(stored) -> str:
    """All text of a Word document: body, tables, headers and footers."""
    document = Document(io.BytesIO(bytes(stored.data)))
    parts = [document, *(part for section in document.sections for part in (section.header, section.footer))]
    parts += [section.first_page_footer for section in document.sections]
    elements = [element for part in parts for element in part._element.iter() if element.tag.endswith("}t")]
    return " ".join(element.text or "" for element in elements)


def test_a_draft_says_so_and_carries_figures_words_and_who_drew_it(report):
    text = words(report.docx)
    assert "DỰ THẢO" in text
    assert "Giữ vững kết quả." in text
    assert "16,67" in text
    assert f"mã số liệu {report.checksum[:16]}" in text
    assert "Trung tá Nguyễn Sơn lập lúc" in text
    assert bytes(report.pdf.data).startswith(b"%PDF")
    assert bytes(report.xlsx.data).startswith(b"PK")


def test_an_issued_report_has_its_number_its_date_and_the_head_of_the_audit(world, report):
    head = AuditEvent.objects.order_by("number").last()
    issued = issue_report(by=world.leader, report=report, number="7", signed_on=date(2024, 6, 5))
    text = words(issued.docx)
    assert "DỰ THẢO" not in text
    assert "Số: 07/BC-CAH" in text
    assert "Sơn Tịnh, ngày 05 tháng 6 năm 2024" in text
    assert f"nhật ký số {head.number}: {head.hash[:16]}" in text
    assert f"mã số liệu {report.checksum[:16]}" in text
