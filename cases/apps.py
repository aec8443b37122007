from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Hồ sơ")

    def ready(self):
        """What registers itself: panels of the first page, tabs and kinds of records of a case's page."""
        for module in ("kinds",):
            import_module(f"cases.{module}")
