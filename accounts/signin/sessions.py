"""Sessions that know whose they are, so that a user's sessions can be ended. SESSION_ENGINE names this module."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user, load_backend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import FilteredRelation, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from core.dates import today

# What the holder of an ended session is told.
ELSEWHERE, PASSWORD, ROLES, OTHER = "elsewhere", "password", "roles", "other"
REASONS = {
    ELSEWHERE: _("Tài khoản vừa đăng nhập ở máy khác nên phiên làm việc trên máy này đã kết thúc."),
    PASSWORD: _("Mật khẩu hoặc bước xác thực của tài khoản đã thay đổi. Hãy đăng nhập lại."),
    ROLES: _("Vai trò của anh/chị đã thay đổi. Hãy đăng nhập lại."),
    OTHER: _("Phiên làm việc đã được quản trị hệ thống kết thúc."),
}


class SessionStore(DatabaseStore):
    # Of the row the session was last read from.
    owner = None

    @classmethod
    def get_model_class(cls):
        from accounts.models import UserSession  # the app registry imports this module before the models

        return UserSession

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self):
        """With its user and the user's memberships, which every page needs."""
        rows = list(self._with_memberships())
        if not rows:
            self._session_key = None
            return None
        self.owner = rows[0].user
        if self.owner is not None:
            # A row of somebody who has none has no such attribute.
            self.owner.current_memberships = [row.held for row in rows if hasattr(row, "held")]
        return rows[0]

    def _with_memberships(self):
        """The session's row, once for each membership in force, as User.current_memberships has them."""
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
    """Django's `get_user`, spared the question who it is where the session came with its user and everything fits."""
    session = request.session
    path, user = session.get(BACKEND_SESSION_KEY), session.owner
    fits = (
        user is not None
        and path in settings.AUTHENTICATION_BACKENDS
        and session.get(SESSION_KEY) == str(user.pk)
        and load_backend(path).user_can_authenticate(user)
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
    return user if fits else get_user(request)


def end_sessions(user, *, reason: str, but: str | None = None) -> None:
    """End all sessions of a user, except the one with the key `but`. `reason`: a key of REASONS.

    The rows go, so that a request under way in an ended session cannot bring it back to life.
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
    """Why the session whose cookie this request brought was ended from elsewhere; None: it was not. Said once."""
    from accounts.models import SessionEnd

    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key or request.session.session_key:
        return None
    ended = SessionEnd.objects.filter(key_hash=_hash(key)).first()
    if ended is None:
        return None
    ended.delete()
    return REASONS.get(ended.reason, REASONS[OTHER])


def owner_of(request) -> int | None:
    """The key of the user whose session, living or ended, the request's cookie names; None: nobody's."""
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
