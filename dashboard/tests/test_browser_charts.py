"""The charts in a real browser, under the site's own content security policy."""

import struct

import pytest

from dashboard.tests.sample_charts import COMMUNES, flow
from reintegration.testing.keyboard import PHONE

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("dashboard.tests.sample_charts"),
]
PICTURES = ".chart-picture svg"


def open_charts(context, live_server) -> tuple:
    """The page of the sample charts, and what the browser has said about it."""
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/charts/")
    page.wait_for_load_state("load")
    return page, said


def words(page, name: str) -> str:
    """All text in a picture, in one line."""
    return " ".join(page.locator(f"#{name} {PICTURES} text").all_text_contents()).replace("\u00a0", " ")


def place_of(page, name: str, text: str) -> dict:
    """Where a text of a picture is in the window, after scrolling to it."""
    found = page.locator(f"#{name} {PICTURES} text", has_text=text).first
    found.scroll_into_view_if_needed()
    return found.bounding_box()


def test_pictures_are_drawn_from_the_tables_and_break_no_policy(live_server, browser, browser_context_args):
    context = browser.new_context(**browser_context_args, viewport={"width": 1280, "height": 900})
    page, said = open_charts(context, live_server)
    assert page.locator(PICTURES).count() == 4
    # The numbers are those of the tables, with a decimal comma; what lies outside the limits is named.
    assert "0/138" in words(page, "tam-nua-nam")
    assert "Chỉ tiêu 3 %" in words(page, "tam-nua-nam")
    assert "Tịnh Bình" in words(page, "cac-xa")
    assert all(row.cells[1].text in words(page, "bien-dong") for row in flow().rows)
    assert "Chưa có việc làm" in words(page, "thoi-gian")
    # Readers hear what there is to see; colours are not all: bars that come in and go out have patterns.
    assert "Tịnh Bình cao hơn" in page.locator("#cac-xa [role=img]").get_attribute("aria-label")
    assert page.locator("#bien-dong svg pattern").count() >= 2
    # The table is one key away, with every link.
    page.locator("#cac-xa summary").press("Enter")
    assert page.locator("#cac-xa tbody a").count() == len(COMMUNES)
    assert page.locator("#cac-xa tbody a").first.is_visible()
    page.locator("#cac-xa summary").press("Enter")

    # What goes out is taken off from the top of what came in.
    tops = [place_of(page, "bien-dong", text)["y"] for text in ("+1", "−17")]
    assert abs(tops[0] - tops[1]) < 3

    # Pointing at a bar tells its row; pressing it opens its list. A bar without a list opens nothing.
    bar = place_of(page, "bien-dong", "+21")
    page.mouse.move(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] + 10)
    page.locator(f"#bien-dong {PICTURES} text", has_text="Biến động: Ra trại").wait_for(state="attached")
    bar = place_of(page, "bien-dong", "−17")
    with page.expect_navigation():
        page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] + 10)
    assert page.url.endswith("/charts/?cause=3")

    # A picture for other documents: a PNG with title and source, twice as large as drawn.
    with page.expect_download() as download:
        page.locator("#cac-xa [data-save-picture]").click()
    assert download.value.suggested_filename == "cac-xa.png"
    head = download.value.path().read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24])[0] == 2560

    # On paper: as wide as A4 landscape, and again as before afterwards.
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1009, "height": 700})
    printed = page.locator(f"#cac-xa {PICTURES}").bounding_box()
    assert printed["width"] > 950
    assert 0.3 < printed["height"] / printed["width"] < 0.4
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(f"#cac-xa {PICTURES}").get_attribute("viewBox") is None

    # A telephone: the picture follows the width and nothing scrolls sideways.
    page.set_viewport_size(PHONE)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.locator(f"#cac-xa {PICTURES}").bounding_box()["width"] < 340
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert said == []
    context.close()


def test_without_scripts_every_figure_is_in_an_open_table(live_server, browser, browser_context_args):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page, _ = open_charts(context, live_server)
    assert page.locator("figure[data-chart] table").count() == 4
    assert all(table.is_visible() for table in page.locator("figure[data-chart] table").all())
    assert page.locator("#tam-nua-nam tbody tr").last.inner_text().split("\t")[:3] == ["I/24", "0/138", "0,00\u00a0%"]
    assert page.locator(".chart-picture:visible, [data-save-picture]:visible").count() == 0
    context.close()
