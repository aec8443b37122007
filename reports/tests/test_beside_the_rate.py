"""Wherever a rate of recidivism stands, two numbers stand beside it (docs/measures.md §1, §3).

How many reoffences no rate counts, and how many of the counted ones wait for a second person.
"""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from cases.facts.store import ReoffenceData
from cases.reoffences import services as reoffences_services
from core.documents.model import Kind, Paragraph
from reports import snapshot
from reports.documents.tests.file_text import contains
from reports.models import FORMATS
from reports.pages.tables import ReportTables
from reports.services import make_report
from reports.tests.life import sign, submit
from reports.tests.sample_cases import H1, day

TEMPLATES = Path(settings.BASE_DIR) / "templates"
RATE = re.compile(r"Tỷ lệ \(%\)|Tỷ lệ tái phạm tội")
# What a page prints a rate from; each ends in the note.
PARTIALS = ("reports/_table.html", "reports/_differences.html", "reports/_not_attributed.html")
BESIDE = "không xếp được vào giai đoạn quản lý"
UNCONFIRMED = "Vụ tái phạm đã tính vào tỷ lệ, còn chờ xác nhận"


@pytest.fixture
def report(world, worked_example):
    for on in ("01/06/2024", "02/06/2024", "03/06/2024"):  # after the case was closed
        data = ReoffenceData(prosecuted_on=day(on))
        reoffences_services.record_reoffence(by=None, case=worked_example["4"], data=data)
    made = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    assert len(made.figures["not_attributed"]) == 3
    return made


def rates_without_note(page: str) -> list[str]:
    """The tables of a page in which a rate stands and after which, before the next table, the note does not."""
    parts = re.split(r"(?=<table)", re.sub(r"\s+", " ", page))
    return [
        part[:200]
        for part in parts
        if part.startswith("<table")
        and RATE.search(part.partition("</table>")[0])
        and not (BESIDE in part and UNCONFIRMED in part)
    ]


def test_every_table_of_every_page_of_reports(world, report, worked_example, client_for):
    client = client_for(world.leader)
    sign(report, by=world.leader, number="11")
    reoffences_services.record_reoffence(
        by=None, case=worked_example["1"], data=ReoffenceData(prosecuted_on=day("01/06/2024"))
    )
    draft = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    reoffences_services.record_reoffence(
        by=None, case=worked_example["2"], data=ReoffenceData(prosecuted_on=day("01/06/2024"))
    )
    found = 0
    at = report.get_absolute_url()
    for address in (at, f"{at}learnt/", draft.get_absolute_url(), "/reports/", "/reports/new/", "/"):
        page = client.get(address).content.decode()
        assert rates_without_note(page) == [], address
        found += len(RATE.findall(page))
        for note in re.findall(rf"{BESIDE} nào, không tính vào tỷ lệ: (\d+)", page):
            assert note == "3", address
        for note in re.findall(rf"{UNCONFIRMED}: (\d+)", page):
            assert note == ("2" if address == draft.get_absolute_url() else "1"), address
    assert found > 10


def test_the_page_names_only_the_unconfirmed_cases_that_its_user_may_see(world, report, client_for):
    address = submit(report, by=world.leader).get_absolute_url()
    leader, province = (client_for(who).get(address).content.decode() for who in (world.leader, world.province))
    assert "Hồ sơ 5, ngày 20/04/2024" in leader
    assert "không xem được" not in leader
    assert "Hồ sơ 5," not in province
    assert "1 vụ ở hồ sơ mà anh/chị không xem được" in province


def test_every_table_and_sentence_of_the_documents(report):
    content = snapshot.document_content(snapshot.Snapshot(
        report.unit, report.period, report.figures, report.before, report.unit_names
    ), snapshot.DocumentDetails())  # fmt: skip
    tables = [*content.tables, *(appendix.table for appendix in content.appendices), content.data]
    with_rate = [table for table in tables if any(cell.kind == Kind.RATE for row in table.rows for cell in row.cells)]
    assert len(with_rate) >= 4
    for table in with_rate:
        assert any(BESIDE in note and ": 3 (" in note for note in table.notes), table.caption
        assert any(note.startswith(f"{UNCONFIRMED}: 1") for note in table.notes), table.caption
    sentences = [block.text for block in content.blocks if isinstance(block, Paragraph)]
    assert any("tỷ lệ tái phạm" in text for text in sentences)
    assert any("3 trường hợp bị xử lý về tội phạm mới" in text for text in sentences)
    assert any("có 1 vụ do cấp xã ghi, cấp huyện chưa xác nhận" in text for text in sentences)


def test_the_code_of_a_sealed_case_stands_on_no_page(world, report, worked_example, client_for):
    """The three crimes were entered for a case that is expunged; one more for a case that has only ended."""
    ended = worked_example["5"]
    data = ReoffenceData(prosecuted_on=day("05/06/2024"))
    reoffences_services.record_reoffence(by=None, case=ended, data=data)
    newer = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    codes = {item["case"] for item in newer.figures["not_attributed"]}
    sealed = worked_example["4"]
    assert codes == {sealed.code, ended.code}
    page = ReportTables(newer)
    assert [item["case"] for item in page.not_attributed["seen"]] == [ended.code]
    assert (page.not_attributed["count"], page.not_attributed["hidden"]) == (4, 3)
    text = client_for(world.leader).get(newer.get_absolute_url()).content.decode()
    assert f"Hồ sơ {ended.code}, ngày 05/06/2024" in text
    assert "3 vụ ở hồ sơ đã niêm phong" in text
    assert f"Hồ sơ {sealed.code}," not in text


@pytest.mark.parametrize("name", FORMATS)
def test_every_file(report, name):
    assert contains(getattr(report, name), f"{BESIDE} nào, không tính vào tỷ lệ: 3 (cùng kỳ năm trước: 0).")
    assert contains(getattr(report, name), f"{UNCONFIRMED}: 1")


def test_the_command_gives_them_with_the_figures(world, report):
    out = StringIO()
    call_command("district_report", unit="527", start="2023-12-15", end="2024-06-14", stdout=out)
    given = json.loads(out.getvalue())
    assert (len(given["not_attributed"]), len(given["unconfirmed"])) == (3, 1)


def test_no_other_template_prints_a_rate():
    """A template that has a column in per cent or reads a rate says what no rate counts, itself or in a partial."""
    for file in (TEMPLATES / "reports").rglob("*.html"):
        text, name = file.read_text(encoding="utf-8"), file.relative_to(TEMPLATES).as_posix()
        if re.search(r"\.rate\b|\(%\)", text):
            is_beside = BESIDE in text and "chờ xác nhận" in text
            assert is_beside or any(partial in text for partial in PARTIALS), name
