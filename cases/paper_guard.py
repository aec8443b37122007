"""Scans are told by their content: PDF, JPEG or PNG, whole, of limited size, without what a scan never has. Pure."""

import re

from django.utils.translation import gettext as _

from accounts.errors import Refused

MAX_BYTES = 5 * 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIX = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
# What makes a PDF act by itself; a scanner writes none of it.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|OpenAction|AA|XFA|RichMedia)\b")


def kind_of(data: bytes) -> str:
    """The content type. Raises Refused with what to do."""
    if not data:
        raise Refused(_("Tệp rỗng. Hãy quét lại."))
    if len(data) > MAX_BYTES:
        raise Refused(_("Tệp lớn hơn 5 MB. Hãy quét với độ phân giải thấp hơn hoặc chia thành nhiều tệp."))
    if data.startswith(b"%PDF-"):
        return _checked_pdf(data)
    if data.startswith(b"\xff\xd8\xff") and data.rstrip(b"\x00").endswith(b"\xff\xd9"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-64:]:
        return PNG
    raise Refused(_("Chỉ nhận tệp PDF, JPEG hoặc PNG còn nguyên vẹn."))


def _checked_pdf(data: bytes) -> str:
    if b"%%EOF" not in data[-1024:]:
        raise Refused(_("Tệp PDF bị cắt cụt. Hãy quét hoặc lưu lại."))
    if b"/Encrypt" in data:
        raise Refused(_("Tệp PDF có mật khẩu. Hãy lưu lại không có mật khẩu."))
    if _ACTIVE.search(data):
        raise Refused(_("Tệp PDF có mã lệnh hoặc tệp nhúng. Hãy in thành PDF mới hoặc quét lại."))
    return PDF
