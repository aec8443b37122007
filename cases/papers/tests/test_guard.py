"""Hostile and broken scans are refused in no time; what a scanner or a phone makes is taken."""

import io
import random
import resource
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.models import CaseDocument
from cases.papers.guard import JPEG, MAX_BYTES, PDF, PNG, kind_of
from cases.tests.factories import receive
from core.errors import Refused


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width=2, height=2, *, more: bytes = b"", pixels: bytes = b"\0" * 14) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND")


def jpeg(width=2, height=2, *, more: bytes = b"", frame: int = 0xC0) -> bytes:
    size = struct.pack(">BBHBHHB", 0xFF, frame, 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8\xff\xe0\0\x04ab" + more + size + b"\xff\xda\0\x08\1\1\0\0\x3f\0abc\xff\xd9"


def pdf(body: bytes = b"", *, objects: bytes | None = None, picture: bytes = b"") -> bytes:
    parts = [b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"]
    if picture:
        parts.append(b"3 0 obj\n<</Type/XObject/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (len(picture), picture))
    if objects is not None:
        parts.append(b"4 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>\nstream\n" + objects + b"\nendstream\nendobj\n")
    return b"".join([*parts, body, b"trailer<</Root 1 0 R>>\n%%EOF\n"])


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.exe", b"MZ")
    return file.getvalue()


NOISE = random.Random(7).randbytes(4_000_000)
TAKEN = {
    "a PDF": (pdf(), PDF),
    "a PDF with objects packed": (pdf(objects=zlib.compress(b"<</Type/Page>>")), PDF),
    "a PDF of a picture in which /JS and /AA stand by chance": (pdf(picture=NOISE + b" /JS /AA /XFA "), PDF),
    "a PDF with blanks behind its end": (pdf() + b"\r\n\0\0\r\n", PDF),
    "a JPEG": (jpeg(2480, 3508), JPEG),
    "a progressive JPEG with a thumbnail": (jpeg(more=b"\xff\xe1\0\x08\xff\xd8\xff\xd9ab", frame=0xC2), JPEG),
    "a JPEG padded by a camera": (jpeg() + b"\0" * 8, JPEG),
    "a PNG": (png(2480, 3508), PNG),
    "a PNG with a text": (png(more=chunk(b"tEXt", b"Title\0scan")), PNG),
}
REFUSED = {
    "nothing": b"",
    "too much": pdf(picture=bytes(MAX_BYTES)),
    "a program": b"MZ\x90\0",
    "a text": "Bản án số 5".encode(),
    "a web page": b"<html><script>alert(7)</script></html>",
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(7)"/>',
    "a GIF": b"GIF89a\1\0\1\0\0\0\0;",
    "a zip": zipped(),
    "an old Office container": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512),
    "a web page before a PDF": b"<html>" + pdf(),
    "a PDF cut off": pdf()[:-8],
    "a PDF with a zip behind it": pdf() + zipped(),
    "a PDF with a web page behind it": pdf() + b"<script>alert(7)</script>",
    "a PDF with a password": pdf(b"<</Encrypt 9 0 R>>"),
    "JavaScript": pdf(b"5 0 obj<</S/JavaScript/JS(app.alert(7))>>endobj\n"),
    "JavaScript written with escapes": pdf(b"5 0 obj<</S/J#61v#61Script/J#53(x)>>endobj\n"),
    "something done on opening": pdf(b"<</OpenAction 5 0 R>>"),
    "something done on leaving a page": pdf(b"<</AA<</C 5 0 R>>>>"),
    "a program started": pdf(b"<</S/Launch/F(cmd.exe)>>"),
    "a file within": pdf(b"<</Names<</EmbeddedFiles 6 0 R>>>>"),
    "one file within": pdf(b"<</Type/EmbeddedFile>>"),
    "a form of its own": pdf(b"<</AcroForm<</XFA 7 0 R>>>>"),
    "a form that is sent": pdf(b"<</S/SubmitForm/F(http://evil.example)>>"),
    "JavaScript packed away": pdf(objects=zlib.compress(b"<</S/JavaScript>>")),
    "a short name packed away": pdf(objects=zlib.compress(b"<</JS(x)>>")),
    "objects that hide between brackets": pdf(b"8 0 obj<</X(>>stream\n)/S/JavaScript/Y(endstream)>>endobj\n"),
    "objects packed in a way we cannot read": pdf(objects=b"not packed at all"),
    "objects cut off": pdf(objects=zlib.compress(b"<</Type/Page>>" * 99)[:-9]),
    "a bomb of objects": pdf(objects=zlib.compress(bytes(300_000_000), 9)),
    "a JPEG cut off": jpeg()[:-2],
    "a JPEG without a frame": b"\xff\xd8\xff\xe0\0\x04ab\xff\xda\0\x02\xff\xd9",
    "a JPEG with a zip behind it": jpeg() + zipped(),
    "a JPEG of four billion pixels": jpeg(65_535, 65_535),
    "a JPEG of no pixels": jpeg(0, 5),
    "a JPEG whose frame is beyond its end": b"\xff\xd8\xff\xe0\xff\xff\xff\xd9",
    "only a JPEG's beginning and end": b"\xff\xd8\xff\xff\xd9",
    "a PNG cut off": png()[:-4],
    "a PNG of ten billion pixels": png(100_000, 100_000),
    "a PNG of no pixels": png(0, 0),
    "a PNG with a zip behind it": png() + zipped(),
    "a PNG with a web page before its end": png()[:-12] + b"<script>" + png()[-12:],
    "a PNG whose part lies about its length": png().replace(b"\0\0\0\x0dIHDR", b"\xff\xff\xff\xffIHDR"),
    "a PNG whose check fails": png().replace(struct.pack(">II", 2, 2), struct.pack(">II", 3, 3)),
    "a PNG without a picture": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IEND"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_scanners_and_phones_make_is_taken(name):
    data, kind = TAKEN[name]
    assert kind_of(data) == kind


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_scanner_makes_is_refused_with_words(name):
    with pytest.raises(Refused) as refusal:
        kind_of(REFUSED[name])
    assert len(str(refusal.value)) > 15


@given(st.binary(max_size=300), st.sampled_from(sorted(TAKEN)), st.integers(0, 2_000))
@settings(max_examples=300, deadline=None)
def test_a_broken_file_is_refused_or_taken_and_nothing_else(noise, name, at):
    data = TAKEN[name][0][:20_000]
    for spoilt in (noise, data[:at] + noise + data[at + len(noise) :], data[:at]):
        try:
            kind_of(spoilt)
        except Refused:
            continue


def test_the_largest_and_worst_cost_little_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for data in (REFUSED["a bomb of objects"], TAKEN["a PDF of a picture in which /JS and /AA stand by chance"][0]):
        try:
            kind_of(data)
        except Refused:
            continue
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024  # in kB


def test_at_the_door_each_is_a_refusal_on_the_form(world, client_for, post_form):
    case = receive(world)
    officer, address = client_for(world.officer), f"/cases/{case.public_id}/documents/new/"
    for name, data in REFUSED.items():
        if len(data) < 1_000_000:
            form = {"kind": "other", "title": "Giấy", "file": SimpleUploadedFile("giay.pdf", data)}
            answer = post_form(officer, address, form)
            assert answer.status_code == 422, name
            assert answer.context["form"].errors["file"]
    assert not CaseDocument.objects.exists()
    for name in ("../../x.php", "a\r\nb: c.pdf", "x" * 300 + ".pdf", "e\u0301.pdf", "", ".pdf", "CON", "<script>.pdf"):
        form = {"kind": "other", "title": "Bản án 5/HSST <b>số 5</b>", "file": SimpleUploadedFile(name or "x", pdf())}
        assert post_form(officer, address, form).status_code == 302, name
    row = CaseDocument.objects.select_related("file").first()
    answer = officer.get(f"/cases/{case.public_id}/documents/{row.public_id}/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="ban-an-5-hsst-b-so-5-b.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == ("nosniff", "sandbox")
