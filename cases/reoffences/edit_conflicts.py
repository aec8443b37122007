"""Version of a reoffence (core/forms/edit_conflicts.py)."""

from django.utils.translation import gettext as _

from cases.models import Reoffence, ReoffenceConfirmation
from cases.reoffences.forms import FIELDS
from cases.second_person.services import label_of
from core.forms.edit_conflicts import Description, RecordVersion, field_values, stored_row


def version_of_reoffence(reoffence: Reoffence) -> RecordVersion:
    """Return the version of a reoffence: its values, its confirmation, and the requests to a second person about the case.

    If the reoffence was corrected or withdrawn, also the reoffences that are recorded now.
    """

    def describe() -> Description:
        row = stored_row(reoffence)
        yield from field_values(row, *FIELDS)
        if row.known_until is not None:
            yield _("Tình trạng"), _("Đã được sửa hoặc rút")
            for current in row.case.reoffences.current().order_by("pk"):
                yield from field_values(current, *FIELDS, "why")
        for confirmation in ReoffenceConfirmation.objects.filter(reoffence=row).select_related("confirmed_by"):
            yield from field_values(confirmation, "confirmed_by")
        for request in row.case.second_person_requests.order_by("pk"):
            yield f"{label_of(request)}, {request.get_state_display().lower()}", request.why

    return RecordVersion(reoffence.case, describe)
