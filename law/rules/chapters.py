"""Whether a crime belongs to Chương XIII or XXVI of the Penal Code, by its article (BLHS 2015 Điều 71 khoản 1).

The records of such crimes are expunged by a court. Chương XIII holds Điều 108–122, Chương XXVI Điều 421–425 of the 2015 Code.
"""

import re

from core.text import fold

# Belongs to the numbering of the Code, not to a value that an office may set.
COURT_ARTICLES = (*range(108, 123), *range(421, 426))
_ARTICLE = re.compile(r"\b(?:dieu|d)\s*\.?(\d{1,3})[a-z]?\b")
_CLAUSE = re.compile(r"\b(?:khoan|diem|k)\s*\.?\w+")
_NUMBER = re.compile(r"\b(\d{1,3})[a-z]?\b")


def article_numbers(text: str) -> list[int]:
    """The numbers of articles named in a text such as "điểm a khoản 2 Điều 113 BLHS" or "113"; empty: none is named."""
    folded = fold(text)
    # A year ("BLHS 2015") has four digits and never matches.
    found = _ARTICLE.findall(folded) or _NUMBER.findall(_CLAUSE.sub(" ", folded))
    return [int(number) for number in found]


def needs_court(article: str) -> bool:
    """Whether one of the articles named in `article` belongs to Chương XIII or XXVI."""
    return any(number in COURT_ARTICLES for number in article_numbers(article))
