"""The version of a transfer request (core/forms/edit_conflicts.py)."""

from cases.models import TransferRequest
from core.forms.edit_conflicts import RecordVersion, version_of_fields


def version_of_transfer(request: TransferRequest) -> RecordVersion:
    """Return the version of a request: its state and what was decided about it."""
    return version_of_fields(
        request, "state", "to_unit", "moved_on", "decided_by", "decision_number", "decision_why", "accepted_on"
    )
