"""Residence registrations: their end dates and the duty to prolong one."""

from datetime import timedelta

from cases.tests.form_data import RECORD, at
from core.dates import today


def test_a_temporary_registration_that_ends_soon_is_on_the_list_until_it_is_prolonged(case, officer, post):
    ends = today() + timedelta(days=20)
    data = {**RECORD["residences"], "valid_until": f"{ends:%d/%m/%Y}"}
    assert post(at(case, "records/residences/new/"), data).status_code == 302
    hint = "Hướng dẫn gia hạn đăng ký tạm trú"
    assert hint in officer.get(at(case, "tab/duties/")).content.decode()
    home = case.residences.get()
    longer = {**data, "valid_until": f"{ends + timedelta(days=700):%d/%m/%Y}", "version": home.version}
    assert post(at(case, f"records/residences/{home.public_id}/"), longer).status_code == 302
    assert hint not in officer.get(at(case, "tab/duties/")).content.decode()


def test_only_a_temporary_registration_has_an_end_and_there_is_one_at_a_time(case, post):
    permanent = {**RECORD["residences"], "kind": "permanent"}
    answer = post(at(case, "records/residences/new/"), permanent)
    assert answer.status_code == 422
    assert "Chỉ đăng ký tạm trú mới có thời hạn" in answer.content.decode()
    assert post(at(case, "records/residences/new/"), RECORD["residences"]).status_code == 302
    again = post(at(case, "records/residences/new/"), {**RECORD["residences"], "address": "Tổ 2"})
    assert again.status_code == 422
    assert "ghi ngày chuyển đi của nơi cũ" in again.content.decode()
