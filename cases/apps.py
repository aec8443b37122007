from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Hồ sơ")

    def ready(self):
        """What registers itself: tabs and kinds of records of a case's page, what can be exported, who looks at many."""
        for module in ("kinds", "list_export", "looks"):
            import_module(f"cases.{module}")
