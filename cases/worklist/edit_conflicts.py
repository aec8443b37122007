"""The version of a postponed duty (core/forms/edit_conflicts.py)."""

from django.utils.translation import gettext as _

from cases.models import Case
from core.dates import today, vn_date
from core.forms.edit_conflicts import Description, RecordVersion


def version_of_snoozes(case: Case, duty: str) -> RecordVersion:
    """Return the version of a postponed duty: until when it is postponed, and why."""

    def describe() -> Description:
        for row in case.snoozes.active().filter(duty=duty, until_on__gt=today()).order_by("pk"):
            yield _("Đã hoãn đến ngày %s") % vn_date(row.until_on), row.why

    return RecordVersion(case, describe)
