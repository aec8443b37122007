"""Configuration of the app `jobs`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """The app of background work, stored files and exports."""

    name = "jobs"
    verbose_name = _("Công việc nền")

    def ready(self):
        """Imports the module `jobs` of every app, where handlers of background work are registered."""
        # Each app registers in its jobs.py the handlers of its background work.
        autodiscover_modules("jobs")
