"""What is looked at before any parser sees an uploaded file (security.md row 9).

Nothing here trusts a name, a header or a declared size: types are told by content, unpacked bytes are counted while reading.
"""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_MEMBERS = 200
MAX_UNPACKED = 50 * 1024 * 1024
STEP = 1 << 16

ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DANGEROUS_XML = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# UTF-16 XML would hide a DTD from the search above; no spreadsheet program writes it.
_WIDE_XML = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_ENCODINGS = ("utf-8-sig", "utf-16", "cp1258")


class FileRefused(Exception):
    """The file is not read at all; str() says why and what to do, in Vietnamese."""


def check_file(name: str, data: bytes) -> str:
    """The kind of a workbook: "xlsx", "xls", "ods" or "csv". Raises FileRefused."""
    if not data:
        raise FileRefused(_("Tệp rỗng (0 byte). Hãy mở lại tệp bằng Excel, lưu rồi tải lên."))
    if len(data) > MAX_BYTES:
        raise FileRefused(_("Tệp lớn hơn 5 MB. Hãy bỏ ảnh, trang tính thừa hoặc chia sổ thành nhiều tệp."))
    if data.startswith(b"PK"):
        return _check_zip(data)
    if data.startswith(_OLE):
        return _check_ole(data)
    if name.lower().endswith(".csv"):
        decode_csv(data)
        return "csv"
    raise FileRefused(_("Tệp không phải là bảng tính Excel. Hãy mở bằng Excel và lưu dạng .xlsx."))


def decode_csv(data: bytes) -> str:
    """The text of a CSV file in UTF-8, UTF-16 or Windows-1258. Raises FileRefused."""
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise FileRefused(_("Không đọc được chữ trong tệp .csv. Hãy lưu dạng “CSV UTF-8” hoặc .xlsx."))


def _check_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check_members(archive)
    except FileRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FileRefused(_("Tệp bị hỏng hoặc chưa tải xong. Hãy mở lại bằng Excel, lưu rồi tải lên.")) from error


def _check_members(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise FileRefused(_("Tệp có quá nhiều thành phần bên trong. Hãy chép bảng sang một sổ Excel mới."))
    names = [member.filename for member in members]
    kind = _kind(archive, names)
    unpacked = 0
    for member in members:
        _check_name(member.filename)
        if member.flag_bits & 0x1:
            raise FileRefused(_("Tệp đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên."))
        unpacked += _check_member(archive, member, MAX_UNPACKED - unpacked)
    return kind


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        if "xl/workbook.bin" in names:
            raise FileRefused(_("Tệp .xlsb chưa dùng được. Hãy lưu dạng .xlsx."))
        return "xlsx"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200 and archive.read("mimetype").strip() == ODS:
        return "ods"
    raise FileRefused(_("Tệp không phải là bảng tính Excel. Hãy mở bằng Excel và lưu dạng .xlsx."))


def _check_name(name: str) -> None:
    lowered = name.lower().replace("\\", "/")
    if lowered.startswith("/") or ".." in lowered.split("/") or ":" in lowered:
        raise FileRefused(_("Tệp có đường dẫn lạ bên trong nên không được nhận. Hãy chép bảng sang một sổ Excel mới."))
    if "vbaproject" in lowered or "/macrosheets/" in lowered or lowered.startswith("basic/"):
        raise FileRefused(_("Tệp có macro. Hãy lưu dạng .xlsx không có macro rồi tải lên."))
    if "/externallinks/" in lowered:
        raise FileRefused(_("Tệp có liên kết tới tệp khác. Hãy dán giá trị (Paste Values) rồi tải lên."))
    if "/embeddings/" in lowered or lowered.startswith("object "):
        raise FileRefused(_("Tệp có đối tượng nhúng. Hãy bỏ đối tượng nhúng rồi tải lên."))


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> int:
    """Unpack one member without keeping it; returns its true size."""
    size, tail = 0, b""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(member) as stream:
        while block := stream.read(STEP):
            if is_xml and size == 0 and block.startswith(_WIDE_XML):
                raise FileRefused(_("Tệp có cấu trúc lạ nên không được nhận. Hãy chép bảng sang một sổ Excel mới."))
            size += len(block)
            if size > room:
                raise FileRefused(_("Tệp bung ra quá lớn (trên 50 MB) nên không được nhận. Hãy chép bảng sang sổ mới."))
            if is_xml and _DANGEROUS_XML.search(tail + block):
                raise FileRefused(
                    _("Tệp có khai báo lạ (DTD) nên không được nhận. Hãy chép bảng sang một sổ Excel mới.")
                )
            tail = block[-16:]
    return size


def _check_ole(data: bytes) -> str:
    """An old .xls, but no encrypted .xlsx, Word document or macro in the same container. Names are UTF-16 in there."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise FileRefused(_("Tệp đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên."))
    if not (holds("Workbook") or holds("Book")):
        raise FileRefused(_("Tệp không phải là bảng tính Excel. Hãy mở bằng Excel và lưu dạng .xlsx."))
    if holds("_VBA_PROJECT") or holds("_VBA_PROJECT_CUR"):
        raise FileRefused(_("Tệp có macro. Hãy lưu dạng .xlsx không có macro rồi tải lên."))
    return "xls"
