"""Chương XIII and XXVI follow from the article that the judgment names."""

import pytest

from law.rules.chapters import needs_court


@pytest.mark.parametrize(
    ("article", "court"),
    [
        ("Điều 107", False),
        ("Điều 108", True),
        ("Điều 122", True),
        ("Điều 123", False),
        ("Điều 420", False),
        ("Điều 421", True),
        ("Điều 425 khoản 1", True),
        ("Điều 426", False),
        ("điểm a khoản 2 Điều 113 BLHS 2015", True),
        ("khoản 113 Điều 173", False),
        ("113", True),
        ("173", False),
        ("K1 Đ113", True),
        ("Điều 173 khoản 1; Điều 117 khoản 2", True),
        ("Điều 1130", False),
        ("", False),
    ],
)
def test_the_chapter_follows_from_the_article(article, court):
    assert needs_court(article) == court
