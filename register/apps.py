from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register something by being imported: the export of a whole register, the sheet of loans.
REGISTRATIONS = (
    "register.exports",
    "register.loans_sheet",
)


class RegisterConfig(AppConfig):
    name = "register"
    verbose_name = _("Sổ đăng ký")

    def ready(self):
        for module in REGISTRATIONS:
            import_module(module)
