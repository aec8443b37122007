"""The version of a notice about a coming release (core/forms/edit_conflicts.py)."""

from cases.models import Notice
from core.forms.edit_conflicts import RecordVersion, version_of_fields


def version_of_notice(notice: Notice) -> RecordVersion:
    """Return the version of a notice: its state, and what the commune found when it checked the address."""
    return version_of_fields(
        notice,
        *("state", "state_on", "state_why", "verified_on", "address_right", "family_informed"),
        *("verification_note", "answer_number"),
    )
