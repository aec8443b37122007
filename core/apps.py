"""Configuration of the app `core`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The app of everything that knows nothing about people."""

    name = "core"
    verbose_name = _("Nền tảng")
