"""Configuration of the app `law`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    """The app of the rules of law and their dated values."""

    name = "law"
    verbose_name = _("Quy định pháp luật")

    def ready(self) -> None:
        """Import the module that registers a panel of the first page."""
        import_module("law.home_panels")
