"""Error pages. Each says what to do next and shows the text that was typed into the form, so that it is not lost."""

import re
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader

from core.problems import problem_response

API_PREFIX = "/api/"
# Retry-After header, in seconds, for when the database does not answer.
RETRY_AFTER = "10"
SECRET = re.compile(r"password|token|code|draft|idempotency_key|version")
# Values of choices and primary keys, which the user did not type.
KEY = re.compile(r"[a-z_-]+|\d{1,8}|[0-9a-f]{8}-[0-9a-f-]{27}")
MOST, LONGEST = 60, 5000


def bad_request(request, exception=None):
    """Status 400."""
    return problem_for_api(request, 400) or render(request, "400.html", _context(request), status=400)


def forbidden(request, exception=None):
    """Status 403."""
    return problem_for_api(request, 403) or render(request, "403.html", _context(request), status=403)


def not_found(request, exception=None):
    """Status 404."""
    return problem_for_api(request, 404) or render(request, "404.html", _context(request), status=404)


def too_large(request):
    """Status 413, before the body was read: nothing of it is shown again."""
    limit = settings.MAX_BODY // (1024 * 1024)
    return problem_for_api(request, 413) or render(
        request, "413.html", {"request_id": request.id, "limit": limit}, status=413
    )


def server_error(request):
    """The page for unexpected errors (500), or 503 if the database does not answer.

    Uses neither the database nor the session, since these may be the cause.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return busy(request)
    return problem_for_api(request, 500) or HttpResponse(
        loader.get_template("500.html").render(_context(request)), status=500
    )


def busy(request):
    """Status 503: the database does not answer, or too many requests wait for it. Uses neither database nor session."""
    if answer := problem_for_api(request, 503):
        answer.headers["Retry-After"] = RETRY_AFTER
        return answer
    page = loader.get_template("503.html").render(_context(request))
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})


def problem_for_api(request, status: int) -> HttpResponse | None:
    """The error as JSON for a program that asked the API; None for a browser, which gets a page."""
    return problem_response(status) if request.path_info.startswith(API_PREFIX) else None


def _context(request) -> dict:
    """What every error page shows: the id by which the log and the audit find the request, and the typed text."""
    return {"request_id": getattr(request, "id", ""), "typed": typed_in(request)}


def typed_in(request) -> list[str]:
    """The texts of a form posted from this site; none for posts from other sites and for sign-in pages."""
    is_ours = getattr(request, "csrf_processing_done", False)
    if request.method != "POST" or not is_ours or request.path.startswith("/account/"):
        return []
    try:
        posted = request.POST.lists()
    except Exception:  # noqa: BLE001 (this may be what the error is about)
        return []
    texts = [text.strip() for name, values in posted if not SECRET.search(name) for text in values]
    return [text[:LONGEST] for text in texts if text and "\x00" not in text and not KEY.fullmatch(text)][:MOST]
