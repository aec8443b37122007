"""The dashboard in a real browser: on paper, and on a telephone."""

import re

import pytest

from reintegration.testing.keyboard import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
H1 = "start=2023-12-15&end=2024-06-14"
A4_LANDSCAPE = (842, 595)


def test_the_page_is_one_a4_landscape_sheet_and_fits_a_telephone(sign_in, live_server, world, worked_example):
    page = sign_in(world.leader)
    # After a second sign-in the page says what changed since the first; that is for the screen.
    page.goto(f"{live_server.url}/dashboard/?unit=527&{H1}")
    page.context.clear_cookies()
    page = sign_in(world.leader)
    page.goto(f"{live_server.url}/dashboard/?unit=527&{H1}")
    page.wait_for_selector(".chart-picture svg")
    assert page.locator("#changes").is_visible()
    sheets = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1
    width, height = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", sheets).groups()
    assert (round(float(width)), round(float(height))) == A4_LANDSCAPE

    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Each row of a table is a card with its own labels: nothing has to be pushed sideways.
    assert page.evaluate(
        "[...document.querySelectorAll('.numbers.stack')].every((one) => one.scrollWidth <= one.parentElement.clientWidth)"
    )
