"""Sessions that know whose they are, so that a user's sessions can be ended. SESSION_ENGINE names this module."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        from accounts.models import UserSession  # the app registry imports this module before the models

        return UserSession

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        return row


def end_sessions(user, *, but: str | None = None) -> None:
    """End all sessions of a user, except the one with the key `but`."""
    SessionStore.get_model_class().objects.filter(user=user).exclude(session_key=but).delete()
