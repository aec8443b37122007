from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register something by being imported: the tab of a case page, an export, a part of the first page.
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
