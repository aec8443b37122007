from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register something by being imported: tabs of a case page, exports, access alerts, parts of the first page.
REGISTRATIONS = (
    "cases.case_page.registrations",
    "cases.search.export",
    "cases.access_log.alerts",
    "cases.worklist.home_panels",
)


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Hồ sơ")

    def ready(self):
        for module in REGISTRATIONS:
            import_module(module)
