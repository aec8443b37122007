"""Recognises and converts old Vietnamese encodings (TCVN3 of the .Vn fonts, VNI) in the columns of a workbook.

A short name can be valid in several encodings, a whole column cannot. Evidence for an encoding are the cells that are not
Vietnamese before the conversion and are Vietnamese after it, word by word. A cell in Unicode is no evidence and is never changed,
even where other cells of its column are converted.
"""

import contextlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import gettext as _
from viparse.normalize.tables import Charmap, convert
from viparse.normalize.tcvn3 import TCVN3
from viparse.normalize.vni import VNI

# The share of the cells that are not Vietnamese and must become Vietnamese. LIKELY is enough if the font agrees.
LIKELY, CERTAIN = 0.6, 0.95
# Ambiguous cells are converted with the others if there are at least so many times fewer of them.
FEW = 4
# Letters of a text that a question repeats.
SHOWN_LETTERS = 80

Known = dict[str, set[str]]

# Letters that the table of the library lacks.
_VNI = Charmap("vni", (*VNI.pairs, ("aú", "ẳ"), ("AÚ", "Ẳ"), ("î", "ỵ"), ("Î", "Ỵ")))
ENCODINGS = {"TCVN3": TCVN3, "VNI": _VNI}
# UTF-8 of Vietnamese letters read as Windows-1252: a lead byte shown as a letter, then one or two signs.
_DOUBLE_UTF8 = re.compile("[ÃÂÄÅÆ][\x80-\xbf‚-›€ŒœŠšŸŽžƒˆ˜–—’“”•…]|á[º»][\x80-\xbf‚-›€ŒœŠšŸŽžƒˆ˜–—’“”•…]")
# What is left of such an «à» whose second byte, a no-break space, was taken for a blank: a capital behind a small letter.
_HALF_LETTER = re.compile(r"[a-zà-ỹ]Ã(?=\s|$)")
_CAPITALS_FONT = re.compile(r"\.vn.*h$", re.IGNORECASE)  # .VnTimeH shows small letters as capitals

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE_ON_CONSONANT = re.compile(f"[^aeiouy\u0302\u0306\u031b][{_TONES}]")  # for example Ñ
_STOPPED_TONES = "\u0301\u0323"  # a syllable ending in c, ch, p, t is sắc or nặng
# Vietnamese letters outside Latin-1, which never result from an old encoding, and those inside Latin-1.
_OUTSIDE, _INSIDE = "ĂăĐđĨĩŨũƠơƯưẠ-ỹ", "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý"
_UNICODE_ONLY = re.compile(f"[{_OUTSIDE}]")
# Characters that Vietnamese text does not contain: signs, foreign letters, capitals inside a word (§Æng, NguyÔn).
_FOREIGN = re.compile(f"[^\\x00-\\x7f{_OUTSIDE}{_INSIDE}–—“”‘’…°ºª]|[a-zà-ÿ][À-Þ]")
_INITIALS = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x"
_RIMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt
    uân uâng uât uây uê uêch uênh uên uêu uơ uy uya uych uyên uyêt uynh uyt uyu uyn uyp
    ư ưc ưi ưm ưn ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu
    y ych ym yn ynh yt yên yêt yêu yêm yêng êng
"""
_SYLLABLE = re.compile(rf"(?:{_INITIALS})?(?:{'|'.join(sorted(_RIMES.split(), key=len, reverse=True))})")
# Words in registers that are not Vietnamese syllables.
_OTHERS = {"hrê", "brâu", "êđê", "mnông", "hmông", "krông", "đăk", "đắk", "plây", "xơđăng"}


@dataclass(frozen=True, slots=True)
class Conversion:
    """`texts`: the column in Unicode. `unsure`: indexes of unchanged cells that could be in the old encoding too."""

    encoding: str
    texts: list[str]
    unsure: list[int]


@dataclass(slots=True)
class _Reading:
    """A column decoded with one encoding. All lists hold indexes of cells.

    `taken`: Vietnamese only after conversion; `open`: Vietnamese before and after; `left`: Unicode; `odd`: Vietnamese neither
    before nor after.
    """

    encoding: str
    converted: list[str]
    taken: list[int]
    open: list[int]
    left: list[int]
    odd: list[int]

    @property
    def share(self) -> float:
        return len(self.taken) / (len(self.taken) + len(self.odd)) if self.taken else 0.0


def convert_column(texts: Sequence[str], font: str = "", known: Known | None = None) -> Conversion | None:
    """The column in Unicode if the column, or a part of it, is certainly in an old encoding; else None.

    `font`: the most frequent font of the column; a .Vn or VNI font makes a probable conversion certain. `known`: encoding →
    words converted in other columns of the workbook, which decide ambiguous cells; the words of this column are added to it.
    """
    known = {} if known is None else known
    texts = [unicodedata.normalize("NFC", text) for text in texts]
    if not known and all(map(_is_unicode, texts)):
        return None
    readings = [_read(texts, name) for name in ENCODINGS if encoding_of_font(font) in (name, None)]
    best = max(readings, key=lambda reading: (reading.share, len(reading.taken)))
    if _is_certain(best, texts, font, known):
        words = {word for place in best.taken for word in _old_words(best.converted[place])}
        known[best.encoding] = known.get(best.encoding, set()) | words
        settled = _settle(best, texts, known[best.encoding])
    else:
        best = max(readings, key=lambda reading: len(known.get(reading.encoding, ())))
        settled = _recognise(best, texts, known.get(best.encoding, set()))
        best.taken = []
    chosen = {*best.taken, *(place for place, is_old in settled.items() if is_old)}
    if not chosen:
        return None
    result = [best.converted[place] if place in chosen else text for place, text in enumerate(texts)]
    if _CAPITALS_FONT.search(font):
        result = [text.upper() if place in chosen else text for place, text in enumerate(result)]
    return Conversion(best.encoding, result, [place for place, is_old in settled.items() if is_old is None])


def is_suspicious(texts: Sequence[str]) -> bool:
    """Whether some cell contains characters that Vietnamese text in Unicode does not."""
    return any(not text.isascii() and _FOREIGN.search(unicodedata.normalize("NFC", text)) for text in texts)


def encoding_of_font(font: str) -> str | None:
    """The old encoding that a font implies; None for Unicode fonts."""
    lowered = font.lower()
    if lowered.startswith(".vn"):
        return "TCVN3"
    return "VNI" if lowered.startswith("vni") else None


def in_unicode(label: str) -> list[str]:
    """All readings of a short label (a header, the name of a sheet): unchanged, repaired, and from each old encoding."""
    if label.isascii():
        return [label]
    return [label, repaired(label), *(_convert(label, charmap) for charmap in ENCODINGS.values())]


def repaired(text: str) -> str:
    """Text whose UTF-8 was read as Windows-1252 and stored again ("Nguyá»…n"), in its original form; other text unchanged."""
    for _round in range(2):
        if text.isascii() or not _DOUBLE_UTF8.search(text):
            break
        try:
            text = _bytes_of(text).decode()
        except UnicodeError:
            break
    return text


def is_damaged(text: str) -> bool:
    """Whether the text has signs of doubly encoded UTF-8, or the character for an undecodable byte."""
    return "\ufffd" in text or len(_DOUBLE_UTF8.findall(text)) > 1 or bool(_HALF_LETTER.search(text))


def question_about(text: str) -> str:
    """What to ask about a typed or pasted text that may be doubly encoded UTF-8; "" where nothing is odd."""
    better = repaired(text)
    if better != text:
        return _("Chữ này có vẻ bị hỏng mã: «%s»? Hãy gõ lại cho đúng.") % better[:SHOWN_LETTERS]
    return _("Chữ này có vẻ bị hỏng mã; hãy gõ lại.") if is_damaged(text) else ""


def _bytes_of(text: str) -> bytes:
    """The bytes that a program read as Windows-1252 or Latin-1."""
    return b"".join(letter.encode("latin-1" if "\x80" <= letter <= "\xa0" else "cp1252") for letter in text)


def readable(data: bytes) -> str:
    """The text of bytes that are not UTF-8: Windows-1258, or an old encoding left as it is for convert_column.

    An old encoding is chosen where more words are Vietnamese syllables after its conversion than in Windows-1258.
    """
    candidates = {}
    with contextlib.suppress(UnicodeDecodeError):
        candidates["cp1258"] = unicodedata.normalize("NFC", data.decode("cp1258"))
    raw = data.decode("cp1252", "replace") if b"\x81" not in data else data.decode("latin-1")
    texts = {name: _convert(raw, charmap) for name, charmap in ENCODINGS.items()} | candidates
    best = max(texts, key=lambda name: (_share_of_syllables(texts[name]), name == "cp1258"))
    return texts[best] if best in candidates else raw


def _share_of_syllables(text: str) -> float:
    words = [word for word in _words(text) if not word.isascii()][:2000]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def capitalised(name: str) -> str:
    """A person's name with the accented capitals that TCVN3 lacks: "NguyÔn ¸nh" is converted to "Nguyễn ánh"."""
    words = name.split(" ")
    if not any(letter.isupper() for letter in name):  # typed in small letters, or in a font of capitals
        return name
    return " ".join(word[:1].upper() + word[1:] if word and not word[0].isascii() else word for word in words)


# --- the cells of a column -----------------------------------------------------------------------------------------------


def _read(texts: Sequence[str], encoding: str) -> _Reading:
    charmap = ENCODINGS[encoding]
    converted = [_convert(text, charmap) for text in texts]
    reading = _Reading(encoding, converted, [], [], [], [])
    for place, (text, new) in enumerate(zip(texts, converted, strict=True)):
        if text.isascii():
            continue
        now, then = _is_vietnamese(text), _is_vietnamese(new)
        if _UNICODE_ONLY.search(text) or (now and not then) or new == text or (now and _holds_more(text, encoding)):
            reading.left.append(place)
        elif now:
            reading.open.append(place)
        else:
            (reading.taken if then else reading.odd).append(place)
    return reading


def _is_certain(reading: _Reading, texts: Sequence[str], font: str, known: Known) -> bool:
    by_font = encoding_of_font(font) == reading.encoding
    if reading.share < (LIKELY if by_font else CERTAIN):
        return False
    # A typing error can become a word by chance, but a character that Vietnamese lacks is no typing error.
    foreign = any(_FOREIGN.search(texts[place]) for place in reading.taken)
    return by_font or foreign or reading.encoding in known or (len(reading.taken) > 1 and not reading.left)


def _settle(reading: _Reading, texts: Sequence[str], known: set[str]) -> dict[int, bool | None]:
    """For each ambiguous cell, by index: whether it is in the old encoding; None where that cannot be decided.

    Decided by the words of the cells that certainly are in it. Cells that are Vietnamese neither way are decided by the number
    of valid syllables.
    """
    few = not reading.left and len(reading.open) * FEW <= len(reading.taken)

    def weigh(place: int, good: Callable[[str], bool]) -> int:
        now, then = (sum(good(word) for word in _old_words(text)) for text in (texts[place], reading.converted[place]))
        return then - now

    settled = {}
    for place in reading.open:
        weight = weigh(place, known.__contains__)
        settled[place] = weight > 0 if weight else (few or None)
    for place in reading.odd:
        settled[place] = weigh(place, is_syllable) > 0 or None
    return settled


def _recognise(reading: _Reading, texts: Sequence[str], known: set[str]) -> dict[int, bool | None]:
    """The cells that consist of words converted in other columns, for a column without evidence of its own."""
    return {
        place: True
        for place in (*reading.open, *reading.taken)
        if known.issuperset(_old_words(reading.converted[place])) and known.isdisjoint(_old_words(texts[place]))
    }


def _old_words(text: str) -> list[str]:
    return [word for word in _words(text.lower()) if not word.isascii()]


def _holds_more(text: str, encoding: str) -> bool:
    """Whether the text has a letter that this encoding cannot produce: TCVN3 has no à."""
    return re.search("[^\x00-\x7fíìÍÌ–—“”‘’…]", _signs(encoding).sub("", text)) is not None


@cache
def _signs(encoding: str) -> re.Pattern:
    signs = sorted((old for old, _letter in ENCODINGS[encoding].pairs), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, signs)))


def _convert(text: str, charmap: Charmap) -> str:
    return unicodedata.normalize("NFC", convert(text, charmap))


# --- what is Vietnamese --------------------------------------------------------------------------------------------------


def _words(text: str) -> list[str]:
    # Words in old encodings contain signs (§, ¨, ®), so only spaces and ASCII signs separate words.
    return [word for word in re.split(r"[\s\x21-\x40\x5b-\x60\x7b-\x7e–—“”‘’…]+", text) if word]


def _is_unicode(text: str) -> bool:
    return text.isascii() or _UNICODE_ONLY.search(text) is not None or _is_vietnamese(text)


@lru_cache(maxsize=8192)
def _is_vietnamese(text: str) -> bool:
    """Whether all words with letters outside ASCII are syllables. Abbreviations (ĐX, QĐ) are not examined."""
    words = [word for word in _words(text) if not word.isascii() and not re.fullmatch("[A-ZĐ]{2,}", word)]
    return all(is_syllable(word) for word in words)


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a word is a possible Vietnamese syllable: initial, rime and at most one tone that fits the rime."""
    if word[1:] != word[1:].lower() and word != word.upper():
        return False  # §Æng, NguyÔn: capitals inside a word
    letters = unicodedata.normalize("NFD", word.lower())
    if _TONE_ON_CONSONANT.search(letters):
        return False
    tones = [letter for letter in letters if letter in _TONES]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))
    if bare in _OTHERS or unicodedata.normalize("NFC", letters) in _OTHERS:
        return True
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not bare.endswith(("c", "ch", "p", "t")) or (bool(tones) and tones[0] in _STOPPED_TONES)
