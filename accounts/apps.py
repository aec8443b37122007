"""Configuration of the app `accounts`, and of Django's administration with the site's own administration site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The app of users, roles, sign-in and the administration."""

    name = "accounts"
    verbose_name = _("Tài khoản")

    def ready(self):
        """Connects the receivers of sign-in signals, and registers the panels of the first page."""
        from accounts.change_requests import home_panels as changes  # noqa: F401 (registers the panel)
        from accounts.signin import events  # noqa: F401 (connects the signal receivers)
        from accounts.users import home_panels  # noqa: F401 (registers the panel)


class SiteAdminConfig(admin_apps.AdminConfig):
    """Replaces the default site of django.contrib.admin."""

    default = False
    default_site = "accounts.administration.site.Site"
