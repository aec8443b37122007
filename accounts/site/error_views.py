"""The pages of refusals and errors: each says what to do next and gives back what was typed, so that nothing is lost with it."""

import re
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader

# Seconds after which a browser or script may ask again when the database did not answer.
RETRY_AFTER = "10"
SECRET = re.compile(r"password|token|code|draft|idempotency_key|version")
# The key of a choice, of a row: nobody typed it.
KEY = re.compile(r"[a-z_-]+|\d{1,8}|[0-9a-f]{8}-[0-9a-f-]{27}")
MOST, LONGEST = 60, 5000


def bad_request(request, exception=None):
    return render(request, "400.html", {"typed": typed_in(request)}, status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", {"typed": typed_in(request)}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", {"typed": typed_in(request)}, status=404)


def server_error(request):
    """The last resort. A database that does not answer is not a fault of the page: 503, try again soon.

    Touches neither database nor session, which may be what is broken.
    """
    busy = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    context = {"request_id": getattr(request, "id", ""), "typed": typed_in(request)}
    page = loader.get_template("503.html" if busy else "500.html").render(context)
    return HttpResponse(page, status=503 if busy else 500, headers={"Retry-After": RETRY_AFTER} if busy else None)


def typed_in(request) -> list[str]:
    """The texts of a form that a page of ours sent. Of another site's, and of signing in, nothing is shown."""
    is_ours = getattr(request, "csrf_processing_done", False)
    if request.method != "POST" or not is_ours or request.path.startswith("/account/"):
        return []
    try:
        posted = request.POST.lists()
    except Exception:  # noqa: BLE001 (this may be what the error is about)
        return []
    texts = [text.strip() for name, values in posted if not SECRET.search(name) for text in values]
    return [text[:LONGEST] for text in texts if text and "\x00" not in text and not KEY.fullmatch(text)][:MOST]
