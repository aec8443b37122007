"""Requests for transfer in the timeline of a case."""

from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.case_page.tabs import Entry, records, timeline
from cases.models import TransferRequest


@timeline(
    records(
        "transfers",
        lambda: TransferRequest.objects.active(),
        related=("to_unit", "created_by", "decided_by"),
        order_by="asked_at",
    )
)
def transfer_requests(transfers: list[TransferRequest]) -> Iterable[Entry]:
    """Return entries of requests, refusals and withdrawals. An accepted request is visible as a stay."""
    for row in transfers:
        yield Entry(
            localdate(row.asked_at),
            _("Đề nghị chuyển sang %s") % row.to_unit.full_name,
            row.why,
            str(row.created_by or ""),
        )
        if row.state == TransferRequest.State.REFUSED:
            title = _("%s từ chối tiếp nhận") % row.to_unit.full_name
        elif row.state == TransferRequest.State.WITHDRAWN:
            title = _("Rút đề nghị chuyển sang %s") % row.to_unit.full_name
        else:
            continue
        yield Entry(localdate(row.decided_at), title, row.decision_why, str(row.decided_by or ""))
