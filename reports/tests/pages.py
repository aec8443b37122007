"""Reading a page in tests."""

import re


def plain(response) -> str:
    """The text of the page without tags and repeated spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
