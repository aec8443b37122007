"""What every request passes: where it comes from, how long a session lives, what may be kept, and what was refused."""

import time
import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts import audit, health, second_factor

# How exactly the last request of a session is known; more would be a write for each page.
SEEN_EVERY = 60


class Front:
    """First of all: answers /healthz without session or login, refuses NUL bytes, notes the origin for the audit."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == "/healthz":
            report = health.report()
            return JsonResponse(report, status=200 if report["ok"] else 503, headers={"Cache-Control": "no-store"})
        request.id = str(uuid.uuid4())
        token = audit.origin.set(audit.Origin(ip=request.META.get("REMOTE_ADDR") or None, request_id=request.id))
        try:
            if _has_nul(request.path_info) or "%00" in request.META.get("QUERY_STRING", ""):
                return render(request, "400.html", status=400)
            response = self.get_response(request)
        finally:
            audit.origin.reset(token)
        response.headers["X-Request-ID"] = request.id
        return response


class Guard:
    """Behind authentication: ends old sessions, records refusals, forbids browsers to keep what a user saw."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self._guarded(request)
        if response.status_code == 302 and "HX-Request" in request.headers:
            return HttpResponseClientRedirect(response.url)  # else htmx would put the sign-in page into the fragment
        return response

    def _guarded(self, request):
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if _is_over(request.session):
            logout(request)
            messages.info(request, _("Phiên làm việc đã hết hạn. Hãy đăng nhập lại."))
            return redirect(settings.LOGIN_URL)
        response = self.get_response(request)
        if response.status_code in (403, 404):
            _record_refusal(request, user, response.status_code)
        patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(self, request, view, args, kwargs):
        """NUL in a form would reach PostgreSQL, which refuses it as an error of ours. And no page without both steps."""
        if request.method == "POST" and any(map(_has_nul, _texts(request.POST))):
            raise BadRequest
        if request.user.is_authenticated:
            step = second_factor.missing_step(request)
            if step and request.resolver_match.view_name not in (step, "accounts:logout"):
                return redirect(f"{reverse(step)}?{urlencode({'next': request.get_full_path()})}")
        return None


def _is_over(session) -> bool:
    """Too long since the last request, or since the sign-in. Notes the present one."""
    now = int(time.time())
    began, seen = session.setdefault("began", now), session.get("seen", now)
    if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
        return True
    if "seen" not in session or now - seen >= SEEN_EVERY:
        session["seen"] = now
    return False


def _record_refusal(request, user, status: int) -> None:
    match = request.resolver_match
    if match is None:  # no such address at all: nothing was refused
        return
    detail = {"status": status, "method": request.method, "view": match.view_name, "path": request.path[:200]}
    audit.record(by=user, action="access.refused", detail=detail)


def _has_nul(text: str) -> bool:
    return "\x00" in text


def _texts(data):
    for name, values in data.lists():
        yield name
        yield from values
