"""Editing a person's details, ID numbers and names."""

from cases.records import services as records_services
from cases.tests.factories import receive
from cases.tests.form_data import NUMBER, at


def test_two_editors_of_one_case_the_second_is_told(world, case, post, officer):
    page = officer.get(at(case, "details/")).content.decode()
    assert 'name="version" value="1"' in page
    records_services.update_details(by=None, case=case, version=1, address="Thôn Một")
    data = {"address": "Thôn Hai", "release_on": "10/01/2024", "version": "1"}
    answer = post(at(case, "details/"), data)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Thôn Một" in shown
    assert "Thôn Hai" in shown
    assert post(at(case, "details/"), {**data, "version": "2"}).status_code == 302
    case.refresh_from_db()
    assert case.address == "Thôn Hai"


def test_numbers_and_names_are_added(world, case, post, officer):
    assert post(at(case, "numbers/new/"), {"number": "212345678", "issued_on": "01/01/2005"}).status_code == 302
    assert post(at(case, "names/new/"), {"kind": "former", "full_name": "Nguyễn Văn Cũ"}).status_code == 302
    assert "Nguyễn Văn Cũ" in officer.get(at(case, "tab/household/")).content.decode()
    receive(world, "B", "Khác", numbers=(("cccd", NUMBER),))
    assert "cấp huyện kiểm tra" in post(at(case, "numbers/new/"), {"number": NUMBER}).content.decode()
