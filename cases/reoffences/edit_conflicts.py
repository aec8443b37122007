"""Versions of a reoffence and of a request to change it (core/forms/edit_conflicts.py)."""

from django.utils.translation import gettext as _

from cases.models import Reoffence, ReoffenceChange
from core.forms.edit_conflicts import Description, RecordVersion, field_values, stored_row, version_of_fields


def version_of_reoffence(reoffence: Reoffence) -> RecordVersion:
    """The recorded values, and every request to change them with its decision."""

    def describe() -> Description:
        row = stored_row(reoffence)
        yield from field_values(row, "prosecuted_on", "document_number", "outcome", "convicted_on", "note")
        if row.known_until is not None:
            yield _("Tình trạng"), _("Đã được sửa hoặc rút")
        for change in row.changes.order_by("pk"):
            yield f"{change.get_kind_display()}, {change.get_state_display().lower()}", change.why

    return RecordVersion(reoffence.case, describe)


def version_of_change(change: ReoffenceChange) -> RecordVersion:
    """The request's state and decision."""
    return version_of_fields(change, "state", "decided_by", "decision_why")
