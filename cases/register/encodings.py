"""Old Vietnamese encodings (TCVN3 with .VnTime fonts, VNI) in workbook columns, recognised over a whole column and converted.

A single short name can look right in several encodings; a column cannot. A column is converted only when much of it is no
Vietnamese as it stands and nearly all of it is after conversion, so text in Unicode is never touched.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from viparse.normalize.tables import convert
from viparse.normalize.tcvn3 import TCVN3
from viparse.normalize.vni import VNI

from areas.text import fold

# Shares of words that are Vietnamese syllables: a column below SUSPECT is looked at, a conversion must reach CERTAIN.
SUSPECT, CERTAIN = 0.85, 0.95

_LETTERS = set("aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz")
_TONES = set("\u0300\u0301\u0303\u0309\u0323")
_SYLLABLE = re.compile(
    r"(?:b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x)?"
    r"(?:[aeiouy]{1,3})(?:ch|c|m|ng|nh|n|p|t)?"
)


def convert_column(texts: Sequence[str]) -> tuple[str, list[str]] | None:
    """(name of the encoding, converted texts) when the column is certainly in an old encoding, else None."""
    before = _share(texts)
    if before is None or before >= SUSPECT:
        return None
    best = None
    for name, encoding in (("TCVN3", TCVN3), ("VNI", VNI)):
        converted = [_convert(text, encoding) for text in texts]
        share = _share(converted) or 0.0
        if share >= CERTAIN and (best is None or share > best[0]):
            best = share, name, converted
    return best and best[1:]


def _convert(text: str, encoding) -> str:
    if encoding is VNI:  # missing in the library's table
        text = text.replace("aú", "ẳ").replace("AÚ", "Ẳ")
    return unicodedata.normalize("NFC", convert(unicodedata.normalize("NFC", text), encoding))


def _share(texts: Sequence[str]) -> float | None:
    """Share of words that can be Vietnamese syllables; None without words."""
    words = [word for text in texts for word in _words(text)]
    return sum(map(_is_syllable, words)) / len(words) if words else None


def _words(text: str) -> list[str]:
    # In the old encodings a word holds signs that are no letters (§, ¨, ®), so only spaces and ASCII signs divide.
    return [word for word in re.split(r"[\s\x21-\x40\x5b-\x60\x7b-\x7e]+", unicodedata.normalize("NFC", text)) if word]


@lru_cache(maxsize=4096)
def _is_syllable(word: str) -> bool:
    word = word.lower()
    marks = [mark for mark in unicodedata.normalize("NFD", word) if mark in _TONES]
    bare = "".join(mark for mark in unicodedata.normalize("NFD", word) if mark not in _TONES)
    if len(marks) > 1 or not set(unicodedata.normalize("NFC", bare)) <= _LETTERS:
        return False
    return _well_formed(bare) and _SYLLABLE.fullmatch(fold(word)) is not None


def _well_formed(bare: str) -> bool:
    """At most one of ă â ê ô ơ ư, but for ươ; VNI's doubled vowels (eâ, aê) break this or the next rule."""
    letters = unicodedata.normalize("NFC", bare)
    special = [letter for letter in letters if letter in "ăâêôơư"]
    if len(special) > 1 and special != ["ư", "ơ"]:
        return False
    return not re.search(r"aâ|aă|eê|oô|uư|oơ|eâ|aê|oâ|uô̂|aø|oø", letters)
