"""Configuration of the app `feed`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register who is told of an acceptance, and a job.
REGISTRATIONS = ("feed.webhooks.services", "feed.webhooks.jobs")


class FeedConfig(AppConfig):
    """The app that hands reports and indicators on to other programs."""

    name = "feed"
    verbose_name = _("Chia sẻ số liệu")

    def ready(self):
        """Import the modules that register something."""
        for module in REGISTRATIONS:
            import_module(module)
