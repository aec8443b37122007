"""Official forms: filled with what is entered, under the names and the law of their day, for whom and how they leave."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from accounts.models import AuditEvent
from areas.documents import to_docx, to_pdf
from areas.documents.model import Heading, Paragraph
from cases import services
from cases.history import begin
from cases.models import (
    AdditionalPenalty,
    Breach,
    CivilObligation,
    Contact,
    HouseholdMember,
    Judgment,
    Notice,
    Residence,
)
from cases.official import probation, reception
from cases.official.facts import Month, Office, Subject, Told, Wrong
from cases.official.of_case import FORMS, office_of
from cases.rules.law import law_on
from cases.services import NewCase, PersonData

HOME = date(2024, 5, 20)
NUMBER = "051085000123"
OFFICE = Office("xã Tịnh Bắc", "xã", "Tịnh Bắc", "Công an huyện Sơn Tịnh", "Ủy ban nhân dân huyện Sơn Tịnh")
SUBJECT = Subject(
    "HS-1", "Nguyễn Văn Ân", True, "Tha tù trước thời hạn có điều kiện", HOME, probation=(HOME, date(2025, 7, 10))
)
HOSTILE = '#set page(paper: "a3") $x$ \\u{41} <w:t>*đậm*</w:t> ] ) & \u0065\u0301 _n_ @key `raw` // -- ~'
RULES = law_on((), HOME)
TOLD = Told(
    "Trần Ba", "1990", "Đặc xá", "Trại giam Kim Sơn", "12/TB", "Thôn Minh Lộc", HOME, HOME, "Không có ai tên này"
)


def words(content) -> str:
    blocks = [block.text for block in content.blocks if isinstance(block, Heading | Paragraph)]
    head = content.letterhead
    heads = [head.parent_agency, head.agency, *head.addressees, content.title, *content.abstract]
    return "\n".join([*heads, *blocks, content.footer])


def all_of(subject=SUBJECT, on=HOME, rules=RULES):
    wrong, month = Wrong("Không giữ cam kết", on, "Không báo cáo", 1), Month(date(2024, 5, 1))
    return {
        "hcd-02": reception.information(subject, OFFICE, rules, on, "In"),
        "hcd-05": reception.commitment(subject, OFFICE, rules, on, "In"),
        "hcd-03": reception.wrong_address(TOLD, OFFICE, rules, on, "In"),
        "breach": probation.breach_record(subject, wrong, OFFICE, rules, on, "In"),
        "review": probation.review_meeting(subject, wrong, OFFICE, rules, on, "In"),
        "assessment": probation.assessment(subject, month, OFFICE, rules, on, "In"),
        "hand-back": probation.hand_back(subject, OFFICE, rules, on, "In"),
    }


def text_of_docx(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


@pytest.mark.parametrize("slug", all_of())
def test_each_form_is_drawn_as_both_kinds_of_file_and_again_as_the_same_bytes(slug):
    content = all_of()[slug]
    docx, pdf = to_docx(content), to_pdf(content)
    assert pdf.startswith(b"%PDF")
    assert (to_pdf(content), to_docx(content)) == (pdf, docx)
    drawn = text_of_docx(docx)
    for block in content.blocks:
        assert block.text in drawn
    assert content.letterhead.agency in drawn


@pytest.mark.parametrize("slug", all_of())
def test_what_somebody_typed_is_text_and_never_markup(slug):
    subject = replace(SUBJECT, full_name=HOSTILE, address=HOSTILE, numbers=(HOSTILE,), wishes=HOSTILE)
    content = all_of(subject)[slug]
    assert to_pdf(content).startswith(b"%PDF")
    if slug != "hcd-03":
        assert HOSTILE in text_of_docx(to_docx(content))


def test_what_is_not_known_is_left_to_the_pen():
    content = all_of()["hcd-02"]
    assert "1. Họ và tên: Nguyễn Văn Ân" in words(content)
    assert "8. Điện thoại: …… ……" in words(content)
    assert "None" not in words(content)


@pytest.mark.parametrize(
    ("on", "basis", "body"),
    [
        (date(2024, 6, 1), "Thông tư 10/2024/TT-BCA, Điều 9", "Công an cấp huyện"),
        (date(2025, 3, 1), "Thông tư 10/2024/TT-BCA, Điều 9", "Công an cấp tỉnh"),
        (date(2026, 7, 1), "Luật Thi hành án hình sự 2025", "Công an cấp tỉnh"),
    ],
)
def test_the_date_chooses_the_law_and_the_bodies(on, basis, body):
    rules = law_on((), on)
    assert basis in all_of(on=on, rules=rules)["hcd-02"].footer
    assert body in words(all_of(on=on, rules=rules)["assessment"])


def test_promises_of_conditional_release_are_asked_only_of_whom_they_bind():
    assert "không xuất cảnh" in words(all_of()["hcd-05"])
    free = replace(SUBJECT, is_conditional=False, probation=None)
    assert "không xuất cảnh" not in words(all_of(free)["hcd-05"])
    assert "Thời gian thử thách" not in words(all_of(free)["hcd-02"])


@pytest.mark.parametrize(
    ("on", "unit", "police", "committee"),
    [
        (date(2025, 2, 28), "xã Tịnh Bắc", "huyện Sơn Tịnh", "huyện Sơn Tịnh"),
        (date(2025, 3, 1), "xã Tịnh Bắc", "tỉnh Quảng Ngãi", "huyện Sơn Tịnh"),
        (date(2025, 7, 1), "xã Ba Gia", "tỉnh Quảng Ngãi", "tỉnh Quảng Ngãi"),
    ],
)
def test_the_date_chooses_the_commune_and_who_stands_over_it(world, on, unit, police, committee):
    office = office_of(world.tinh_bac, law_on((), on), on)
    assert office.unit == unit
    assert office.above_police == f"Công an {police}"
    assert office.above_committee == f"Ủy ban nhân dân {committee}"


# --- the pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def case(world):
    history = begin(unit_id=world.tinh_bac.pk, category="conditional", on=HOME, origin="prison")
    details = {
        "release_on": HOME,
        "probation_end_on": date(2027, 7, 10),
        "certificate_number": "77/GCN",
        "wishes": "Học lái xe",
    }
    person = PersonData("Nguyễn Văn Ân", numbers=(("cccd", NUMBER),))
    return services.receive(by=None, case=NewCase("HS-1", person, history, details))


def asked(**more) -> dict:
    return {"on": "20/06/2024", "file": "docx", **more}


@pytest.mark.parametrize("slug", [slug for slug, one in FORMS.items() if one.about == "case"])
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_form_leaves_as_a_file_after_its_line_in_the_audit(world, case, client_for, post_form, slug, kind):
    client, address = client_for(world.officer), f"/cases/{case.public_id}/forms/{slug}/"
    assert client.get(address).status_code == 200
    assert not AuditEvent.objects.filter(action="document.print").exists()
    answer = post_form(client, address, asked(file=kind, month="05/2024"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="HS-1-{slug}.{kind}"'
    assert answer.content.startswith({"docx": b"PK", "pdf": b"%PDF"}[kind])
    event = AuditEvent.objects.get(action="document.print")
    assert (event.by, event.target_id, event.detail["form"]) == (world.officer, str(case.pk), slug)


def test_numbers_stand_in_full_only_for_a_reason_which_is_kept(world, case, client_for, post_form):
    client, address = client_for(world.officer), f"/cases/{case.public_id}/forms/hcd-02/"
    assert NUMBER not in text_of_docx(post_form(client, address, asked()).content)
    assert not AuditEvent.objects.filter(action="person.unmask").exists()
    assert NUMBER in text_of_docx(post_form(client, address, asked(why="Gửi trại giam")).content)
    assert AuditEvent.objects.get(action="person.unmask").detail == {"form": "hcd-02", "why": "Gửi trại giam"}


def test_what_is_entered_stands_on_the_information_sheet(world, case, client_for, post_form):
    Judgment.objects.create(case=case, court="TAND huyện", number="5/HSST", on=date(2020, 2, 1), months=36)
    AdditionalPenalty.objects.create(case=case, kind="surveillance", end_on=date(2027, 2, 1))
    CivilObligation.objects.create(case=case, kind="court_fee", amount=1_200_000)
    HouseholdMember.objects.create(case=case, full_name="Trần Thị Mẹ", relation="Mẹ", birth_year=1960)
    Residence.objects.create(case=case, kind="permanent", address="Thôn Minh Lộc", from_on=HOME)
    answer = post_form(client_for(world.officer), f"/cases/{case.public_id}/forms/hcd-02/", asked())
    text = text_of_docx(answer.content)
    for told in (
        "Bản án số 5/HSST ngày 01/02/2020 của TAND huyện: tù có thời hạn, 36 tháng", "Quản chế, đến hết ngày 01/02/2027",
        "Án phí 1.200.000 đồng: chưa thực hiện xong", "Trần Thị Mẹ, mẹ, 1960", "thường trú: Thôn Minh Lộc", "số 77/GCN",
        "từ ngày 20/05/2024 đến ngày 10/07/2027", "Học lái xe", "CÔNG AN HUYỆN SƠN TỊNH", "Tịnh Bắc, ngày 20 tháng 6 năm 2024",
    ):  # fmt: skip
        assert told in text, told


def test_the_assessment_tells_the_month(world, case, client_for, post_form):
    Contact.objects.create(
        case=case, kind="monthly_report", on=date(2024, 6, 2), for_month=date(2024, 5, 1), outcome="x"
    )
    Contact.objects.create(case=case, kind="visit", on=date(2024, 5, 25), outcome="Ở nhà, làm ruộng")
    Contact.objects.create(case=case, kind="visit", on=date(2024, 6, 1), outcome="Tháng sau")
    address = f"/cases/{case.public_id}/forms/assessment/"
    text = text_of_docx(post_form(client_for(world.officer), address, asked(month="05/2024")).content)
    assert "nộp ngày 02/06/2024" in text
    assert "Ở nhà, làm ruộng" in text
    assert "Tháng sau" not in text
    assert "tháng 05/2024" in text


def test_a_breach_has_its_minutes_and_says_which_it_is(world, case, client_for, post_form):
    for day in (1, 9):
        breach = Breach.objects.create(
            case=case, kind="commitment", on=date(2024, 6, day), description=f"Lỗi ngày {day}"
        )
    client, at = client_for(world.officer), f"/cases/{case.public_id}/breaches/{breach.public_id}/forms"
    text = text_of_docx(post_form(client, f"{at}/breach/", asked()).content)
    assert "lần thứ 2, cố ý" in text
    assert "Lỗi ngày 9" in text
    assert post_form(client, f"{at}/review/", asked()).status_code == 200
    assert client.get(f"{at}/hcd-02/").status_code == 404


def test_a_wrong_address_is_told_to_the_sender(world, client_for, post_form):
    notice = Notice.objects.create(
        unit=world.tinh_bac, full_name="Trần Ba", category="amnesty", prison_name="Trại giam Kim Sơn", notice_number="12/TB",
        notice_on=HOME, received_on=HOME, expected_on=HOME, address="Thôn Minh Lộc", verified_on=HOME, address_right=False,
        verification_note="Không có ai tên này",
    )  # fmt: skip
    client, address = client_for(world.officer), f"/cases/notices/{notice.public_id}/"
    assert f"{address}form/" in client.get(address).content.decode()
    text = text_of_docx(post_form(client, f"{address}form/", asked()).content)
    for told in ("Trại giam Kim Sơn", "Không có ai tên này", "ỦY BAN NHÂN DÂN\nXÃ TỊNH BẮC", "HCD-03"):
        assert told in text
    assert client_for(world.officer_ha).get(f"{address}form/").status_code == 404


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"on": "31/02/2024"}, "Ngày phải ghi như"),
        ({"on": "01/01/1999"}, "Ngày phải từ năm 2018"),
        ({"file": "exe"}, "exe"),
        ({"month": "13/2024"}, "Tháng phải ghi như"),
        ({"month": "01/2099"}, "Tháng này chưa đến"),
    ],
)
def test_what_is_typed_wrong_is_said_and_no_file_leaves(world, case, client_for, post_form, more, message):
    address = f"/cases/{case.public_id}/forms/assessment/"
    answer = post_form(client_for(world.officer), address, {**asked(month="05/2024"), **more})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not AuditEvent.objects.filter(action="document.print").exists()


def test_forms_are_of_ones_own_people_and_of_the_right_kind(world, case, client_for):
    address = f"/cases/{case.public_id}/forms"
    assert client_for(world.officer_ha).get(f"{address}/hcd-02/").status_code == 404
    assert client_for(world.committee).get(f"{address}/hcd-02/").status_code == 403
    assert client_for(world.officer).get(f"{address}/breach/").status_code == 404
    assert client_for(world.officer).get(f"{address}/none/").status_code == 404


def test_a_form_takes_as_many_queries_however_much_is_entered(world, case, client_for, post_form):
    client, address = client_for(world.officer), f"/cases/{case.public_id}/forms/hcd-02/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert post_form(client, address, asked()).status_code == 200
        return len(found)

    queries()  # what a process asks once
    for count in (1, 30):
        for number in range(count):
            Judgment.objects.create(case=case, court="x", number=f"{count}-{number}", on=HOME, months=1)
            HouseholdMember.objects.create(case=case, full_name=f"Người {number}", relation="Em")
            AdditionalPenalty.objects.create(case=case, kind="other")
        if count == 1:
            few = queries()
    assert queries() == few
