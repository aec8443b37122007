"""Configuration of the app `dashboard`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register an export when they are imported.
REGISTRATIONS = ("dashboard.export",)


class DashboardConfig(AppConfig):
    """The app of the dashboard."""

    name = "dashboard"
    verbose_name = _("Tổng quan")

    def ready(self):
        """Import the modules that register something."""
        for module in REGISTRATIONS:
            import_module(module)
