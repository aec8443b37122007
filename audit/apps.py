"""Configuration of the app `audit`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """The app of the audit log."""

    name = "audit"
    verbose_name = _("Nhật ký")
