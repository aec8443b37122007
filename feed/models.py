"""Django finds the models of the app's folders here."""

from feed.clients.models import AccessToken, Client  # noqa: F401
from feed.files.models import ReceivedReport, TrustedKey  # noqa: F401
from feed.webhooks.models import Delivery  # noqa: F401
