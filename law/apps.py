"""Configuration of the app `law`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    """The app of the rules of law and their dated values."""

    name = "law"
    verbose_name = _("Quy định pháp luật")
