"""The version of the stays of a case (core/forms/edit_conflicts.py)."""

from django.utils.translation import gettext as _

from cases.models import Case, Stay
from core.dates import vn_date
from core.forms.edit_conflicts import Description, RecordVersion, as_text


def version_of_stays(case: Case) -> RecordVersion:
    """Return the version of the stays: where and in which category the person was and is managed."""
    return RecordVersion(case, lambda: _describe(case))


def _describe(case: Case) -> Description:
    stays = Stay.objects.current().filter(case=case).select_related("unit").order_by("start_on")
    for number, row in enumerate(stays, 1):
        days = f"{vn_date(row.start_on)} – {as_text(row.end_on) or _('nay')}"
        words = [row.unit.full_name, row.get_category_display(), row.get_origin_display(), days]
        if row.is_closure:
            words += [row.get_end_reason_display(), row.end_document_number, row.end_note]
        words += [row.document_number, row.why]
        yield _("Giai đoạn %d") % number, ", ".join(filter(None, map(str, words)))
