"""Scans for tests: small, whole files as a scanner writes them, and what somebody may send instead."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image


def pdf(*objects: bytes, catalog: bytes = b"") -> bytes:
    """A PDF of one empty page. `objects` get the numbers 4, 5, …; `catalog`: more entries of its root dictionary."""
    base = (
        b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    data, places = b"%PDF-1.5\n", []
    for number, body in enumerate([*base, *objects], start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(data))
    )


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def packed(data: bytes) -> bytes:
    """The same PDF with its dictionaries in compressed object streams."""
    return _saved(data, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def encrypted(data: bytes, password: str) -> bytes:
    return _saved(data, encryption=pikepdf.Encryption(owner="chủ", user=password))


def _saved(data: bytes, **options) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(file, **options)
    return file.getvalue()


def picture(kind: str, width: int = 20, height: int = 30, **options) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#eee").save(file, kind, **options)
    return file.getvalue()


def png_part(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that says it is so large, whatever it holds."""
    head = png_part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + png_part(b"IDAT", zlib.compress(bytes(14))) + png_part(b"IEND")


def jpeg_of_size(width: int, height: int) -> bytes:
    """A JPEG that says it is so large, whatever it holds."""
    data = bytearray(picture("JPEG"))
    frame = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, frame + 5, height, width)
    return bytes(data)


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.exe", b"MZ")
    return file.getvalue()
