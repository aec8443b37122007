"""Idempotent forms: a form posted again, even at the same moment, is not handled twice but leads to the first result.

Each form shown to a user carries a key: a random UUID with the user's primary key, signed. The signature also tells whose
form a post is when its session no longer exists (drafts.py).
"""

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms.models import SubmittedForm
from accounts.models import User
from core.errors import Refused

KEPT = timedelta(days=7)
# The hidden field of every form on our pages.
FIELD = "idempotency_key"
_PATH_LENGTH = SubmittedForm._meta.get_field("path").max_length
_signer = signing.Signer(sep=".", salt="accounts.forms.idempotency")


def new_key(user: User) -> str:
    """A key for a form that is about to be shown to this user: UUID, user and signature."""
    return _signer.sign(f"{uuid.uuid4()}.{user.pk}")


def uuid_of(key: str) -> str:
    """The UUID part of a key."""
    return key.partition(".")[0]


def owner_of(key: str) -> int | None:
    """The primary key of the user to whom the form was shown; None if the key is not one that we signed."""
    try:
        _uuid, _dot, user_pk = _signer.unsign(key).partition(".")
    except signing.BadSignature:
        return None
    return int(user_pk)


def run_once(*, user: User, key: str, path: str, act: Callable[[], str]) -> tuple[str, bool]:
    """Call `act` and record the key in one transaction, unless the key is recorded already.

    Returns the address that `act` returned the first time, and whether it was called now. Of two posts at once the second
    waits on the unique key until the first commits, then reads its result. Raises Refused for a key that is malformed or
    belongs to another user or page.
    """
    try:
        wanted = uuid.UUID(uuid_of(key))
    except ValueError:
        raise Refused(_("Biểu mẫu đã cũ. Hãy kiểm tra nội dung và bấm lưu lại.")) from None
    path = path[:_PATH_LENGTH]
    with transaction.atomic():
        row, is_first = SubmittedForm.objects.get_or_create(key=wanted, defaults={"user": user, "path": path})
        if is_first:
            row.location = act()
            row.save(update_fields=["location"])
    if row.user_id != user.pk or row.path != path:
        raise Refused(_("Biểu mẫu đã cũ. Hãy mở lại trang rồi nhập."))
    return row.location, is_first


def earlier_result(*, user: User, key: str, path: str) -> str | None:
    """The address to which this user's form led when it was handled before; None if it was not."""
    try:
        wanted = uuid.UUID(uuid_of(key))
    except ValueError:
        return None
    rows = SubmittedForm.objects.filter(key=wanted, user=user, path=path[:_PATH_LENGTH])
    return rows.exclude(location="").values_list("location", flat=True).first()


def delete_old() -> int:
    """Delete records of forms that are older than KEPT. Returns how many rows were deleted."""
    return SubmittedForm.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
