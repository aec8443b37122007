"""Forms that create something are done once: the same key posted again, also at the same moment, leads to the first result."""

import hmac
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.forms.models import OnceKey
from accounts.models import User
from core.errors import Refused

KEPT = timedelta(days=7)
# The hidden field of every form that our pages show.
FIELD = "once"
LONGEST_PK, SIGNATURE = 18, 32


def new_key(user: User) -> str:
    """With whose form it is: a post whose session is gone without a trace can still say who typed it."""
    key = str(uuid.uuid4())
    return f"{key}.{user.pk}.{_signature(key, user.pk)}"


def bare(key: str) -> str:
    """Without whose it is."""
    return key.partition(".")[0]


def owner_of(key: str) -> int | None:
    """The key of the user to whom we showed the form; None: no form of ours, or nobody's."""
    plain, _dot, rest = key.partition(".")
    user_pk, _dot, signature = rest.partition(".")
    if not user_pk.isdecimal() or len(user_pk) > LONGEST_PK or not signature.isascii():
        return None
    return int(user_pk) if hmac.compare_digest(signature, _signature(plain, int(user_pk))) else None


def _signature(key: str, user_pk: int) -> str:
    return salted_hmac("accounts.forms.idempotency", f"{key}.{user_pk}", algorithm="sha256").hexdigest()[:SIGNATURE]


def do_once(*, user: User, key: str, path: str, act: Callable[[], str]) -> tuple[str, bool]:
    """`act` and the note that it was done, in one transaction. Returns where it led to and whether it was done just now.

    Two at once: the second waits on the unique key until the first commits, then reads its result.
    """
    try:
        wanted = uuid.UUID(bare(key))
    except ValueError:
        raise Refused(_("Biểu mẫu đã cũ. Hãy kiểm tra nội dung và bấm lưu lại.")) from None
    with transaction.atomic():
        row, is_first = OnceKey.objects.get_or_create(key=wanted, defaults={"user": user, "path": path[:300]})
        if is_first:
            row.location = act()
            row.save(update_fields=["location"])
    if row.user_id != user.pk or row.path != path[:300]:
        raise Refused(_("Biểu mẫu đã cũ. Hãy mở lại trang rồi nhập."))
    return row.location, is_first


def led_to(*, user: User, key: str, path: str) -> str | None:
    """Where this user's form led when it was done before; None: it was not."""
    try:
        wanted = uuid.UUID(bare(key))
    except ValueError:
        return None
    row = OnceKey.objects.filter(key=wanted, user=user, path=path[:300]).exclude(location="").first()
    return row and row.location


def forget_old() -> int:
    """Remove keys nobody posts any more."""
    return OnceKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
