from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Tài khoản")

    def ready(self):
        from accounts import server_logs, signin  # noqa: F401  (its check, its receivers)

        # Each app says in its jobs.py what work it can do in the background.
        autodiscover_modules("jobs")
        # …and in its panels.py what it shows on the first page.
        autodiscover_modules("panels")


class SiteAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "accounts.admin_site.Site"
