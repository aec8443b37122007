"""Accepts a scan (PDF, JPEG, PNG) by its content, and returns it written anew by the libraries that read it (tasks.py)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import sandbox
from core.errors import Refused

MAX_BYTES = 5 * 1024 * 1024
# The largest picture that is accepted (80 million pixels) takes 320 MB when it is decoded.
MEGABYTES = 700
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIX = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
_BEGINNINGS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it may be stored: its type by content, and its bytes written anew."""

    content_type: str
    data: bytes


def checked_scan(data: bytes) -> Scan:
    """The scan as it may be stored. Raises core.errors.Refused with what to do, in Vietnamese."""
    if not data:
        raise Refused(_("Tệp rỗng. Hãy quét lại."))
    if len(data) > MAX_BYTES:
        raise Refused(_("Tệp lớn hơn 5 MB. Hãy quét với độ phân giải thấp hơn hoặc chia thành nhiều tệp."))
    for beginning, content_type in _BEGINNINGS.items():
        if data.startswith(beginning):
            return Scan(content_type, _cleaned(data))
    raise _refusal("whole")


def _cleaned(data: bytes) -> bytes:
    try:
        return sandbox.run("clean_scan", data, slow=True, megabytes=MEGABYTES)
    except sandbox.FileUnusable as unusable:
        raise _refusal(*unusable.args) from unusable
    except sandbox.ParserFailed as error:
        raise _refusal("strange" if data.startswith(b"%PDF-") else "whole") from error


def _refusal(why: str) -> Refused:
    """The Vietnamese message for a reason of tasks.clean_scan."""
    return Refused(
        {
            "whole": _("Chỉ nhận tệp PDF, JPEG hoặc PNG còn nguyên vẹn."),
            "pixels": _("Ảnh có kích thước quá lớn. Hãy quét với độ phân giải thấp hơn."),
            "cut": _("Tệp PDF bị cắt cụt. Hãy quét hoặc lưu lại."),
            "password": _("Tệp PDF có mật khẩu. Hãy lưu lại không có mật khẩu."),
            "active": _("Tệp PDF có mã lệnh hoặc tệp nhúng. Hãy in thành PDF mới hoặc quét lại."),
            "strange": _("Tệp PDF có cấu trúc lạ. Hãy in thành PDF mới hoặc quét lại."),
        }[why]
    )
