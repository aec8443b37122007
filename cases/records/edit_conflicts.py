"""The version of a plain record of a case (core/forms/edit_conflicts.py)."""

from django.utils.translation import gettext as _

from cases.records.models import Record
from core.forms.edit_conflicts import Description, RecordVersion, field_values, stored_row


def version_of_record(record: Record) -> RecordVersion:
    """Return the version of a record: all editable fields, and whether it was struck out."""

    def describe() -> Description:
        row = stored_row(record)
        yield from field_values(row)
        if row.removed_at is not None:
            yield _("Đã gạch bỏ"), row.removed_why

    return RecordVersion(record, describe)
