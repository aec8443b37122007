"""Configuration of the app `cases`, and the modules that register parts of the case page."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Modules that register something when they are imported: tabs, header lines and timeline entries of a case page, exports,
# access alerts, panels of the first page, background jobs, what hangs on units. Header lines and timeline entries of one day are
# shown in this order.
REGISTRATIONS = (
    "cases.papers.tab",
    "cases.worklist.tab",
    "cases.household.tab",
    "cases.judgments.tab",
    "cases.case_page.overview",
    "cases.residence.tab",
    "cases.transfers.timeline",
    "cases.second_person.timeline",
    "cases.second_person.digest",
    "cases.expungement.tab",
    "cases.probation.tab",
    "cases.supervision.tab",
    "cases.support.tab",
    "cases.outcomes.kinds",
    "cases.search.export",
    "cases.access_log.alerts",
    "cases.worklist.home_panels",
    "cases.worklist.jobs",
    "cases.decrees.holdings",
)


class CasesConfig(AppConfig):
    """The app of people, their cases and what happens to them."""

    name = "cases"
    verbose_name = _("Hồ sơ")

    def ready(self):
        """Import the modules that register something."""
        for module in REGISTRATIONS:
            import_module(module)
