"""Reads the text of a finished DOCX, XLSX or PDF file, independently of the code that wrote it."""

import io
import re
import zipfile
import zlib
from html import unescape

# The parts of an Office file with visible text, and the elements that hold it.
PARTS = {"docx": r"word/(document|header\d*|footer\d*)\.xml", "xlsx": r"xl/(sharedStrings|worksheets/sheet\d+)\.xml"}
TEXTS = re.compile(r"<(?:w:t|t|oddFooter)(?: [^>]*)?>([^<]*)<")
# In a PDF: the objects, the map of a font from glyphs to letters, and the font changes and texts of a page.
OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\nendobj", re.DOTALL)
MAPPED = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
# A string in brackets may contain nested pairs of brackets.
_FLAT = rb"(?:\\.|[^\\()])*"
_NESTED = rb"(?:\\.|[^\\()]|\((?:\\.|[^\\()]|\(" + _FLAT + rb"\))*\))*"
FONT_OR_STRING = re.compile(rb"/(\w+) [\d.]+ Tf|\((" + _NESTED + rb")\)|<([0-9A-F]+)>", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def contains(stored, text: str) -> bool:
    """Whether the text of a StoredFile contains `text`. Spaces and line breaks are ignored."""
    name = stored.name.rpartition(".")[2]
    extract = _pdf if name == "pdf" else _office
    return _without_spaces(text) in _without_spaces(extract(bytes(stored.data), name))


def _without_spaces(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def _office(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(part).decode() for part in archive.namelist() if re.fullmatch(PARTS[name], part)]
    return unescape("".join(text for part in parts for text in TEXTS.findall(part)))


def _pdf(data: bytes, _name: str) -> str:
    objects = dict(OBJECT.findall(data))
    pages = [content for content in objects.values() if b"/Type/Page/" in content]
    return "".join(_page(objects, page) for page in pages)


def _page(objects: dict, page: bytes) -> str:
    names = re.findall(rb"/(\w+) (\d+) 0 R", objects[_reference(b"Resources", page)].partition(b"/Font<<")[2])
    fonts = {name: _letters(objects, key) for name, key in names if b"/ToUnicode" in objects[key]}
    letters: dict = {}
    text = []
    for font, string, hexadecimal in FONT_OR_STRING.findall(_stream(objects[_reference(b"Contents", page)])):
        letters = fonts[font] if font else letters
        codes = ESCAPED.sub(_unescaped, string) or bytes.fromhex(hexadecimal.decode())
        # A code without a letter is not a glyph; it names the language of a passage.
        text += [letters.get(codes[start : start + 2], "") for start in range(0, len(codes), 2)]
    return "".join(text)


def _letters(objects: dict, font: bytes) -> dict[bytes, str]:
    pairs = MAPPED.findall(_stream(objects[_reference(b"ToUnicode", objects[font])]))
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _reference(name: bytes, content: bytes) -> bytes:
    return re.search(rb"/" + name + rb" (\d+) 0 R", content)[1]


def _stream(content: bytes) -> bytes:
    return zlib.decompress(content.partition(b"stream\n")[2])


def _unescaped(match: re.Match) -> bytes:
    code = match[1]
    return bytes([int(code, 8)]) if code.isdigit() else CONTROLS.get(code, code)
