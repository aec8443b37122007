"""Signal receivers for sign-in, sign-out and failures: one session per user, and an audit event for each."""

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from accounts.models import User
from accounts.signin.second_factor import note_device
from accounts.signin.sessions import ELSEWHERE, end_sessions
from audit import events as audit_events


@receiver(user_logged_in)
def on_signed_in(request, user, **kwargs):
    """End the user's other sessions and record the sign-in."""
    end_sessions(user, but=request.session.session_key, reason=ELSEWHERE)
    request.session.clear_expired()  # no other code deletes expired sessions
    note_device(request, user)
    audit_events.record(by=user, action="signin.in")


@receiver(user_logged_out)
def on_signed_out(user, **kwargs):
    """Record the sign-out."""
    if user is not None:
        audit_events.record(by=user, action="signin.out")


@receiver(user_login_failed)
def on_failed(credentials, **kwargs):
    """Record a failed sign-in."""
    audit_events.record(by=None, action="signin.failed", target=_known(credentials.get("username")))


@receiver(user_locked_out)
def on_locked_out(request, **kwargs):
    """Record a lock-out."""
    audit_events.record(by=None, action="signin.locked", target=_known(request.axes_credentials.get("username")))


def _known(username) -> User | None:
    """The user of that name, or None.

    An unknown name is not stored: it may be a password typed into the wrong field.
    """
    return User.objects.filter(username=str(username or "").strip().lower()).first()
