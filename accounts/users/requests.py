"""The request as views behind a sign-in get it."""

from django.http import HttpRequest

from accounts.models import User


class UserRequest(HttpRequest):
    """A request of somebody who is signed in (for annotations only)."""

    user: User
