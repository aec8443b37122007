from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    name = "register"
    verbose_name = _("Sổ đăng ký")

    def ready(self):
        import_module("register.exports")  # registers the export of a whole register
