"""Normalising, searching and sorting Vietnamese text.

Pure functions on strings. Their results are stored, so a change here needs a data migration.
"""

import re
import unicodedata

# Letters that look like Đ and that old font converters produce (Icelandic eth, African d).
_LOOKALIKE_D = str.maketrans("ðÐɖƉ", "đĐđĐ")
# Apostrophes in names of the ethnic minorities of Kon Tum and of the Hrê: H'Drai, H’Drai, Hʼdrai, H`Drai.
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
# Full-width characters of East Asian input methods.
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")

# ICU order for "vi": first all letters of the text are compared, then its tones. Space sorts first.
_ALPHABET = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = {character: bytes([0x10 + place]) for place, character in enumerate(_ALPHABET)}
_TONES = {"\u0300": 3, "\u0309": 4, "\u0303": 5, "\u0301": 6, "\u0323": 7}  # huyền, hỏi, ngã, sắc, nặng
_NO_TONE, _OTHER_MARK = 2, 8
_END_OF_PART = b"\x00"


def nfc(text: str) -> str:
    """`text` in NFC, trimmed, with single spaces, without control, zero-width and other unprintable characters."""
    if not text.isprintable():  # keeps line breaks and no-break spaces as spaces, drops invisible characters
        text = "".join(c for c in text if c.isprintable() or c.isspace())
    return " ".join(unicodedata.normalize("NFC", text).split())


def narrow(text: str) -> str:
    """The text with full-width characters replaced by ASCII: ０１／０５ becomes 01/05."""
    return text.translate(_WIDE)


def fold(text: str) -> str:
    """The search form: đ → d, no tones or other marks, lower case, single spaces ("Đặng Thị Hòa" → "dang thi hoa")."""
    text = nfc(text).translate(_LOOKALIKE_D).translate(_APOSTROPHES).lower().replace("đ", "d")
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.split())


def squash(text: str) -> str:
    """`fold` reduced to a–z and 0–9, for comparing headers and labels ("Họ và tên:" → "hovaten")."""
    return _NOT_ALPHANUMERIC.sub("", fold(text))


def name_key(full_name: str) -> bytes:
    """Sort key of a person's name: given name, then family name, then middle names, each as Vietnamese (ICU) sorts it.

    Compare the bytes. Case does not count. An empty name gives the empty key, which comes first.
    """
    words = nfc(full_name).translate(_LOOKALIKE_D).translate(_APOSTROPHES).lower().split()
    parts = [words[-1:], words[:1] if len(words) > 1 else [], words[1:-1]]
    return b"".join(_part_key(" ".join(part)) for part in parts) if words else b""


def _part_key(text: str) -> bytes:
    """Weights of all letters, followed by those of all tones. A tone weighs less than any letter, the end less than a tone."""
    letters, tones = bytearray(), bytearray()
    for character in unicodedata.normalize("NFC", text):
        primary, tone = _weights(character)
        letters += primary
        tones.append(tone)
    return bytes(letters + tones) + _END_OF_PART


def _weights(character: str) -> tuple[bytes, int]:
    """(letter, tone). An unknown mark sorts after the tones (ö after ọ), an unknown letter after z, by code point."""
    if character in _PRIMARY:
        return _PRIMARY[character], _NO_TONE
    marks = unicodedata.normalize("NFD", character)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), _NO_TONE)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    if letter in _PRIMARY:
        return _PRIMARY[letter], tone
    if marks[0] in _PRIMARY:
        return _PRIMARY[marks[0]], _OTHER_MARK
    return b"\xf0" + character.encode(), _NO_TONE


def clause(text: str, *, is_lower: bool = False) -> str:
    """A sentence as a part of another one: without its final stop; with `is_lower`, beginning with a small letter."""
    text = text.rstrip(".;,: \n\r\t")
    return text[:1].lower() + text[1:] if is_lower else text
