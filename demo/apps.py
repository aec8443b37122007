"""Configuration of the app `demo`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The app of invented people, for trying the system and for load tests."""

    name = "demo"
    verbose_name = _("Dữ liệu minh họa")
