"""The pages of this app in a real browser: no complaint on the console, no other host, usable on a phone and by keyboard."""

import pytest
from django.test import Client

PHONE = {"width": 360, "height": 740}
ADDRESSES = ["/", "/cases/", "/cases/import/", "/account/password/"]


@pytest.fixture
def watched(page):
    """The page, with what it complained of and which hosts it asked."""
    page.complaints, page.hosts = [], set()
    page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.hosts.add(request.url.split("/")[2]))
    return page


@pytest.mark.django_db(transaction=True)
def test_signing_in_looking_around_and_leaving(sign_in, watched, world, live_server):
    page = sign_in(world.officer)
    for address in ADDRESSES:
        page.goto(live_server.url + address)
        assert page.get_by_role("heading", level=1).count() == 1
        assert page.evaluate("typeof htmx") == "object"
    page.get_by_role("button", name="Thoát").click()
    page.wait_for_url("**/account/login/")
    page.goto(live_server.url + "/cases/")
    assert "/account/login/" in page.url
    assert watched.complaints == []
    assert watched.hosts == {live_server.url.split("/")[2]}


@pytest.mark.django_db(transaction=True)
def test_a_phone_scrolls_one_way_only(sign_in, watched, world, live_server):
    page = sign_in(world.officer)
    page.set_viewport_size(PHONE)
    for address in ADDRESSES:
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], address
        assert page.get_by_role("button", name="Thoát").is_visible()


@pytest.mark.django_db(transaction=True)
def test_the_first_tab_leads_past_the_head(sign_in, watched, world):
    page = sign_in(world.officer)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("skip-link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.django_db(transaction=True)
def test_the_session_of_a_live_site_is_ended_from_elsewhere(sign_in, world, live_server):
    page = sign_in(world.officer)
    Client().force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")
    page.goto(live_server.url + "/cases/")
    assert "/account/login/" in page.url
