"""Middleware of the site: origin of a request, authentication, session lifetime, no caching, and the audit of refusals."""

import io
import re
import sys
import time
import uuid
from ipaddress import ip_address
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth import middleware as auth_middleware
from django.core.exceptions import BadRequest
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.forms import drafts, idempotency
from accounts.signin import second_factor
from accounts.signin.forms import SignInForm
from accounts.signin.sessions import owner_of, user_of, why_ended
from accounts.site import error_views, request_log
from audit import events as audit_events
from audit.details import without_texts
from core import logs

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# Statuses of a form that was not saved or whose record is gone: the second of two identical posts would get one of them.
NOT_DONE = (200, 404, 409, 422)
REQUEST_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Seconds between two writes of a session's last request; without the interval every page would write.
SEEN_EVERY = 60


class RequestOriginMiddleware:
    """Records the client's address and a request id for audit and log; refuses methods and NUL bytes that no view can handle."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answers 405 for other methods and 400 for NUL bytes; otherwise sets address and id for the request."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        began = time.perf_counter()
        request.id = _request_id(request)
        # All later code, axes included, reads the address that a client cannot forge.
        request.META["REMOTE_ADDR"] = address = _address(request)
        token = audit_events.origin.set(audit_events.Origin(ip=address or None, request_id=request.id))
        log_token = logs.request_id.set(request.id)
        try:
            response = self._answer(request)
            request_log.write(request, response.status_code, began)
        finally:
            audit_events.origin.reset(token)
            logs.request_id.reset(log_token)
        response.headers["X-Request-ID"] = request.id
        return response

    def _answer(self, request):
        if _has_too_large_body(request):
            return error_views.too_large(request)
        if _has_nul(request):
            return error_views.bad_request(request)
        return self.get_response(request)


def _has_too_large_body(request) -> bool:
    """Looked at before anything is parsed. A body without a declared length is read up to the limit, then taken as it is."""
    if "CONTENT_LENGTH" in request.META and request.META["CONTENT_LENGTH"]:
        return _length(request.META["CONTENT_LENGTH"]) > settings.MAX_BODY
    if "chunked" not in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return False
    body = request.environ["wsgi.input"].read(settings.MAX_BODY + 1)
    request._stream = io.BytesIO(body)  # Django takes a body without a length for an empty one
    request.META["CONTENT_LENGTH"] = str(len(body))
    return len(body) > settings.MAX_BODY


def _length(text: str) -> int:
    """The declared length; one that is no number is too large."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else sys.maxsize


def _request_id(request) -> str:
    """The id that the proxy gave the request, if it is a UUID, else a new one. Any other text might be about a person."""
    given = request.headers.get("X-Request-ID", "")
    return given.lower() if REQUEST_ID.fullmatch(given) else str(uuid.uuid4())


def _address(request) -> str:
    """The client's address, or "" on a Unix socket. Behind our proxy: the last hop, which the proxy itself added."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    try:
        return str(ip_address(address.partition("%")[0]))
    except ValueError:
        return ""


def _has_nul(request) -> bool:
    """Whether path, query or cookies contain NUL, for which PostgreSQL raises an error (status 500).

    Forms are checked by SessionGuardMiddleware, after they are parsed.
    """
    return (
        "\x00" in request.path_info
        or "%00" in request.META.get("QUERY_STRING", "")
        or any("\x00" in value for value in request.COOKIES.values())
    )


class AuthenticationMiddleware(auth_middleware.AuthenticationMiddleware):
    """Sets `request.user` like Django's, from the row that the session was read with (sessions.py)."""

    def process_request(self, request):
        """Replaces Django's lazy user by one that needs no further query."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user(request))


def _user(request):
    if not hasattr(request, "_cached_user"):  # Django's own attribute, also set by login and force_login
        request._cached_user = user_of(request)
        if request._cached_user.is_authenticated:
            request._cached_user.unit_keys = {}
    return request._cached_user


class SessionGuardMiddleware:
    """After authentication: ends expired sessions, audits refusals (403, 404) and forbids caching of pages with a user."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Guards the request; turns a redirect into one that htmx follows in the whole window."""
        response = self._guarded(request)
        if response.status_code == 302 and "HX-Request" in request.headers:
            return HttpResponseClientRedirect(
                response.url
            )  # otherwise htmx would insert the sign-in page into the fragment
        return response

    def _guarded(self, request):
        user = request.user
        if not user.is_authenticated:
            if request.method == "POST":
                request.owner = owner_of(request)  # read before why_ended deletes the record of the ended session
            if reason := why_ended(request):
                messages.info(request, reason)
            return self.get_response(request)
        if _is_over(request.session):
            return _sign_in_again(request)
        response = self.get_response(request)
        if (
            request.method == "POST"
            and response.status_code in NOT_DONE
            and (location := _earlier_result(request, user))
        ):
            response = redirect(location)
        if response.status_code in (403, 404):
            _record_refusal(request, user, response.status_code)
        patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(self, request, view, args, kwargs):
        """Refuse NUL bytes in forms, and redirect users who have not completed both sign-in steps."""
        if request.method == "POST" and any("\x00" in text for text in _texts(request.POST)):
            raise BadRequest
        if request.user.is_authenticated:
            step = second_factor.missing_step(request)
            if step and request.resolver_match.view_name not in (step, "accounts:logout"):
                return redirect(f"{reverse(step)}?{urlencode({'next': request.get_full_path()})}")
        return None


def _sign_in_again(request):
    """Redirect to the sign-in page, passing the posted form along as an encrypted draft."""
    draft = drafts.encrypted_from(request)
    logout(request)
    messages.info(request, _("Phiên làm việc đã hết hạn. Hãy đăng nhập lại."))
    if draft:
        return sign_in_page(request, draft)
    return redirect(settings.LOGIN_URL)


def sign_in_page(request, draft: str):
    """The sign-in page as the response to a POST. HTMX shows it as a whole page."""
    context = {"form": SignInForm(request), "draft": draft, "next": drafts.page_of(request)}
    response = render(request, "accounts/login.html", context, status=401)
    if "HX-Request" in request.headers:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    response.headers["Cache-Control"] = "no-store"
    return response


def csrf_failure(request, reason=""):
    """CSRF_FAILURE_VIEW: the answer to a form without a valid token, mostly because the session is over."""
    if request.user.is_authenticated:
        page = drafts.keep(request)
        return redirect(page) if page else render(request, "403_csrf.html", status=403)
    draft = drafts.encrypted_from(request)
    return sign_in_page(request, draft) if draft else render(request, "403_csrf.html", status=403)


def _is_over(session) -> bool:
    """Whether the session expired: too long since the last request or since the sign-in.

    Records the present request.
    """
    now = int(time.time())
    began, seen = session.setdefault("began", now), session.get("seen", now)
    if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
        return True
    if "seen" not in session or now - seen >= SEEN_EVERY:
        session["seen"] = now
    return False


def _earlier_result(request, user) -> str | None:
    """Where the same form led when it was posted before: a second click gets the result of the first one."""
    return idempotency.earlier_result(user=user, key=request.POST.get(idempotency.FIELD, ""), path=request.path)


def _record_refusal(request, user, status: int) -> None:
    match = request.resolver_match
    if match is None:  # no such address at all: nothing was refused
        return
    # Ids in the address; of a word in it, which anybody can type, only the length. A view without a name is called by its path
    # in the code, which has capitals (Django's redirect from an unknown page of the administrators' site).
    args, _texts = without_texts(match.kwargs)
    detail = {"status": status, "method": str(request.method).lower(), "view": match.view_name.lower(), "args": args}
    audit_events.record(by=user, action="access.refused", detail=detail)


def _texts(data):
    for name, values in data.lists():
        yield name
        yield from values
