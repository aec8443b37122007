"""Every tab of the case page is served both as a page and as a fragment."""

from datetime import date

import pytest

from cases.case_page.tabs import TABS
from cases.probation import services as probation_services
from cases.tests.factories import receive
from cases.tests.form_data import at
from cases.transfers import services as transfers_services


@pytest.mark.parametrize("slug", TABS)
def test_every_tab_opens_whole_and_as_a_fragment(world, officer, slug):
    case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2027, 1, 10))
    address = at(case, f"tab/{slug}/")
    assert officer.get(address).status_code == 200
    assert "<html" not in officer.get(address, headers={"HX-Request": "true"}).content.decode()


def test_the_timeline_tells_a_change_of_category_from_a_move(world, officer, client_for):
    case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2025, 1, 10))
    probation_services.complete_probation(by=None, case=case, on=date(2025, 1, 10))
    page = officer.get(at(case)).content.decode()
    assert "Đổi diện quản lý: Tha tù trước thời hạn có điều kiện → Chấp hành xong án phạt tù" in page
    assert "Chuyển sang" not in page
    transfers_services.transfer(by=None, case=case, to_unit=world.tinh_ha, on=date(2025, 2, 1))
    page = client_for(world.officer_ha).get(at(case)).content.decode()
    assert "Chuyển đến xã Tịnh Hà, diện Chấp hành xong án phạt tù" in page
