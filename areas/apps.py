"""Configuration of the app `areas`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    """The app of administrative units."""

    name = "areas"
    verbose_name = _("Đơn vị hành chính")
