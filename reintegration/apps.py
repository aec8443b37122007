"""Configuration of the project's own app, which has system checks and commands but no models."""

from django.apps import AppConfig


class ReintegrationConfig(AppConfig):
    """The app of settings, backups and what runs the tests."""

    name = "reintegration"

    def ready(self):
        """Register the system check of the database server's log."""
        from reintegration import server_logs  # noqa: F401 (registers its system check)
