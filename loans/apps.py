from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoansConfig(AppConfig):
    name = "loans"
    verbose_name = _("Vay vốn")

    def ready(self):
        """What registers itself: the tab and timeline of a case's page, what can be exported, a sheet of the register."""
        for module in ("case_tab", "list_export", "register"):
            import_module(f"loans.{module}")
