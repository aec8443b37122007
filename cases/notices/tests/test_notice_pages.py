"""Release notices: entering one or a pasted list, verifying the address, and recording who did not come."""

from datetime import date

import pytest

from cases.closing import services as closing_services
from cases.facts.stay_chain import Contradiction
from cases.models import Case, Notice
from cases.notices.services import verify_address
from cases.tests.form_data import HOME, LETTER


def test_an_amnesty_list_is_pasted_verified_and_received(world, officer, post):
    lines = "Trần Văn Một; 01/02/1990; ; thôn 1; trộm cắp\nĐỗ Thị Hai\t1988\t051188000321\tthôn 2\t"
    answer = post(
        "/cases/notices/list/", {**LETTER, "unit": world.tinh_bac.pk, "list_name": "Đặc xá 2024", "lines": lines}
    )
    assert answer.status_code == 302
    first, second = Notice.objects.order_by("pk")
    assert (first.full_name, second.number) == ("Trần Văn Một", "051188000321")
    page = officer.get("/cases/notices/").content.decode()
    assert "đã quá ngày" in page
    verify = {"on": "04/09/2024", "address_right": "no", "note": "Không có"}
    assert post(f"/cases/notices/{first.public_id}/verify/", verify).status_code == 422
    assert post(f"/cases/notices/{first.public_id}/verify/", {**verify, "answer_number": "3/HCD"}).status_code == 302
    first.refresh_from_db()
    assert (first.address_right, first.verified_on) == (False, date(2024, 9, 4))
    assert (
        post(
            f"/cases/notices/{first.public_id}/settle/", {"state": "not_come", "on": "10/10/2024", "why": "Đi nơi khác"}
        ).status_code
        == 302
    )
    form = officer.get(f"/cases/receive/?notice={second.public_id}").content.decode()
    assert "Đỗ Thị Hai" in form
    typed = {
        **HOME,
        "full_name": "Đỗ Thị Hai",
        "birth": "1988",
        "sex": "female",
        "unit": world.tinh_bac.pk,
        "start_on": "01/10/2024",
        "release_on": "01/10/2024",
        "category": "amnesty",
    }
    post(f"/cases/receive/?notice={second.public_id}", typed)
    second.refresh_from_db()
    assert second.state == "arrived"
    assert second.case == Case.objects.get()


WRONG_LINES = ["Không địa chỉ; 1990", "A; ngày; ; thôn", "12345; 1990;;thôn", "A;1990;123;thôn", "a;b;c;d;e;f"]


@pytest.mark.parametrize("line", WRONG_LINES)
def test_a_line_that_cannot_be_read_is_named(world, post, line):
    answer = post(
        "/cases/notices/list/", {**LETTER, "unit": world.tinh_bac.pk, "lines": f"Trần Một;1990;;thôn\n{line}"}
    )
    assert answer.status_code == 422
    assert "Dòng 2" in answer.content.decode()
    assert not Notice.objects.exists()


def listed(world, post, lines: str, **more):
    return post("/cases/notices/list/", {**LETTER, "unit": world.tinh_bac.pk, "lines": lines, **more})


def test_a_list_is_pasted_from_a_spreadsheet_with_its_heading_and_its_row_numbers(world, post):
    rows = [
        "STT\tHọ và tên\tNgày sinh\tCCCD\tNơi về",
        "1\tTrần Một\t1990\t\tthôn 1",
        "2\tTrần Hai\t1991\t\tthôn 2\t\t\t",
    ]
    assert listed(world, post, "\n".join(rows)).status_code == 302
    assert [row.full_name for row in Notice.objects.order_by("pk")] == ["Trần Một", "Trần Hai"]


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        ("tran mot; 01/02/1990; ; nơi khác", True),
        ("Trần Một; ; ; thôn 1", True),
        ("Trần Một; 01/02/1991; ; thôn 1", False),
        ("Trần Một; ; ; thôn 2", False),
        ("Trần Một; 01/02/1990; 051188000322; thôn 1", False),
    ],
)
def test_nobody_is_expected_twice(world, post, line, is_refused):
    """A person is not entered twice, neither by one list nor by submitting a list again."""
    first = "Trần Một; 01/02/1990; 051188000321; thôn 1"
    expected = 422 if is_refused else 302
    twice = listed(world, post, f"{first}\n{line}")
    assert twice.status_code == expected
    assert ("Dòng 2" in twice.content.decode()) == is_refused
    Notice.objects.all().delete()
    listed(world, post, first)
    again = listed(world, post, line, notice_number="99/TB")
    assert again.status_code == expected
    assert ("thông báo 12/TB" in again.content.decode()) == is_refused


def test_one_notice_about_somebody_who_is_expected_already_says_so(world, post):
    listed(world, post, "Trần Một; 01/02/1990; ; thôn 1")
    one = {**LETTER, "unit": world.tinh_bac.pk, "full_name": "Trần Một", "birth": "01/02/1990", "address": "thôn 1"}
    answer = post("/cases/notices/new/", one)
    assert answer.status_code == 422
    assert "đã có trong danh sách người sắp về" in answer.content.decode()
    Notice.objects.update(state="cancelled", state_on=date(2024, 9, 5), state_why="Nhầm")
    assert post("/cases/notices/new/", one).status_code == 302


def test_a_leader_s_list_names_the_commune_of_each(world, client_for, post_form):
    lines = "Trần Một; 1990; ; thôn 1; ; Tịnh Hà\nTrần Hai; 1991; ; thôn 2; ; xã tinh ha\nTrần Ba; 1992; ; thôn 3"
    data = {**LETTER, "unit": world.tinh_bac.pk}
    address = "/cases/notices/list/"
    assert post_form(client_for(world.leader), address, {**data, "lines": lines}).status_code == 302
    found = {row.full_name: row.unit for row in Notice.objects.select_related("unit")}
    assert found == {"Trần Một": world.tinh_ha, "Trần Hai": world.tinh_ha, "Trần Ba": world.tinh_bac}
    foreign = post_form(client_for(world.officer), address, {**data, "lines": "A B; 1990; ; thôn; ; Tịnh Hà"})
    assert foreign.status_code == 422
    assert "Không có xã «Tịnh Hà»" in foreign.content.decode()


def test_who_did_not_come_stands_apart_with_the_reason(world, officer, post):
    listed(world, post, "Trần Một; 1990; ; thôn 1\nTrần Hai; 1991; ; thôn 2")
    one = Notice.objects.get(full_name="Trần Một")
    late = officer.get("/cases/notices/?state=late").content.decode()
    assert "Quá ngày, chưa về (2)" in late
    assert "Trần Hai" in late
    form = officer.get(f"/cases/notices/{one.public_id}/settle/").content.decode()
    assert "Đang chờ về" not in form
    post(
        f"/cases/notices/{one.public_id}/settle/", {"state": "not_come", "on": "10/10/2024", "why": "Ở lại Bình Dương"}
    )
    assert "Trần Một" not in officer.get("/cases/notices/?state=late").content.decode()
    assert "10/10/2024: " in (page := officer.get("/cases/notices/?state=not_come").content.decode())
    assert "Ở lại Bình Dương" in page


def test_until_when_the_address_is_to_be_verified_is_told_as_a_day(world, officer, post):
    """Received on Tuesday 3/9/2024, a holiday; three working days follow."""
    listed(world, post, "Trần Một; 1990; ; thôn 1")
    one = Notice.objects.get()
    assert "hạn 06/09/2024" in officer.get("/cases/notices/").content.decode()
    page = officer.get(one.get_absolute_url()).content.decode()
    assert "chậm nhất 06/09/2024 (Thông tư 10/2024/TT-BCA, Điều 8" in page
    verify = {"on": "04/09/2024", "address_right": "no"}
    answer = post(f"/cases/notices/{one.public_id}/verify/", verify).content.decode()
    assert 'id="id_answer_number_error"' in answer


def test_a_date_may_be_typed_without_strokes(world, post):
    """The number keyboard of a telephone has no separator keys."""
    listed(world, post, "Trần Một; 1990; ; thôn 1", notice_on="01092024", expected_on=" 01102024 ")
    row = Notice.objects.get()
    assert (row.notice_on, row.expected_on) == (date(2024, 9, 1), date(2024, 10, 1))
    assert listed(world, post, "Trần Hai; 1990; ; thôn 1", notice_on="1092024").status_code == 422


def test_the_address_of_an_expunged_person_is_not_verified_any_more(world, officer, post):
    lines = "Trần Văn Một; 01/02/1990; ; thôn 1; trộm cắp"
    post("/cases/notices/list/", {**LETTER, "unit": world.tinh_bac.pk, "list_name": "Đặc xá 2024", "lines": lines})
    notice = Notice.objects.get()
    typed = {**HOME, "full_name": "Trần Văn Một", "birth": "1990", "sex": "male", "unit": world.tinh_bac.pk}
    days = {"start_on": "01/10/2024", "release_on": "01/10/2024", "category": "amnesty"}
    post(f"/cases/receive/?notice={notice.public_id}", {**typed, **days})

    def verify(note):
        notice.refresh_from_db()
        given = {"on": date(2024, 9, 4), "address_right": True, "family_informed": True, "answer_number": ""}
        return verify_address(by=world.officer, notice=notice, version=notice.version, note=note, **given)

    assert verify("Đúng").verification_note == "Đúng"
    closing_services.close(by=None, case=Case.objects.get(), on=date(2025, 1, 1), reason="expunged")
    with pytest.raises(Contradiction):
        verify("Sau xóa")
    notice.refresh_from_db()
    assert notice.verification_note != "Sau xóa"
    page = officer.post(f"/cases/notices/{notice.public_id}/verify/", {"on": "04/09/2024", "address_right": "yes"})
    assert page.status_code == 404
