from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register marks on case pages and panels of the home page when they are imported.
REGISTRATIONS = (
    "reports.late_entries",
    "reports.home_panels",
)


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Báo cáo")

    def ready(self):
        for module in REGISTRATIONS:
            import_module(module)
