"""Every tab of the case page is served both as a page and as a fragment."""

from datetime import date

import pytest

from cases.case_page.tabs import TABS
from cases.tests.factories import receive
from cases.tests.form_data import at


@pytest.mark.parametrize("slug", TABS)
def test_every_tab_opens_whole_and_as_a_fragment(world, officer, slug):
    case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2027, 1, 10))
    address = at(case, f"tab/{slug}/")
    assert officer.get(address).status_code == 200
    assert "<html" not in officer.get(address, headers={"HX-Request": "true"}).content.decode()
