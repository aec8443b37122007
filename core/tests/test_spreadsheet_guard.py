"""Hostile and broken files are refused before a parser sees them, each with what is wrong and what to do."""

import io
import struct
import time
import unicodedata
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from core.spreadsheets import guard
from core.spreadsheets.guard import MAX_BYTES, FileRefused, check_file, decode_csv
from core.tests.ole_files import ole

DATA = Path(__file__).parent / "data"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SHEET = "xl/worksheets/sheet1.xml"
CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK_RELS = "xl/_rels/workbook.xml.rels"


@cache
def workbook() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2024, 6, 15, tzinfo=UTC)})
        book.add_worksheet("Danh sách").write_row(0, 0, ["Họ và tên", "Xã", "Diện", "Ngày ra trại"])
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_parts(**changed: bytes) -> bytes:
    return zipped(parts_of(workbook()) | changed)


def with_part(name: str, content: bytes = b"<x/>") -> bytes:
    return zipped(parts_of(workbook()) | {name: content})


def with_text_in(name: str, before: bytes, text: bytes) -> bytes:
    parts = parts_of(workbook())
    assert before in parts[name]
    return zipped(parts | {name: parts[name].replace(before, text + before, 1)})


def lying_about_size(data: bytes, above: int) -> bytes:
    """Larger members declared to have 100 bytes, as a reader that trusts them would like."""
    file = bytearray(data)
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = file.find(signature)
        while at != -1:
            if struct.unpack_from("<I", file, at + place)[0] > above:
                struct.pack_into("<I", file, at + place, 100)
            at = file.find(signature, at + 4)
    return bytes(file)


def encrypted_flag(data: bytes) -> bytes:
    file = bytearray(data)
    at = file.find(b"PK\x01\x02")
    file[at + 8] |= 1
    return bytes(file)


BOMB = b"<worksheet>" + b"<v>" + b"0" * 54_000_000
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(b'<!ENTITY lol%d "%s">' % (n, b"&lol%d;" % (n - 1) * 10) for n in range(1, 9))
    + b"]><worksheet>&lol8;</worksheet>"
)


def first_record_patched(data: bytes) -> bytes:
    """The .xls with a record about a password where the first one stood."""
    at = data.find(bytes.fromhex("0908100000060500"))
    assert at != -1
    return data[: at + 20] + b"\x2f\x00" + data[at + 22 :]


REFUSED = {
    "0 bytes": ("so.xlsx", lambda: b"", "0 byte"),
    "over 5 MB": ("so.xlsx", lambda: workbook() + bytes(MAX_BYTES), "5 MB"),
    "a .txt renamed": ("so.xlsx", lambda: "Họ và tên;Xã\nNguyễn Văn An;Tịnh Bắc\n".encode(), "không phải là bảng tính"),
    "a .csv renamed": ("so.xls", lambda: b"a,b\n1,2\n", "không phải là bảng tính"),
    "a picture": ("so.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "Không đọc được chữ"),
    "a web page as .xls": ("so.xls", lambda: b"\xef\xbb\xbf <html><table></table></html>", "trang web"),
    "a zip of something": ("so.xlsx", lambda: zipped({"readme.txt": b"abc"}), "không phải là bảng tính"),
    "packed with bzip2": ("so.xlsx", lambda: zipped(parts_of(workbook()), zipfile.ZIP_BZIP2), "hỏng"),
    "an empty zip": ("so.xlsx", lambda: zipped({}), "không phải là bảng tính"),
    "a Word document": ("so.xlsx", lambda: zipped({"word/document.xml": b"<w/>"}), "Word"),
    "an .odt": ("so.ods", lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "không phải"),
    "an .xlsb": ("so.xlsb", lambda: with_part("xl/workbook.bin"), ".xlsb"),
    "a workbook in a zip": ("so.xlsx", lambda: zipped({"so.xlsx": workbook()}), "không phải là bảng tính"),
    "a workbook in a workbook": ("so.xlsx", lambda: with_part("xl/media/image1.png", workbook()), "nhúng"),
    "cut off": ("so.xlsx", lambda: workbook()[:-200], "hỏng"),
    "cut off early": ("so.xlsx", lambda: workbook()[:100], "hỏng"),
    "a damaged member": ("so.xlsx", lambda: workbook().replace(b"PK\x03\x04", b"PK\x03\x09", 2), "hỏng"),
    "a zip bomb": ("so.xlsx", lambda: with_part(SHEET, BOMB), "50 MB"),
    "a bomb in many members": (
        "so.xlsx",
        lambda: zipped(parts_of(workbook()) | {f"xl/media/{n}.xml": BOMB[: 1 << 20] for n in range(60)}),
        "50 MB",
    ),
    "a bomb that says it is small": ("so.xlsx", lambda: lying_about_size(with_part(SHEET, BOMB), 1 << 20), "50 MB"),
    "sizes that lie": ("so.xlsx", lambda: lying_about_size(workbook(), 100), "hỏng"),
    "too many members": (
        "so.xlsx",
        lambda: zipped(parts_of(workbook()) | {f"xl/x{n}.xml": b"" for n in range(200)}),
        "quá nhiều thành phần",
    ),
    "billion laughs": ("so.xlsx", lambda: with_part(SHEET, LAUGHS), "DTD"),
    "an external entity": (
        "so.xlsx",
        lambda: with_part(SHEET, b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        "DTD",
    ),
    "a DTD far inside": ("so.xlsx", lambda: with_part(SHEET, b"<a>" + b" " * 65_530 + b"<!DOCTYPE a>"), "DTD"),
    "a DTD in a part of another name": ("so.xlsx", lambda: with_part("xl/media/a.png", b" \n<!DOCTYPE a><a/>"), "DTD"),
    "a DTD in UTF-16": ("so.xlsx", lambda: with_part(SHEET, "<!DOCTYPE a><a/>".encode("utf-16")), "cấu trúc lạ"),
    "macros": ("so.xlsm", lambda: with_part("xl/vbaProject.bin", b"\x01"), "macro"),
    "macros of another name": (
        "so.xlsx",
        lambda: with_text_in(
            CONTENT_TYPES, b"</Types>", b'<Override ContentType="application/vnd.ms-office.vbaProject"/>'
        ),
        "macro",
    ),
    "a macro sheet": ("so.xlsx", lambda: with_part("xl/macrosheets/sheet1.xml"), "macro"),
    "macros of LibreOffice": (
        "so.ods",
        lambda: zipped(parts_of((DATA / "small.ods").read_bytes()) | {"Basic/Standard/a.xml": b"<a/>"}),
        "macro",
    ),
    "external links": ("so.xlsx", lambda: with_part("xl/externalLinks/externalLink1.xml"), "liên kết"),
    "external links of another name": (
        "so.xlsx",
        lambda: with_text_in(
            WORKBOOK_RELS, b"</Relationships>", b'<Relationship Type="x/relationships/externalLink"/>'
        ),
        "liên kết",
    ),
    "an embedded object": ("so.xlsx", lambda: with_part("xl/embeddings/oleObject1.bin"), "nhúng"),
    "an embedded object of another name": ("so.xlsx", lambda: with_part("xl/media/a.emf", OLE + b"\0" * 500), "nhúng"),
    "a control": ("so.xlsx", lambda: with_part("xl/activeX/activeX1.xml"), "nhúng"),
    "an object in .ods": (
        "so.ods",
        lambda: zipped(parts_of((DATA / "small.ods").read_bytes()) | {"Object 1/content.xml": b"<a/>"}),
        "nhúng",
    ),
    "a path upwards": ("so.xlsx", lambda: with_part("xl/../../etc/passwd"), "đường dẫn lạ"),
    "a path upwards of Windows": ("so.xlsx", lambda: with_part("xl\\..\\..\\a.xml"), "đường dẫn lạ"),
    "an absolute path": ("so.xlsx", lambda: with_part("/etc/passwd"), "đường dẫn lạ"),
    "a drive": ("so.xlsx", lambda: with_part("C:/a.xml"), "đường dẫn lạ"),
    "an encrypted member": ("so.xlsx", lambda: encrypted_flag(workbook()), "mật khẩu"),
    "an encrypted .xlsx": ("so.xlsx", lambda: ole("EncryptionInfo", "EncryptedPackage"), "mật khẩu"),
    "an encrypted .xls": ("so.xls", lambda: first_record_patched((DATA / "small.xls").read_bytes()), "mật khẩu"),
    "an encrypted .ods": (
        "so.ods",
        lambda: zipped(
            parts_of((DATA / "small.ods").read_bytes()) | {"META-INF/manifest.xml": b"<manifest:encryption-data>"}
        ),
        "mật khẩu",
    ),
    "an old Word document": ("so.xls", lambda: ole("Root Entry", "WordDocument"), "Word"),
    "an old container cut off": ("so.xls", lambda: (DATA / "small.xls").read_bytes()[:2000], "hỏng"),
    "only the beginning of an old container": ("so.xls", lambda: OLE.ljust(600, b"\0"), "hỏng"),
    "an old container of zeros": ("so.xls", lambda: OLE.ljust(4000, b"\0"), "hỏng"),
    "an old container of something": ("so.xls", lambda: ole("Root Entry"), "không phải là bảng tính"),
    "an .xls with macros": ("so.xls", lambda: ole("Root Entry", "Workbook", "_VBA_PROJECT_CUR"), "macro"),
    "an .xls with a project of macros below": ("so.xls", lambda: ole("Workbook", "_VBA_PROJECT"), "macro"),
    "a write-protected .xls with a password": (
        "so.xls",
        lambda: ole("Workbook", body=struct.pack("<HH16xHHHH", 0x0809, 16, 0x86, 0, 0x2F, 0)),
        "mật khẩu",
    ),
    "a .csv with zeros": ("so.csv", lambda: b"a,b\n\x00,2\n", "Không đọc được chữ"),
    "a .csv that is no text": ("so.csv", lambda: b"\xff\xfe\x00\xd8", "Không đọc được chữ"),
}


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_what_is_refused_and_why(case):
    name, make, reason = REFUSED[case]

    with pytest.raises(FileRefused) as refused:
        check_file(name, make())

    assert reason in str(refused.value)


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_every_refusal_says_what_to_do(case):
    name, make, _reason = REFUSED[case]

    with pytest.raises(FileRefused) as refused:
        check_file(name, make())

    assert "Hãy " in str(refused.value)


def test_a_workbook_is_told_by_its_content_not_by_its_name():
    assert check_file("so.xlsx", workbook()) == "xlsx"
    assert check_file("so.txt", workbook()) == "xlsx"
    assert check_file("so.xlsx", (DATA / "small.xls").read_bytes()) == "xls"
    assert check_file("so.xlsx", (DATA / "small.ods").read_bytes()) == "ods"
    assert check_file("SO.CSV", b"a,b\n") == "csv"


def test_a_word_about_macros_in_a_cell_is_no_macro():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("vbaProject").write(0, 0, "vbaProject EncryptedPackage relationships/externalLink <!DOCTYPE")
    xls = ole("Workbook", body="EncryptedPackage _VBA_PROJECT_CUR".encode("utf-16-le") + ole("_VBA_PROJECT_CUR")[512:])

    assert check_file("so.xlsx", file.getvalue()) == "xlsx"
    assert check_file("so.xls", xls) == "xls"


def test_links_to_web_pages_are_no_links_to_other_workbooks():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet().write_url(0, 0, "https://example.vn/")

    assert check_file("so.xlsx", file.getvalue()) == "xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_csv_is_read_in_the_encodings_excel_writes(encoding):
    text = "Đinh Văn Hà;Tịnh Hà"
    written = text.replace("ị", "i\u0323") if encoding == "cp1258" else text

    assert unicodedata.normalize("NFC", decode_csv(written.encode(encoding))) == text


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", OLE]),
    st.binary(max_size=3000),
    st.sampled_from(["a.xlsx", "a.csv"]),
)
def test_no_bytes_make_it_raise_anything_else(start, rest, name):
    with suppress(FileRefused):
        assert check_file(name, start + rest) in ("xlsx", "xls", "ods", "csv")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_to_a_workbook_makes_it_raise_anything_else(data):
    file = bytearray(workbook())
    for _ in range(data.draw(st.integers(1, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))

    with suppress(FileRefused):
        assert check_file("so.xlsx", bytes(file)) == "xlsx"


# --- many small things -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "times", "word"),
    [
        (b"<si><t>a</t></si>", 1_000_000, "đoạn chữ"),
        (b"<si/>", 1_000_000, "đoạn chữ"),
        (b"<x:si />", 1_000_000, "đoạn chữ"),
        (b"<text:p>a</text:p>", 1_000_000, "đoạn chữ"),
        (b"<c/>", 2_100_000, "quá nhiều ô"),
        (b'<row r="1"/>', 2_100_000, "quá nhiều ô"),
        (b"<any/>", 5_100_000, "quá nhiều ô"),
    ],
)
@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/any.xml"])
def test_millions_of_texts_or_cells_are_refused_within_seconds(tag, times, word, name):
    """Unpacked they are below the limit of bytes; a parser would need a minute."""
    data = with_part(name, b"<sst>" + tag * times + b"</sst>")
    began = time.process_time()
    with pytest.raises(FileRefused, match=word):
        check_file("so.xlsx", data)
    assert time.process_time() - began < 5


def test_a_full_register_is_below_the_limits():
    texts = b"".join(b"<si><t>%d</t></si>" % number for number in range(150_000))
    row = b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>"
    parts = parts_of(workbook()) | {
        "xl/any.xml": b"<sst>" + texts + b"</sst>",
        "xl/other.xml": b"<a>" + row * 5000 + b"</a>",
    }
    assert check_file("so.xlsx", zipped(parts)) == "xlsx"


def test_a_tag_between_two_blocks_is_counted_once(monkeypatch):
    monkeypatch.setattr(guard, "STEP", 7)
    monkeypatch.setattr(guard, "MAX_TEXT_TAGS", 100)
    assert check_file("so.xlsx", with_part("xl/any.xml", b"<sst>" + b"<si/>" * 80 + b"</sst>")) == "xlsx"
    with pytest.raises(FileRefused, match="đoạn chữ"):
        check_file("so.xlsx", with_part("xl/any.xml", b"<sst>" + b"<si/>" * 101 + b"</sst>"))
