"""Configuration of the app `loans`, and the modules that register parts of other pages."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register a case tab, an export or a home panel when they are imported.
REGISTRATIONS = (
    "loans.case_tab",
    "loans.digest",
    "loans.expunged",
    "loans.export",
    "loans.home_panels",
    "loans.looks",
    "loans.unit_holdings",
)


class LoansConfig(AppConfig):
    """The app of loans under QĐ 22/2023/QĐ-TTg."""

    name = "loans"
    verbose_name = _("Vay vốn")

    def ready(self):
        """Import the modules that register something."""
        for module in REGISTRATIONS:
            import_module(module)
