from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register a case tab, an export or a home panel when they are imported.
REGISTRATIONS = (
    "loans.case_tab",
    "loans.export",
    "loans.home_panels",
)


class LoansConfig(AppConfig):
    name = "loans"
    verbose_name = _("Vay vốn")

    def ready(self):
        for module in REGISTRATIONS:
            import_module(module)
