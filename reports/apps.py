"""Configuration of the app `reports`, and the modules that register parts of other pages."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register marks on case pages, panels of the home page, jobs, and what half-years do to rates.
REGISTRATIONS = (
    "reports.restatement.reported_periods",
    "reports.home_panels",
    "reports.periods.jobs",
    "reports.definitions.effects",
    "reports.periods.reminders",
    "reports.unit_holdings",
)


class ReportsConfig(AppConfig):
    """The app of measures and reports."""

    name = "reports"
    verbose_name = _("Báo cáo")

    def ready(self):
        """Import the modules that register something."""
        for module in REGISTRATIONS:
            import_module(module)
