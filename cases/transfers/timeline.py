"""Requests for transfer in the timeline of a case."""

from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.case_page.tabs import Entry, timeline
from cases.filled import of_case
from cases.models import Case, TransferRequest

_ASKED = of_case(lambda: TransferRequest.objects.active().select_related("to_unit", "created_by", "decided_by"))


@timeline(TransferRequest)
def asked_elsewhere(case: Case) -> Iterable[Entry]:
    """What was asked of other communes; that one of them took the case over is told by its stays."""
    for row in _ASKED(case):
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
