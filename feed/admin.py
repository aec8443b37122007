"""The administration finds the pages of the app's folders here."""

from feed.clients import admin  # noqa: F401
