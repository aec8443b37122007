"""Versions of who supervises a case (core/forms/edit_conflicts.py)."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from core.dates import vn_date
from core.forms.edit_conflicts import Description, RecordVersion


def version_of_assignment(case: Case, role: str) -> RecordVersion:
    """Return the version of an assignment: the case's present officer or helper."""

    def describe() -> Description:
        for row in case.assignments.active().filter(role=role, end_on=None).select_related("user"):
            yield row.get_role_display(), f"{row.name}, {_('từ ngày')} {vn_date(row.start_on)}"

    return RecordVersion(case, describe)


def version_of_caseload(officer: User, cases: QuerySet[Case]) -> RecordVersion:
    """Return the version of a caseload: which cases an officer supervises."""

    def describe() -> Description:
        yield from cases.order_by("pk").values_list("code", "person__full_name")

    return RecordVersion(officer, describe, rows=Case.objects.filter(pk__in=cases.order_by().values("pk")))
