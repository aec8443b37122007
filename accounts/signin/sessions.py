"""Database sessions with a reference to their user, so that all sessions of a user can be ended (SESSION_ENGINE)."""

import hashlib
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user, load_backend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import FilteredRelation, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from core.dates import today

# Reasons shown on the sign-in page to a user whose session was ended.
ELSEWHERE, PASSWORD, ROLES, OTHER = "elsewhere", "password", "roles", "other"
REASONS = {
    ELSEWHERE: _("Tài khoản vừa đăng nhập ở máy khác nên phiên làm việc trên máy này đã kết thúc."),
    PASSWORD: _("Mật khẩu hoặc bước xác thực của tài khoản đã thay đổi. Hãy đăng nhập lại."),
    ROLES: _("Vai trò của anh/chị đã thay đổi. Hãy đăng nhập lại."),
    OTHER: _("Phiên làm việc đã được quản trị hệ thống kết thúc."),
}


class SessionStore(DatabaseStore):
    """Django's database sessions; loading one also loads its user and the user's current memberships."""

    # The user of the session row that was last read.
    owner = None

    @classmethod
    def get_model_class(cls):
        """The model with the column for the user."""
        from accounts.models import UserSession  # the app registry imports this module before the models

        return UserSession

    def create_model_instance(self, data):
        """The row to store, with the user found in the session's data."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self):
        """Read the session together with its user and the memberships, which every page needs."""
        rows = list(self._with_memberships())
        if not rows:
            self._session_key = None
            return None
        self.owner = rows[0].user
        if self.owner is not None:
            # Without a membership the join gives no such attribute.
            self.owner.current_memberships = [row.held for row in rows if hasattr(row, "held")]
        return rows[0]

    def _with_memberships(self):
        """The session row, once for each current membership, in the order of User.current_memberships."""
        day, held = today(), "user__memberships"
        in_force = Q(**{f"{held}__end_on": None}) | Q(**{f"{held}__end_on__gt": day})
        return (
            self.get_model_class()
            .objects.annotate(held=FilteredRelation(held, condition=in_force & Q(**{f"{held}__start_on__lte": day})))
            .select_related("user", "held__unit")
            .filter(session_key=self.session_key, expire_date__gt=timezone.now())
            .order_by("held__start_on", "held__pk")
        )


def user_of(request):
    """Like Django's `get_user`, without a query where the session was loaded with its user and is valid for it."""
    session = request.session
    path, user = session.get(BACKEND_SESSION_KEY), session.owner
    is_valid = (
        user is not None
        and path in settings.AUTHENTICATION_BACKENDS
        and session.get(SESSION_KEY) == str(user.pk)
        and cast(Any, load_backend(path)).user_can_authenticate(user)
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
    return user if is_valid else get_user(request)


def end_sessions(user, *, reason: str, but: str | None = None) -> None:
    """End all sessions of a user, except the one with the key `but`. `reason`: a key of REASONS.

    The rows are deleted, so that a request that is still running in such a session cannot save it again.
    """
    from accounts.models import SessionEnd

    sessions = SessionStore.get_model_class().objects.filter(user=user).exclude(session_key=but)
    keys = list(sessions.values_list("session_key", flat=True))
    sessions.filter(session_key__in=keys).delete()
    SessionEnd.objects.filter(at__lt=timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()
    SessionEnd.objects.bulk_create(
        [SessionEnd(key_hash=_hash(key), reason=reason, user=user) for key in keys], ignore_conflicts=True
    )


def why_ended(request) -> str | None:
    """Why the session of this request's cookie was ended elsewhere; None if it was not. The reason is returned only once."""
    from accounts.models import SessionEnd

    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key or request.session.session_key:
        return None
    ended = SessionEnd.objects.filter(key_hash=_hash(key)).first()
    if ended is None:
        return None
    ended.delete()
    return str(REASONS.get(ended.reason, REASONS[OTHER]))


def owner_of(request) -> int | None:
    """The primary key of the user to whom the session of the request's cookie belongs or belonged; None if unknown."""
    from accounts.models import SessionEnd, UserSession

    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    if row := UserSession.objects.filter(session_key=key).first():
        return row.user_id
    ended = SessionEnd.objects.filter(key_hash=_hash(key)).first()
    return ended.user_id if ended else None


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
