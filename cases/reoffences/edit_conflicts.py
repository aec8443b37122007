"""Version of a reoffence (core/forms/edit_conflicts.py)."""

from django.utils.translation import gettext as _

from cases.models import Reoffence
from core.forms.edit_conflicts import Description, RecordVersion, field_values, stored_row


def version_of_reoffence(reoffence: Reoffence) -> RecordVersion:
    """The recorded values, and whether the version is still current."""

    def describe() -> Description:
        row = stored_row(reoffence)
        yield from field_values(row, "prosecuted_on", "document_number", "outcome", "convicted_on", "note")
        if row.known_until is not None:
            yield _("Tình trạng"), _("Đã được sửa hoặc rút")

    return RecordVersion(reoffence.case, describe)
