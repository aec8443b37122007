"""The bytes of a file: one canonical JSON object with the reports, a checksum and the signature of whoever made it.

A file is accepted only if it is byte for byte what its content is written as, so no bit of it can differ unseen.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jsonschema
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from feed import handed_on, signing
from feed.api import shapes
from feed.files.models import TrustedKey
from reports.measures.management import checksum
from reports.models import Report

SCHEMA = "report-file/1"
# No text of ours has this character, which PostgreSQL does not store.
NUL = rb"\u0000"
MAX_BYTES = 5 * 1024 * 1024
# A version is stored as a whole number of 32 bits.
_VERSION: shapes.Shape = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
_FORMATS = jsonschema.FormatChecker(["date", "uuid"])
_SHAPE = shapes.record(
    schema=shapes.one_of(SCHEMA),
    made_at=shapes.INSTANT,
    key=shapes.TEXT,
    reports=shapes.rows({"allOf": [shapes.REPORT_DETAIL, shapes.record(version=_VERSION)]}),
    checksum=shapes.SHA256,
    signature=shapes.TEXT,
)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file that was read: whose it is, when it was made, and its reports as objects `report/1`."""

    key: TrustedKey
    made_at: datetime
    reports: list[dict[str, Any]]


def write(reports: Iterable[Report], reader) -> bytes:
    """The file with these reports. Arguments: `reader`, who may read the reports they are linked to.

    Raises: Refused without a key, without reports, or if the figures of one are not those that were signed.
    """
    rows = list(reports)
    if not rows:
        raise Refused(_("Không có báo cáo nào đã gửi hoặc đã chấp nhận trong kỳ này để xuất."))
    if any(map(handed_on.is_altered, rows)):
        raise Refused(_("Có báo cáo mà số liệu lưu không khớp mã kiểm tra; hãy báo quản trị hệ thống."))
    linked = handed_on.links(rows, reader)
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "made_at": handed_on.instant(timezone.now()),
        "key": signing.key_id(signing.own_public_key()),
        "reports": [handed_on.report(row, linked[row.pk]) for row in rows],
    }
    body["checksum"] = checksum(body)
    return canonical({**body, "signature": signing.sign(canonical(body))})


def read(data: bytes) -> ReportFile:
    """The content of a file. Raises Refused with a Vietnamese reason for one that is not whole, or that nobody trusted signed."""
    document = _parsed(data)
    key = TrustedKey.objects.select_related("unit").filter(key_id=document["key"], is_active=True).first()
    if key is None:
        raise Refused(_("Không biết khóa đã ký tệp này. Quản trị hệ thống phải thêm khóa công khai của nơi gửi trước."))
    signed = {name: value for name, value in document.items() if name != "signature"}
    if not signing.is_signed_by(key.public_key, document["signature"], canonical(signed)):
        raise Refused(_("Chữ ký của tệp không đúng: tệp đã bị sửa hoặc hỏng. Hãy xin tệp khác."))
    if signed["checksum"] != checksum({name: value for name, value in signed.items() if name != "checksum"}):
        raise Refused(_("Tệp không khớp mã kiểm tra; hãy xin tệp khác."))
    try:
        jsonschema.validate(document, _SHAPE, format_checker=_FORMATS)
        made_at = _instant(document["made_at"])
    except (jsonschema.ValidationError, ValueError) as error:
        raise Refused(_("Nội dung tệp không đúng dạng của hệ thống này; có thể do phiên bản khác nhau.")) from error
    for report in document["reports"]:
        if report["figures"]["checksum"] != checksum(report["figures"]):
            raise Refused(_("Số liệu của một báo cáo trong tệp không khớp mã kiểm tra; hãy xin tệp khác."))
    return ReportFile(key, made_at, document["reports"])


def canonical(value: dict[str, Any]) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _parsed(data: bytes) -> dict[str, Any]:
    """The object, if it is written as we write it, with a key, a checksum and a signature that are texts."""
    if len(data) > MAX_BYTES:
        raise Refused(_("Tệp lớn hơn 5 MB nên không phải là tệp báo cáo của hệ thống này."))
    try:
        document = json.loads(data)
        is_ours = document["schema"] == SCHEMA and data == canonical(document)
        is_ours &= NUL not in data
        is_ours &= all(type(document[name]) is str for name in ("key", "checksum", "signature"))
    except (ValueError, TypeError, LookupError, RecursionError):
        is_ours = False
    if not is_ours:
        raise Refused(_("Đây không phải là tệp báo cáo của hệ thống này, hoặc tệp đã bị sửa hay hỏng."))
    return document
