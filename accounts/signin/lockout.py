"""Lock-out after failed sign-ins: three limits on top of django-axes, which the settings point to this module.

* one user name from one address: five failures lock it for 15 minutes (axes itself, see settings);
* one user name from anywhere: twenty failures within a day;
* one address: ten different user names within 15 minutes.

Only a keyed digest of the user name is stored, because users sometimes type their password into that field.
"""

from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessFailureLog
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

NAME_WINDOW, NAME_LIMIT = timedelta(days=1), 20
ADDRESS_WINDOW, ADDRESS_LIMIT = timedelta(minutes=15), 10


class Handler(AxesDatabaseHandler):
    """axes' handler with the two additional limits."""

    def is_locked(self, request, credentials=None):
        """Whether the sign-in is refused: by axes, for the user name or for the address."""
        return (
            super().is_locked(request, credentials)
            or _failures_of(get_client_username(request, credentials)) >= NAME_LIMIT
            or _names_tried_from(request.axes_ip_address) >= ADDRESS_LIMIT
        )

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        """Counts the failure and deletes the failures that no limit counts any more."""
        super().user_login_failed(sender, credentials, request, **kwargs)
        AccessFailureLog.objects.filter(attempt_time__lt=timezone.now() - NAME_WINDOW).delete()


def name_digest(request, credentials) -> str:
    """The digest that axes stores instead of the user name (AXES_USERNAME_CALLABLE)."""
    return digest(str((credentials or {}).get("username") or ""))


def locked_page(request, original_response=None, credentials=None):
    """One page for every lock (AXES_LOCKOUT_CALLABLE); the one of axes also answers cross-origin scripts."""
    return render(request, "accounts/locked.html", status=429)


def digest(username: str) -> str:
    """Keyed digest of a user name."""
    return salted_hmac("accounts.signin.lockout", username.strip().lower(), algorithm="sha256").hexdigest()


def unlock(username: str) -> None:
    """Delete the recorded failures of one user name, from all addresses."""
    for kept in (AccessAttempt, AccessFailureLog):
        kept.objects.filter(username=digest(username)).delete()


def _failures_of(name: str) -> int:
    return AccessFailureLog.objects.filter(username=name, attempt_time__gt=timezone.now() - NAME_WINDOW).count()


def _names_tried_from(address: str | None) -> int:
    """The number of different user names that failed from an address."""
    since = timezone.now() - ADDRESS_WINDOW
    failed = AccessFailureLog.objects.filter(ip_address=address, attempt_time__gt=since)
    return failed.values("username").distinct().count()
