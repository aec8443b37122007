"""Configuration of the app `register`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """The app of the office's Excel register."""

    name = "register"
    verbose_name = _("Sổ đăng ký")

    def ready(self):
        """Register the export of a whole register."""
        import_module("register.exports")  # registers the export of a whole register
