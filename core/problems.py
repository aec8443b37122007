"""Errors of the API as JSON (RFC 9457), with Vietnamese texts."""

from collections.abc import Mapping, Sequence

from django.http import JsonResponse
from django.utils.translation import gettext as _

SCHEMA = "problem/1"
CONTENT_TYPE = "application/problem+json"


def title_of(status: int) -> str:
    """What a status means."""
    titles = {
        400: _("Yêu cầu không hợp lệ"),
        401: _("Chưa có mã truy cập hợp lệ"),
        403: _("Mã truy cập không được đọc loại số liệu này"),
        404: _("Không tìm thấy"),
        405: _("Chỉ đọc được, không ghi được"),
        409: _("Số liệu lưu không khớp mã kiểm tra"),
        413: _("Yêu cầu quá lớn"),
        429: _("Quá nhiều yêu cầu"),
        503: _("Hệ thống đang bận, hãy thử lại sau"),
    }
    return titles.get(status, _("Có lỗi ngoài dự kiến"))


def problem(status: int, detail: str = "", errors: Mapping[str, Sequence[str]] | None = None) -> dict:
    """The JSON object of an error. `detail`: what to do about it; `errors`: what is wrong with each parameter."""
    found: dict = {"schema": SCHEMA, "type": "about:blank", "title": title_of(status), "status": status}
    if detail:
        found["detail"] = detail
    if errors:
        found["errors"] = errors
    return found


def problem_response(status: int, detail: str = "") -> JsonResponse:
    """The answer with that object."""
    return JsonResponse(
        problem(status, detail), status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
    )
