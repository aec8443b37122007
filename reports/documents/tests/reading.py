"""What a written document says to whoever opens the file: nothing here knows how it was drawn."""

import io
import re
import zipfile
import zlib
from html import unescape

# Which parts of an Office file hold what is read, and the elements with text in them.
PARTS = {"docx": r"word/(document|header\d*|footer\d*)\.xml", "xlsx": r"xl/(sharedStrings|worksheets/sheet\d+)\.xml"}
TEXTS = re.compile(r"<(?:w:t|t|oddFooter)(?: [^>]*)?>([^<]*)<")
# Of a PDF: its objects, the map of a font from glyphs to letters, and what a page shows in which font.
OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\nendobj", re.DOTALL)
MAPPED = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
# A text in brackets may hold pairs of brackets of its own.
_FLAT = rb"(?:\\.|[^\\()])*"
_NESTED = rb"(?:\\.|[^\\()]|\((?:\\.|[^\\()]|\(" + _FLAT + rb"\))*\))*"
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|\((" + _NESTED + rb")\)|<([0-9A-F]+)>", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def says(stored, text: str) -> bool:
    """Whether a stored document holds the text, wherever its lines are broken."""
    name = stored.name.rpartition(".")[2]
    read = _pdf if name == "pdf" else _office
    return _bare(text) in _bare(read(bytes(stored.data), name))


def _bare(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def _office(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(part).decode() for part in archive.namelist() if re.fullmatch(PARTS[name], part)]
    return unescape("".join(text for part in parts for text in TEXTS.findall(part)))


def _pdf(data: bytes, _name: str) -> str:
    found = dict(OBJECT.findall(data))
    pages = [held for held in found.values() if b"/Type/Page/" in held]
    return "".join(_page(found, held) for held in pages)


def _page(found: dict, page: bytes) -> str:
    names = re.findall(rb"/(\w+) (\d+) 0 R", found[_reference(b"Resources", page)].partition(b"/Font<<")[2])
    fonts = {name: _letters(found, key) for name, key in names if b"/ToUnicode" in found[key]}
    letters, text = {}, []
    for font, shown, hexadecimal in SHOWN.findall(_stream(found[_reference(b"Contents", page)])):
        letters = fonts[font] if font else letters
        codes = ESCAPED.sub(_unescaped, shown) or bytes.fromhex(hexadecimal.decode())
        # What maps to nothing is no glyph but a name: the language of a passage.
        text += [letters.get(codes[place : place + 2], "") for place in range(0, len(codes), 2)]
    return "".join(text)


def _letters(found: dict, font: bytes) -> dict[bytes, str]:
    pairs = MAPPED.findall(_stream(found[_reference(b"ToUnicode", found[font])]))
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _reference(name: bytes, held: bytes) -> bytes:
    return re.search(rb"/" + name + rb" (\d+) 0 R", held)[1]


def _stream(held: bytes) -> bytes:
    return zlib.decompress(held.partition(b"stream\n")[2])


def _unescaped(match: re.Match) -> bytes:
    code = match[1]
    return bytes([int(code, 8)]) if code.isdigit() else CONTROLS.get(code, code)
