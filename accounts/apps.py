from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Tài khoản")

    def ready(self):
        from accounts.signin import events  # noqa: F401 (connects the signal receivers)


class SiteAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "accounts.administration.site.Site"
