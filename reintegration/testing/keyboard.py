"""Uses a page by keyboard only, on a phone-sized screen, and asserts that it fits the width."""

import re

PHONE = {"width": 360, "height": 740}
# More tab stops than any page has.
MOST_STOPS = 250
_FOCUSED = r"""() => {
  const el = document.activeElement;
  if (!el || el === document.body) return null;
  const label = el.labels && el.labels.length ? el.labels[0] : null;
  const legend = el.type === 'radio' && el.closest('fieldset') ? el.closest('fieldset').querySelector('legend') : null;
  const text = label ? label.innerText : (el.getAttribute('aria-label') || el.innerText || '');
  return {
    name: text.replace('*', '').replace(/\s+/g, ' ').trim(), group: legend ? legend.innerText.trim() : '',
    tag: el.tagName.toLowerCase(), type: el.type || '', visible: el.getBoundingClientRect().width > 0,
    chosen: el.tagName === 'SELECT' ? el.selectedOptions[0].innerText : '',
  };
}"""


class Keyboard:
    """A user without a mouse. Every page reached must fit the width of the screen."""

    def __init__(self, page, live_server):
        self.page, self.base = page, live_server.url

    @property
    def focused(self) -> dict | None:
        """What is known of the focused element, or None."""
        return self.page.evaluate(_FOCUSED)

    def fits(self) -> None:
        """Assert that the page is not wider than the screen."""
        wide, room = self.page.evaluate("[document.scrollingElement.scrollWidth, window.innerWidth]")
        assert wide <= room, f"{self.page.url}: {wide} px on a screen of {room} px"

    def open(self, address: str) -> None:
        """Load an address and check its width."""
        self.page.goto(self.base + address)
        self.fits()

    def tab_to(self, name: str, group: str = "") -> dict:
        """Press Tab until the field, button or link with this name (its beginning) has the focus.

        Raises AssertionError if no Tab leads there.
        """
        seen = []
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            found = self.focused
            if found is None:
                continue
            if found["name"].startswith(name) and found["group"].startswith(group):
                assert found["visible"], f"{name} has the focus and cannot be seen"
                return found
            seen.append(found["name"])
        raise AssertionError(f"no Tab leads to «{name}»; there are {list(dict.fromkeys(seen))}")

    def press(self, name: str) -> None:
        """Press Enter on a link or button, wait for the next page and check its width."""
        self.tab_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.fits()

    def follow(self, name: str) -> None:
        """Press Enter on a link that stays on the page."""
        self.tab_to(name)
        self.page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        """Replace the text of a field."""
        self.tab_to(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, option: str) -> None:
        """Choose an option of a select by the arrow keys."""
        assert self.tab_to(name)["tag"] == "select"
        self.page.keyboard.press("Home")
        for _step in range(400):
            focused = self.focused
            if focused is not None and focused["chosen"].strip().startswith(option):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"«{name}» has no choice «{option}»")

    def check(self, name: str) -> None:
        """Tick a checkbox, or choose a radio button: Tab to the first of its group, then the arrow keys."""
        label = re.compile("^" + re.escape(name))
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            found = self.focused
            if found is None or found["type"] not in ("radio", "checkbox"):
                continue
            for _choice in range(12):
                focused = self.focused
                if focused is not None and label.match(focused["name"]):
                    if not self.page.evaluate("document.activeElement.checked"):
                        self.page.keyboard.press("Space")
                    return
                if found["type"] == "checkbox":
                    break
                self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no checkbox or radio button is called «{name}»")

    def text(self) -> str:
        """The visible text of the page's main part."""
        return self.page.inner_text("main")
