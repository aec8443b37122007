"""The administration finds the pages of the app's folders here."""

from feed.clients import admin as client_pages  # noqa: F401
from feed.files import admin as file_pages  # noqa: F401
