"""Exceptions of a view as problem JSON (core/problems.py)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from core.problems import CONTENT_TYPE, problem


def answer(exc: Exception, context: dict) -> Response | None:
    """EXCEPTION_HANDLER of Django REST framework. None for what the site's page for unexpected errors answers."""
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if not isinstance(exc, exceptions.APIException):
        return None
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(exc.wait)
    errors = exc.detail if isinstance(exc, exceptions.ValidationError) and isinstance(exc.detail, dict) else None
    body = problem(exc.status_code, "" if errors else _detail(exc), errors)
    return Response(body, status=exc.status_code, headers=headers, content_type=CONTENT_TYPE)


def _detail(exc: exceptions.APIException) -> str:
    return {
        401: _("Gửi mã truy cập trong tiêu đề «Authorization: Bearer …». Mã có thể sai, đã hết hạn hoặc bị thu hồi."),
        403: _("Quản trị hệ thống cấp thêm quyền đọc cho hệ thống này, nếu được phép."),
        404: _("Không có, hoặc nằm ngoài phạm vi của mã truy cập này."),
        409: _("Số liệu không được chuyển đi; hãy báo quản trị hệ thống."),
        429: _("Hãy chờ hết thời gian ghi ở tiêu đề Retry-After rồi gửi lại."),
    }.get(exc.status_code, "")
