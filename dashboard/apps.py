"""Configuration of the app `dashboard`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    """The app of the dashboard."""

    name = "dashboard"
    verbose_name = _("Tổng quan")
