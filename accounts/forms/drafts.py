"""What was typed when the session was over goes to the sign-in page and back with its owner, sealed, into no browser's store.

* A POST that arrives without a living session is answered with the sign-in page, which carries the typed fields in one hidden
  field (AES-GCM; only this server opens it), bound to the user whose session it was and to the address.
* After that very user signed in, the sealed text waits in the new session until the form's page is opened, and fills the form.
* A session that left no trace (its cookie was deleted): the form says itself, signed, whose it is (`once`).
* Files and passwords are never kept; somebody else who signs in gets nothing.
"""

import base64
import hashlib
import hmac
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib import messages
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from accounts.forms import idempotency

FIELD = "draft"
SESSION_NAME = "draft"
LARGEST = 200_000
NONCE_BYTES = 12
NOT_KEPT = ("csrfmiddlewaretoken", "once", FIELD)


def of(request) -> str:
    """The sealed fields of a POST whose session is over, or "" where there is nothing to keep or nobody to keep it for."""
    user_pk = (
        request.user.pk
        or getattr(request, "owner", None)
        or idempotency.owner_of(request.POST.get(idempotency.FIELD, ""))
    )
    if request.method != "POST" or user_pk is None or _is_sign_in(request.path):
        return ""
    data = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT and "password" not in name}
    text = json.dumps({"user": user_pk, "path": page_of(request), "data": data}).encode()
    if not data or len(text) > LARGEST:
        return ""
    nonce = os.urandom(NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + _cipher().encrypt(nonce, text, None)).decode()


def page_of(request) -> str:
    """The address of the page that posted: of one that asks something while one types (HTMX), that page's own."""
    return HtmxDetails(request).current_url_abs_path or request.get_full_path()


def keep(request) -> str | None:
    """A form of this very user, from a session before this one, was posted: where it is filled in again. None: not theirs."""
    if idempotency.owner_of(request.POST.get(idempotency.FIELD, "")) != request.user.pk:
        return None
    return accept(request, of(request))


def accept(request, sealed: str) -> str | None:
    """After signing in: keep the draft if it is this user's. Returns the address of its form, or None."""
    opened = _open(sealed)
    if opened is None or opened["user"] != request.user.pk:
        return None
    request.session[SESSION_NAME] = sealed
    return opened["path"]


def take(request) -> dict[str, list[str]] | None:
    """The draft for the page asked for, once; the user is told that it is one."""
    opened = _open(request.session.get(SESSION_NAME, ""))
    if opened is None or opened["user"] != request.user.pk or opened["path"].partition("?")[0] != request.path:
        return None
    del request.session[SESSION_NAME]
    messages.warning(
        request,
        _("Phiên làm việc đã hết hạn; nội dung vừa nhập được giữ lại, hãy kiểm tra và bấm lưu. Tệp phải chọn lại."),
    )
    return opened["data"]


def _open(sealed: str) -> dict | None:
    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
        return json.loads(_cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None))
    except (ValueError, InvalidTag):
        return None


def _is_sign_in(path: str) -> bool:
    return path.startswith("/account/")


def _cipher() -> AESGCM:
    return AESGCM(hmac.digest(settings.SECRET_KEY.encode(), b"reintegration drafts", hashlib.sha256))
