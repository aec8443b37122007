from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("Công việc nền")

    def ready(self):
        # Each app registers in its jobs.py the handlers of its background work.
        autodiscover_modules("jobs")
