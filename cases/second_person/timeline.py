"""Requests to a second person on the timeline of a case page."""

from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.case_page.tabs import Entry, records, timeline
from cases.models import SecondPersonRequest
from cases.second_person.services import label_of


@timeline(
    records(
        "second_person_requests",
        lambda: SecondPersonRequest.objects.exclude(state=SecondPersonRequest.State.DRAFT),
        related=("created_by", "decided_by"),
        order_by="created_at",
    )
)
def requests(sent: list[SecondPersonRequest]) -> Iterable[Entry]:
    """Requests that were sent, with reason, document, author and decision."""
    for row in sent:
        title = _("Đề nghị cần hai người: %s") % label_of(row)
        values = {
            "state": row.get_state_display(),
            "why": row.why,
            "document": row.document_number,
            "decided": row.decided_by or "—",
        }
        text = _("%(state)s: %(why)s (văn bản %(document)s); người duyệt: %(decided)s") % values
        yield Entry(localdate(row.created_at), title, text, str(row.created_by or ""), row.get_absolute_url())
