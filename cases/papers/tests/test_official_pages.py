"""Pages that print official forms: their values, who may print them, and the audit event before the file."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from areas.models import Unit
from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.facts.stay_chain import start_history
from cases.models import (
    AdditionalPenalty,
    Breach,
    Case,
    CivilObligation,
    Contact,
    HouseholdMember,
    Judgment,
    Notice,
    Residence,
    Shortening,
)
from cases.papers.official.registry import FORMS
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData

HOME = date(2024, 5, 20)
NUMBER = "051085000123"


def text_of_docx(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


@pytest.fixture
def case(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="conditional", on=HOME, origin="prison")
    details = {
        "release_on": HOME,
        "probation_end_on": date(2027, 7, 10),
        "certificate_number": "77/GCN",
        "wishes": "Học lái xe",
    }
    person = PersonData("Nguyễn Văn Ân", numbers=(("cccd", NUMBER),))
    return reception_services.receive(by=None, case=NewCase("HS-1", person, history, details))


def asked(**more) -> dict:
    return {"on": "20/06/2024", "file": "docx", **more}


@pytest.mark.parametrize("slug", [slug for slug, one in FORMS.items() if one.about == "case"])
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_form_leaves_as_a_file_after_its_line_in_the_audit(world, case, client_for, post_form, slug, kind):
    breached(case, 1)
    breached(case, 2)
    client, address = client_for(world.officer), f"/cases/{case.public_id}/forms/{slug}/"
    assert client.get(address).status_code == 200
    assert not AuditEvent.objects.filter(action="document.print").exists()
    answer = post_form(client, address, asked(file=kind, month="05/2024"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="HS-1-{slug}.{kind}"'
    assert answer.content.startswith({"docx": b"PK", "pdf": b"%PDF"}[kind])
    event = AuditEvent.objects.get(action="document.print")
    assert (event.by, event.target_id) == (world.officer, str(case.pk))
    assert event.detail == {"form": slug, "file": kind, "on": "2024-06-20"}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_numbers_stand_in_full_only_for_a_reason_which_is_kept(world, case, client_for, post_form):
    client, address = client_for(world.officer), f"/cases/{case.public_id}/forms/hcd-02/"
    assert NUMBER not in text_of_docx(post_form(client, address, asked()).content)
    assert not AuditEvent.objects.filter(action="person.unmask").exists()
    assert NUMBER in text_of_docx(post_form(client, address, asked(why="Gửi trại giam")).content)
    event = AuditEvent.objects.get(action="person.unmask")
    assert (event.detail["form"], event.why) == ("hcd-02", "Gửi trại giam")


def test_what_is_entered_stands_on_the_information_sheet(world, case, client_for, post_form):
    Judgment.objects.create(case=case, court="TAND huyện", number="5/HSST", on=date(2020, 2, 1), months=36)
    AdditionalPenalty.objects.create(case=case, kind="surveillance", end_on=date(2027, 2, 1))
    CivilObligation.objects.create(case=case, kind="court_fee", amount=1_200_000)
    HouseholdMember.objects.create(case=case, full_name="Trần Thị Mẹ", relation="Mẹ", birth_year=1960)
    Residence.objects.create(case=case, kind="permanent", address="Thôn Minh Lộc", from_on=HOME)
    answer = post_form(client_for(world.officer), f"/cases/{case.public_id}/forms/hcd-02/", asked())
    text = text_of_docx(answer.content)
    for line in (
        "Bản án số 5/HSST ngày 01/02/2020 của TAND huyện: tù có thời hạn, 36 tháng", "Quản chế, đến hết ngày 01/02/2027",
        "Án phí 1.200.000 đồng: chưa thực hiện xong", "Trần Thị Mẹ, mẹ, 1960", "thường trú: Thôn Minh Lộc", "số 77/GCN",
        "từ ngày 20/05/2024 đến ngày 10/07/2027", "Học lái xe", "CÔNG AN HUYỆN SƠN TỊNH", "Tịnh Bắc, ngày 20 tháng 6 năm 2024",
    ):  # fmt: skip
        assert line in text, line


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


@pytest.mark.parametrize(
    ("came", "reported"),
    [
        (None, "3. Kết quả trình diện: chưa ghi nhận"),
        (date(2024, 5, 25), "đã trình diện ngày 25/05/2024, đúng hạn"),
        (date(2024, 5, 28), "đã trình diện ngày 28/05/2024, muộn 3 ngày"),
    ],
)
def test_how_somebody_presented_is_reported_to_who_executes_sentences(
    world, case, client_for, post_form, came, reported
):
    """Luật THAHS 2019 Điều 59.2: five days from release."""
    Case.objects.filter(pk=case.pk).update(presented_on=came, commitment_on=came)
    breached(case, 1, "not_presented", record_number="04/BB-CAX", record_on=date(2024, 6, 2))
    breached(case, 3)
    answer = post_form(client_for(world.officer), f"/cases/{case.public_id}/forms/presentation/", asked())
    text = text_of_docx(answer.content)
    for word in (
        reported, "Phải trình diện chậm nhất ngày: 25/05/2024", "cam kết: số 04/BB-CAX ngày 02/06/2024",
        "Cơ quan thi hành án hình sự Công an huyện Sơn Tịnh", "TM. ỦY BAN NHÂN DÂN", "- Lưu: VT, hồ sơ HS-1.",
    ):  # fmt: skip
        assert word in text, word
    assert ("Bản cam kết: chưa ghi nhận" in text) == (came is None)


def test_from_the_law_of_2026_the_report_goes_to_who_executes_sentences_then(world, case, client_for, post_form):
    address = f"/cases/{case.public_id}/forms/presentation/"
    text = text_of_docx(post_form(client_for(world.officer), address, asked(on="02/07/2026")).content)
    assert "huyện Sơn Tịnh" not in text
    assert "XÃ BA GIA" in text


def test_a_duty_leads_to_the_form_it_is_done_with(world, case, client_for, post_form):
    form, client = f"/cases/{case.public_id}/forms/presentation/", client_for(world.officer)
    tabs = [f"/cases/{case.public_id}/tab/{name}/" for name in ("duties", "probation")]
    for address in ("/cases/worklist/", *tabs):
        assert form in client.get(address).content.decode(), address
    Case.objects.filter(pk=case.pk).update(presentation_reported_on=date(2024, 6, 1))
    assert form not in client.get(tabs[0]).content.decode()
    assert "đã báo cáo 01/06/2024" in client.get(tabs[1]).content.decode()
    assert form not in client_for(world.committee).get("/cases/worklist/").content.decode()


def breached(case, day: int, kind: str = "commitment", **more) -> Breach:
    return Breach.objects.create(
        case=case, kind=kind, on=date(2024, 6, day), **{"description": f"Lỗi ngày {day}", **more}
    )


def test_a_breach_has_its_minutes_and_says_the_how_manyth_of_its_kind_it_is(world, case, client_for, post_form):
    """Breaches and penalties are numbered separately; unintended breaches are not numbered (BLHS Điều 66.4)."""
    penalty, unmeant = breached(case, 1, "administrative"), breached(case, 2, is_intentional=False)
    first, second = breached(case, 3), breached(case, 9, record_number="04/BB-CAX", record_on=date(2024, 6, 10))
    client = client_for(world.officer)

    def printed(breach, slug) -> str:
        address = f"/cases/{case.public_id}/breaches/{breach.public_id}/forms/{slug}/"
        return text_of_docx(post_form(client, address, asked()).content)

    assert "cố ý vi phạm lần thứ 1)" in printed(first, "breach")
    minutes = printed(second, "breach")
    for text in ("cố ý vi phạm lần thứ 2)", "Lỗi ngày 9", "Số: 04/BB-CAX"):
        assert text in minutes
    assert "(không cố ý)" in printed(unmeant, "breach")
    assert "bị xử phạt lần thứ 1" in printed(penalty, "review")
    assert "số 04/BB-CAX ngày 10/06/2024" in printed(second, "review")


def test_an_administrative_penalty_has_no_minutes_of_a_breach(world, case, client_for, post_form):
    penalty, client = breached(case, 1, "administrative"), client_for(world.officer)
    at = f"/cases/{case.public_id}/breaches/{penalty.public_id}/forms"
    assert post_form(client, f"{at}/breach/", asked()).status_code == 422
    assert not AuditEvent.objects.filter(action="document.print").exists()
    page = client.get(f"/cases/{case.public_id}/tab/probation/").content.decode()
    assert f"{at}/review/" in page
    assert f"{at}/breach/" not in page
    assert client.get(f"{at}/hcd-02/").status_code == 404


@pytest.mark.parametrize(
    ("kinds", "is_ground"),
    [
        ([], False),
        (["commitment"], False),
        (["commitment", "administrative"], False),
        (["commitment", "left"], True),
        (["administrative", "administrative"], True),
    ],
)
def test_revocation_is_asked_for_only_on_the_grounds_of_the_law(world, case, client_for, post_form, kinds, is_ground):
    for day, kind in enumerate(kinds, start=1):
        breached(case, day, kind)
    breached(case, 20, is_intentional=False)
    client, address = client_for(world.officer), f"/cases/{case.public_id}/forms/revocation/"
    answer = post_form(client, address, asked())
    assert answer.status_code == (200 if is_ground else 422)
    assert (address in client.get(f"/cases/{case.public_id}/tab/probation/").content.decode()) == is_ground
    if is_ground:
        text = text_of_docx(answer.content)
        assert "lần thứ 2" in text
        assert "Lỗi ngày 20" not in text
    else:
        assert "Chưa đủ căn cứ" in answer.content.decode()


def test_a_shortening_is_proposed_with_its_ground_and_the_days_the_law_asks_for(world, case, client_for, post_form):
    Shortening.objects.create(case=case, proposed_on=date(2025, 12, 20), reason="Cứu người đuối nước")
    breached(case, 1)
    answer = post_form(client_for(world.officer), f"/cases/{case.public_id}/forms/shortening/", asked())
    text = text_of_docx(answer.content)
    # 20/5/2024 to 10/7/2027: 1146 days, of them a half is 573, three quarters 859.5.
    for line in (
        "Cứu người đuối nước", "01/06/2024: Không thực hiện cam kết (cố ý vi phạm lần thứ 1)",
        "Đủ 1/2 thời gian thử thách từ ngày: 14/12/2025", "thực tế chấp hành 3/4, đến ngày: 27/09/2026",
        "từ 3 đến 24 tháng",
    ):  # fmt: skip
        assert line in text


@pytest.fixture
def notice(world):
    return Notice.objects.create(
        unit=world.tinh_bac, full_name="Trần Ba", category="amnesty", prison_name="Trại giam Kim Sơn", notice_number="12/TB",
        notice_on=date(2024, 5, 2), received_on=HOME, expected_on=HOME, address="Thôn Minh Lộc",
    )  # fmt: skip


def settled(notice, *, is_right: bool) -> Notice:
    notice.verified_on, notice.address_right = date(2024, 5, 22), is_right
    notice.verification_note, notice.answer_number = "Không có ai tên này", "07/TB-UBND"
    notice.save()
    return notice


def test_a_wrong_address_is_told_to_the_sender(world, notice, client_for, post_form):
    settled(notice, is_right=False)
    client, address = client_for(world.officer), f"/cases/notices/{notice.public_id}/"
    assert f"{address}form/" in client.get(address).content.decode()
    text = text_of_docx(post_form(client, f"{address}form/", asked()).content)
    for line in (
        "Kính gửi: Trại giam Kim Sơn", "Không có ai tên này", "ỦY BAN NHÂN DÂN\nXÃ TỊNH BẮC", "HCD-03", "Số: 07/TB-UBND",
        "Ngày 20/05/2024, Ủy ban nhân dân xã Tịnh Bắc nhận được Thông báo số 12/TB ngày 02/05/2024 của Trại giam Kim Sơn",
        "Qua xác minh ngày 22/05/2024",
    ):  # fmt: skip
        assert line in text
    assert client_for(world.officer_ha).get(f"{address}form/").status_code == 404


def test_the_answer_is_printed_before_its_number_is_asked_for(world, notice, client_for, post_form):
    client, address = client_for(world.officer), f"/cases/notices/{notice.public_id}/"
    assert f"{address}form/" in client.get(address).content.decode()
    answer = post_form(client, f"{address}form/", asked())
    assert "Qua xác minh ngày …/…/……" in text_of_docx(answer.content)


def test_an_address_found_right_is_never_told_to_be_wrong(world, notice, client_for):
    settled(notice, is_right=True)
    client, address = client_for(world.officer), f"/cases/notices/{notice.public_id}/"
    assert f"{address}form/" not in client.get(address).content.decode()
    assert client.get(f"{address}form/").status_code == 404


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"on": "31/02/2024"}, "Tháng 2/2024 không có ngày 31"),
        ({"on": "01/01/1999"}, "Ngày phải từ năm 2018"),
        ({"on": "30/06/2099"}, "Ngày phải từ năm 2018"),
        ({"file": "exe"}, "exe"),
        ({"month": "13/2024"}, "Không có tháng 13"),
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


@pytest.mark.parametrize("slug", [slug for slug, one in FORMS.items() if one.about == "case"])
def test_a_form_takes_as_many_queries_however_much_is_entered(world, case, client_for, post_form, slug):
    client, address = client_for(world.officer), f"/cases/{case.public_id}/forms/{slug}/"

    def queries(count: int) -> int:
        for number in range(count):
            Judgment.objects.create(case=case, court="x", number=f"{count}-{number}", on=HOME, months=1)
            HouseholdMember.objects.create(case=case, full_name=f"Người {number}", relation="Em")
            AdditionalPenalty.objects.create(case=case, kind="other")
            CivilObligation.objects.create(case=case, kind="court_fee")
            Contact.objects.create(case=case, kind="visit", on=date(2024, 6, 2), outcome="x")
            breached(case, number + 1)
            breached(case, number + 1, "administrative")
        with CaptureQueriesContext(connection) as found:
            assert post_form(client, address, asked(month="06/2024")).status_code == 200
        return len(found)

    queries(2)  # what a process asks once
    assert queries(20) == queries(1)


@pytest.mark.parametrize(
    ("on", "head", "execution", "basis"),
    [
        ("28/02/2025", "HUYỆN SƠN TỊNH", "Công an huyện Sơn Tịnh", "Thông tư 65/2019/TT-BCA"),
        ("01/03/2025", "HUYỆN SƠN TỊNH", "Công an tỉnh Quảng Ngãi", "Thông tư 65/2019/TT-BCA"),
        ("01/07/2025", "TỈNH QUẢNG NGÃI", "Công an tỉnh Quảng Ngãi", "Thông tư 65/2019/TT-BCA"),
        (
            "01/07/2026",
            "TỈNH QUẢNG NGÃI",
            "Công an tỉnh Quảng Ngãi",
            "Luật Thi hành án hình sự 2025;",
        ),
    ],
)
def test_the_date_that_is_typed_chooses_names_and_law(world, case, client_for, post_form, on, head, execution, basis):
    address = f"/cases/{case.public_id}/forms/assessment/"
    drawn = post_form(client_for(world.officer), address, asked(on=on, month="05/2024")).content
    text = text_of_docx(drawn)
    assert text.startswith(f"ỦY BAN NHÂN DÂN\n{head}\n")
    assert f"Kính gửi: Cơ quan thi hành án hình sự {execution}" in text
    assert basis in Document(BytesIO(drawn)).sections[0].footer.paragraphs[0].text


def test_no_form_of_an_expunged_case_is_printed(world, case, client_for, post_form):
    closing_services.close(by=None, case=case, on=date(2026, 2, 1), reason="expunged", document_number="1")
    client = client_for(world.officer)
    for slug in FORMS:
        assert client.get(f"/cases/{case.public_id}/forms/{slug}/").status_code == 404
    assert post_form(client, f"/cases/{case.public_id}/forms/hcd-02/", asked()).status_code == 404


def test_a_form_is_not_dated_before_its_commune_existed(world, client_for, post_form):
    new = Unit.objects.get(name="Ba Gia")
    history = start_history(unit_id=new.pk, category="completed", on=date(2025, 8, 1), origin="prison")
    details = {"release_on": date(2025, 8, 1)}
    case = reception_services.receive(by=None, case=NewCase("HS-2", PersonData("Trần Ba"), history, details))
    world.officer.memberships.update(unit=new)
    client, address = client_for(world.officer), f"/cases/{case.public_id}/forms/hcd-02/"
    answer = post_form(client, address, asked(on="30/06/2025"))
    assert answer.status_code == 422
    assert "xã Ba Gia có từ ngày 01/07/2025" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="document.print").exists()


def test_what_is_to_be_signed_at_reception_is_offered_until_it_is(world, case, client_for):
    client, at = client_for(world.officer), f"/cases/{case.public_id}/"
    assert f"{at}forms/hcd-05/" in client.get(at).content.decode()
    Case.objects.filter(pk=case.pk).update(information_on=HOME, commitment_on=HOME)
    assert f"{at}forms/hcd-05/" not in client.get(at).content.decode()
    assert f"{at}forms/hcd-05/" in client.get(f"{at}tab/documents/").content.decode()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("Thôn Minh Lộc", "Thôn Minh Lộc, xã Tịnh Bắc"), ("Xóm 2, xã Tịnh Bắc", "Xóm 2, xã Tịnh Bắc")],
)
def test_an_address_names_its_commune_once(world, case, client_for, post_form, typed, printed):
    Case.objects.filter(pk=case.pk).update(address=typed)
    answer = post_form(client_for(world.officer), f"/cases/{case.public_id}/forms/hcd-02/", asked())
    assert f"7. Nơi ở hiện nay: {printed}\n" in text_of_docx(answer.content)
