"""Scans are told by their content: PDF, JPEG or PNG, whole, of limited size, without what a scan never has. Pure.

Nothing is decoded here: who opens the file later has a viewer, so what would hurt a viewer is looked for in the file's frame.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.errors import Refused

MAX_BYTES = 5 * 1024 * 1024
# A3 at 600 dpi is 70 million; more is a picture made to fill the memory of whoever opens it.
MAX_PIXELS = 80_000_000
MAX_UNPACKED = 20 * 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIX = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
# What makes a PDF act by itself or carry something; a scanner writes none of it. The long names are looked for everywhere,
# the short ones outside of packed pictures, which hold any three letters by chance.
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|OpenAction|RichMedia|SubmitForm|ImportData)\b")
_ACTIVE_SHORT = re.compile(rb"/(?:JS|AA|XFA)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb">>\s*stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECTS = re.compile(rb"/ObjStm\b")
_SOF = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # frames; between them are tables
_SOS, _ALONE = 0xDA, frozenset({0x01, *range(0xD0, 0xD8)})


def kind_of(data: bytes) -> str:
    """The content type. Raises Refused with what to do."""
    if not data:
        raise Refused(_("Tệp rỗng. Hãy quét lại."))
    if len(data) > MAX_BYTES:
        raise Refused(_("Tệp lớn hơn 5 MB. Hãy quét với độ phân giải thấp hơn hoặc chia thành nhiều tệp."))
    if data.startswith(b"%PDF-"):
        return _checked_pdf(data)
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _checked_picture(JPEG, *_size_of_jpeg(data))
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _checked_picture(PNG, *_size_of_png(data))
    except (struct.error, IndexError) as error:
        raise _not_whole() from error
    raise _not_whole()


def _not_whole() -> Refused:
    return Refused(_("Chỉ nhận tệp PDF, JPEG hoặc PNG còn nguyên vẹn."))


# --- pictures --------------------------------------------------------------------------------------------------------------


def _checked_picture(kind: str, width: int, height: int) -> str:
    if not width or not height:
        raise _not_whole()
    if width * height > MAX_PIXELS:
        raise Refused(_("Ảnh có kích thước quá lớn. Hãy quét với độ phân giải thấp hơn."))
    return kind


def _size_of_png(data: bytes) -> tuple[int, int]:
    """From a file whose parts follow each other up to IEND, its last. Raises Refused, struct.error."""
    at, names = 8, []
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(data[at + 4 : at + 8 + length]) != checksum:
            raise _not_whole()
        names.append(name)
        at += 12 + length
        if name == b"IEND":
            break
    if at != len(data) or names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise _not_whole()
    return struct.unpack_from(">II", data, 16)


def _size_of_jpeg(data: bytes) -> tuple[int, int]:
    """From the frame, before the picture itself begins. Raises Refused, struct.error, IndexError."""
    if not data.rstrip(b"\x00").endswith(b"\xff\xd9"):
        raise _not_whole()
    at, size = 2, (0, 0)
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == _SOS:
            return size
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in _SOF:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (max(size[0], width), max(size[1], height))
        at += 2 + length
    raise _not_whole()


# --- PDF -------------------------------------------------------------------------------------------------------------------


def _checked_pdf(data: bytes) -> str:
    if not data.rstrip(b"\x00\t\r\n\x0c ").endswith(b"%%EOF"):  # cut off, or something else behind it
        raise Refused(_("Tệp PDF bị cắt cụt. Hãy quét hoặc lưu lại."))
    plain = _without_escapes(data)
    if b"/Encrypt" in plain:
        raise Refused(_("Tệp PDF có mật khẩu. Hãy lưu lại không có mật khẩu."))
    outside = _without_escapes(_STREAM.sub(b">>", data))
    parts = [outside, *map(_without_escapes, _objects_in(data))]
    if _ACTIVE.search(plain) or any(_ACTIVE.search(part) or _ACTIVE_SHORT.search(part) for part in parts):
        raise Refused(_("Tệp PDF có mã lệnh hoặc tệp nhúng. Hãy in thành PDF mới hoặc quét lại."))
    return PDF


def _without_escapes(data: bytes) -> bytes:
    """/J#61vaScript is /JavaScript."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _objects_in(data: bytes) -> Iterator[bytes]:
    """What stands packed in streams of objects, where names could hide. Raises Refused for one that cannot be read."""
    room, before = MAX_UNPACKED, 0
    for stream in _STREAM.finditer(data):
        head = _without_escapes(data[before : stream.start()])
        before = stream.end()
        if not _OBJECTS.search(head[head.rfind(b" obj") :]):
            continue
        unpacked = _unpacked(stream[1], room)
        room -= len(unpacked)
        yield unpacked


def _unpacked(packed: bytes, room: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(packed, room)
    except zlib.error as error:
        raise Refused(_("Tệp PDF có cấu trúc lạ. Hãy in thành PDF mới hoặc quét lại.")) from error
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise Refused(_("Tệp PDF có cấu trúc lạ. Hãy in thành PDF mới hoặc quét lại."))
    return unpacked
