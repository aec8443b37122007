"""Django finds the models of the app's folders here."""

from feed.clients.models import AccessToken, Client  # noqa: F401
