"""Checks of an uploaded workbook before any parser reads it (docs/security.md).

File names, headers and declared sizes are not trusted: the type is detected from the content, and unpacked bytes are counted
while reading.
"""

import codecs
import copy
import io
import json
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from core import sandbox
from core.spreadsheets import encodings

MAX_BYTES = 5 * 1024 * 1024
MAX_MEMBERS = 200
MAX_UNPACKED = 50 * 1024 * 1024
STEP = 1 << 16
# Texts and cells are counted by their tags, because a parser needs time for each, however short it is: two million texts in a
# file of 84 kB held a worker for 18 s. A register with 5,000 rows and 100 columns stays below these limits.
MAX_TEXT_TAGS = 600_000
MAX_CELL_TAGS = 2_000_000
MAX_TAGS = 5_000_000

ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SMALLEST_OLE = 3 * 512  # header, table of sectors, directory
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_DANGEROUS_XML = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# A DTD in UTF-16 XML would not match the pattern above. No spreadsheet program writes UTF-16 XML.
_WIDE_XML = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
# The declared types of the parts of an .xlsx. The names of the parts may not match them.
_MACRO_PARTS = re.compile(rb"vbaProject|macroEnabled|intlmacrosheet|xlMacrosheet", re.IGNORECASE)
_LINK_PARTS = re.compile(rb"relationships/externalLink", re.IGNORECASE)
_EMBEDDED_PARTS = re.compile(rb"relationships/(?:oleObject|package|control)\b", re.IGNORECASE)
_TAG = rb"<(?:[\w.-]{1,20}:)?%s[\s/>]"
_TEXT_TAG = re.compile(_TAG % rb"(?:si|t|r|p|span)")
_CELL_TAG = re.compile(_TAG % rb"(?:c|row|table-cell|table-row)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class FileRefused(Exception):
    """The file is not read. str() is a Vietnamese sentence with the reason and the remedy."""


def check_file(name: str, data: bytes) -> str:
    """The type of a workbook: "xlsx", "xls", "ods" or "csv". Raises FileRefused."""
    if not data:
        raise FileRefused(_("Tệp rỗng (0 byte). Hãy mở lại tệp bằng Excel, lưu rồi tải lên."))
    if len(data) > MAX_BYTES:
        raise FileRefused(_("Tệp lớn hơn 5 MB. Hãy bỏ ảnh, trang tính thừa hoặc chia sổ thành nhiều tệp."))
    if data.startswith(b"PK"):
        return _check_zip(data)
    if data.startswith(_OLE):
        return _check_ole(data)
    if data[:1024].lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"<"):
        raise FileRefused(_("Tệp là trang web (HTML, XML) mang đuôi bảng tính. Hãy mở bằng Excel và lưu dạng .xlsx."))
    if name.lower().endswith(".csv"):
        decode_csv(data)
        return "csv"
    raise _no_workbook()


def decode_csv(data: bytes) -> str:
    """The text of a CSV file in UTF-8, UTF-16, Windows-1258, TCVN3 or VNI. Raises FileRefused.

    Text in TCVN3 and VNI is returned as it is; encodings.convert_column converts it column by column.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0" if wide else encodings.readable(data)
    if not _CONTROL.search(text):
        return text
    raise FileRefused(_("Không đọc được chữ trong tệp .csv. Hãy lưu dạng “CSV UTF-8” hoặc .xlsx."))


def _no_workbook() -> FileRefused:
    return FileRefused(_("Tệp không phải là bảng tính Excel. Hãy mở bằng Excel và lưu dạng .xlsx."))


def _broken() -> FileRefused:
    return FileRefused(_("Tệp bị hỏng hoặc chưa tải xong. Hãy mở lại bằng Excel, lưu rồi tải lên."))


def _macros() -> FileRefused:
    return FileRefused(_("Tệp có macro. Hãy lưu dạng .xlsx không có macro rồi tải lên."))


def _embedded() -> FileRefused:
    return FileRefused(_("Tệp có đối tượng nhúng bên trong. Hãy bỏ đối tượng nhúng rồi tải lên."))


def _links() -> FileRefused:
    return FileRefused(_("Tệp có liên kết tới tệp khác. Hãy dán giá trị (Paste Values) rồi tải lên."))


def _password() -> FileRefused:
    return FileRefused(_("Tệp đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên."))


# --- .xlsx and .ods ------------------------------------------------------------------------------------------------------


def _check_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check_members(archive)
    except _BROKEN_ZIP as error:
        raise _broken() from error


def _check_members(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise FileRefused(_("Tệp có quá nhiều thành phần bên trong. Hãy chép bảng sang một sổ Excel mới."))
    for member in members:
        _check_name(member.filename)
        if member.flag_bits & 0x1:
            raise _password()
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # used by no spreadsheet program
            raise NotImplementedError
    kind = _kind(archive, {member.filename for member in members})
    unpacked, tags = 0, _TagCount()
    for member in members:
        unpacked += _check_member(archive, member, MAX_UNPACKED - unpacked, tags)
    return kind


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        raise FileRefused(_("Tệp .xlsb chưa dùng được. Hãy lưu dạng .xlsx."))
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            if stream.read(200).strip() == ODS:
                return "ods"
    if "word/document.xml" in names:
        raise FileRefused(_("Tệp là văn bản Word. Hãy chép bảng sang Excel và lưu dạng .xlsx."))
    raise _no_workbook()


def _check_name(name: str) -> None:
    lowered = name.lower().replace("\\", "/")
    if lowered.startswith("/") or ".." in lowered.split("/") or ":" in lowered:
        raise FileRefused(_("Tệp có đường dẫn lạ bên trong nên không được nhận. Hãy chép bảng sang một sổ Excel mới."))
    if "vbaproject" in lowered or "/macrosheets/" in lowered or lowered.startswith(("basic/", "scripts/")):
        raise _macros()
    if "/externallinks/" in lowered:
        raise _links()
    if "/embeddings/" in lowered or "/activex/" in lowered or re.match(r"object \d+/", lowered):
        raise _embedded()


class _TagCount:
    """Counts the tags of texts and cells in all parts of a workbook, whatever the parts are called."""

    def __init__(self) -> None:
        self._texts = self._cells = self._all = 0

    def add(self, tail: bytes, block: bytes) -> None:
        """Count the tags that end in `block`; `tail` is what stood before it. Raises FileRefused above a limit."""
        text, before = tail + block, len(tail)
        self._texts += sum(found.end() > before for found in _TEXT_TAG.finditer(text))
        self._cells += sum(found.end() > before for found in _CELL_TAG.finditer(text))
        if self._texts > MAX_TEXT_TAGS:
            raise FileRefused(
                _("Tệp có quá nhiều đoạn chữ nên không được nhận. Hãy chép riêng bảng sang một sổ Excel mới.")
            )
        self._all += block.count(b"<")
        if self._cells > MAX_CELL_TAGS or self._all > MAX_TAGS:
            raise FileRefused(_("Tệp có quá nhiều ô nên không được nhận. Hãy chép riêng bảng sang một sổ Excel mới."))


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, tags: _TagCount) -> int:
    """Unpacks one member without keeping it. Returns its true size in bytes."""
    size, tail, is_xml = 0, b"", False
    unlimited = copy.copy(member)
    unlimited.file_size = MAX_UNPACKED + STEP  # zipfile stops at the declared size, other readers do not
    with archive.open(unlimited) as stream:
        while block := stream.read(STEP):
            if size == 0:
                is_xml = _looks_like_xml(block)
            size += len(block)
            if size > room:
                raise FileRefused(_("Tệp bung ra quá lớn (trên 50 MB) nên không được nhận. Hãy chép bảng sang sổ mới."))
            if is_xml:
                _check_xml(member.filename, tail + block)
                tags.add(tail, block)
                tail = block[-64:]
    if size != member.file_size:
        raise zipfile.BadZipFile
    return size


def _looks_like_xml(block: bytes) -> bool:
    if block.startswith((b"PK\x03\x04", _OLE)):
        raise _embedded()
    if block.startswith(_WIDE_XML):
        raise FileRefused(_("Tệp có cấu trúc lạ nên không được nhận. Hãy chép bảng sang một sổ Excel mới."))
    return block.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"<")


def _check_xml(name: str, text: bytes) -> None:
    if _DANGEROUS_XML.search(text):
        raise FileRefused(_("Tệp có khai báo lạ (DTD) nên không được nhận. Hãy chép bảng sang một sổ Excel mới."))
    if name == "META-INF/manifest.xml" and b"encryption-data" in text:
        raise _password()
    if name.endswith(".rels") or name == "[Content_Types].xml":
        for pattern, refusal in ((_MACRO_PARTS, _macros), (_LINK_PARTS, _links), (_EMBEDDED_PARTS, _embedded)):
            if pattern.search(text):
                raise refusal()


# --- .xls ----------------------------------------------------------------------------------------------------------------


def _check_ole(data: bytes) -> str:
    """An old .xls. Refuses an encrypted .xlsx, a Word document and macros, which come in the same container."""
    if len(data) < SMALLEST_OLE:
        raise _broken()
    try:
        found = json.loads(sandbox.run("old_container", data))
    except (sandbox.ParserFailed, sandbox.FileUnusable) as error:
        raise _broken() from error
    names = set(found["names"])
    if found["password"] or names & {"encryptedpackage", "encryptioninfo"}:
        raise _password()
    if "worddocument" in names:
        raise FileRefused(_("Tệp là văn bản Word. Hãy chép bảng sang Excel và lưu dạng .xlsx."))
    if not names & {"workbook", "book"}:
        raise _no_workbook()
    if names & {"_vba_project_cur", "_vba_project"}:
        raise _macros()
    return "xls"
