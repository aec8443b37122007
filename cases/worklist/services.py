"""Puts duties off until a day, and back on the worklist."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from cases.models import Case, Snooze
from cases.records import services as records_services
from cases.worklist.worklist import duties_of_case
from core import date_rules
from core.dates import today
from core.errors import Refused
from core.text import nfc

# A duty can be snoozed for at most so many days.
LONGEST_SNOOZE = 60


@transaction.atomic
def snooze(*, by: User, case: Case, duty: str, until_on: date, why: str) -> Snooze:
    """Snooze a duty until a day, with a reason.

    Arguments: `duty`, its key. Raises Refused without a reason, for a day out of range, or if the case has no such duty.
    """
    date_rules.require("cases.worklist.snooze", today(), until_on=until_on)
    if (until_on - today()).days > LONGEST_SNOOZE:
        raise Refused(_("Chỉ hoãn được đến một ngày trong %d ngày tới.") % LONGEST_SNOOZE)
    if not why.strip():
        raise Refused(_("Phải nêu lý do hoãn."))
    case = Case.objects.select_for_update().get(pk=case.pk)
    if duty not in {line.duty.key for line in duties_of_case(case)}:
        raise Refused(_("Việc này không còn trong danh sách."))
    made = Snooze.objects.create(case=case, duty=duty, until_on=until_on, why=nfc(why), created_by=by)
    detail = {"duty": duty, "until": until_on.isoformat()}
    audit_events.record(by=by, action="duty.snooze", target=case, detail=detail, why=made.why)
    return made


@transaction.atomic
def resume(*, by: User, case: Case, duty: str) -> int:
    """Put a snoozed duty back on the worklist. Returns how many snoozes were struck out."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    snoozes = list(case.snoozes.active().filter(duty=duty, until_on__gt=today()))
    for row in snoozes:
        records_services.strike(by=by, record=row, why=_("Đưa lại vào danh sách"))
    return len(snoozes)
