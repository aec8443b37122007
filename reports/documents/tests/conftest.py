"""A report's content, and the files made of it."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from docx import Document

from core.documents import to_docx
from reports.documents import to_xlsx
from reports.documents.tests.drawn_files import CONTROL, ENDLESS, HOSTILE
from reports.documents.tests.sample_content import LETTERHEAD, LOANS, NAMES, report_content, report_figures


@pytest.fixture(scope="module")
def content():
    figures = report_figures(1, loans=LOANS)
    return report_content(
        figures=figures, export_mark="Nguyễn Thị Thắm · 08:15 ngày 15/06/2024 · số 000123 · sha256 9f2c"
    )


@pytest.fixture(scope="module")
def hostile():
    names = NAMES | {"21175": HOSTILE, "21178": ENDLESS, "21181": f"xã {CONTROL}", "527": f"huyện {HOSTILE}"}
    head = replace(
        LETTERHEAD,
        parent_agency=HOSTILE,
        agency=HOSTILE,
        place=HOSTILE,
        signer_rank_name=HOSTILE,
        recipients=(HOSTILE, ENDLESS),
        addressees=(HOSTILE, ENDLESS),
    )
    texts = {"direction": f"{HOSTILE}\n{ENDLESS}\n{CONTROL}", "plan": HOSTILE}
    return report_content(unit_names=names, letterhead=head, number=HOSTILE, texts=texts, export_mark=HOSTILE)


@pytest.fixture(scope="module")
def word(content):
    return Document(BytesIO(to_docx(content)))


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(BytesIO(to_xlsx(content)))
