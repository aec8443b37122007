"""Drafts: what a user typed into a form whose session has ended is kept until the same user has signed in again.

* A POST without a valid session is answered with the sign-in page. The page carries the typed fields in a hidden field,
  encrypted with Fernet under a key derived from SECRET_KEY for the form's user, so that nobody else's sign-in can open it.
* After this user signed in, the encrypted text waits in the new session until the form's page is opened, and fills the form.
* If the session left no trace (its cookie was deleted), the form's signed idempotency key tells whose form it is.
* Files and passwords are never kept.
"""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from accounts.forms import idempotency

FIELD = "draft"
SESSION_NAME = "draft"
MAX_BYTES = 200_000
NOT_KEPT = ("csrfmiddlewaretoken", idempotency.FIELD, FIELD)


def encrypted_from(request) -> str:
    """The fields of a POST without a session, encrypted for their user; "" if there is nothing to keep or the user is unknown."""
    user_pk = (
        request.user.pk
        or getattr(request, "owner", None)
        or idempotency.owner_of(request.POST.get(idempotency.FIELD, ""))
    )
    if request.method != "POST" or user_pk is None or _is_sign_in(request.path):
        return ""
    data = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT and "password" not in name}
    text = json.dumps({"path": page_of(request), "data": data}).encode()
    if not data or len(text) > MAX_BYTES:
        return ""
    return _fernet(user_pk).encrypt(text).decode()


def page_of(request) -> str:
    """The address of the page that posted; for an HTMX request, of the page that it was sent from."""
    return HtmxDetails(request).current_url_abs_path or request.get_full_path()


def keep(request) -> str | None:
    """Keep a form that this user opened in an earlier session. Returns the address of its page; None: not this user's form."""
    if idempotency.owner_of(request.POST.get(idempotency.FIELD, "")) != request.user.pk:
        return None
    return accept(request, encrypted_from(request))


def accept(request, encrypted: str) -> str | None:
    """After signing in, keep the draft if it is this user's. Returns the address of its page, or None."""
    draft = _decrypt(encrypted, request.user.pk)
    if draft is None:
        return None
    request.session[SESSION_NAME] = encrypted
    return draft["path"]


def take(request) -> dict[str, list[str]] | None:
    """Remove and return the draft of the requested page, with a message to the user. None: there is no draft of this page."""
    draft = _decrypt(request.session.get(SESSION_NAME, ""), request.user.pk)
    if draft is None or draft["path"].partition("?")[0] != request.path:
        return None
    del request.session[SESSION_NAME]
    messages.warning(
        request,
        _("Phiên làm việc đã hết hạn; nội dung vừa nhập được giữ lại, hãy kiểm tra và bấm lưu. Tệp phải chọn lại."),
    )
    return draft["data"]


def _decrypt(encrypted: str, user_pk: int) -> dict | None:
    """The draft; None if the text was not encrypted by us for this user."""
    try:
        return json.loads(_fernet(user_pk).decrypt(encrypted))
    except (InvalidToken, ValueError):
        return None


def _is_sign_in(path: str) -> bool:
    return path.startswith("/account/")


def _fernet(user_pk: int) -> Fernet:
    """The cipher for one user's drafts."""
    key = HKDF(SHA256(), length=32, salt=None, info=f"drafts of user {user_pk}".encode())
    return Fernet(base64.urlsafe_b64encode(key.derive(settings.SECRET_KEY.encode())))
