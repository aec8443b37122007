"""Notices of people expected home: entering them, checking the address, and recording what became of them."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from cases.facts.case_locks import lock_case
from cases.models import Case, Notice
from cases.people.id_numbers import IdNumber
from core import date_rules
from core.dates import today
from core.errors import EditConflict, Refused
from core.text import nfc

State = Notice.State


@transaction.atomic
def add_notices(*, by: User | None, notices: Sequence[tuple[Notice, IdNumber | None]]) -> list[Notice]:
    """Enter notices from a prison's letter or an amnesty list, each with an ID number or None. Raises Refused."""
    for notice, number in notices:
        notice.created_by = by
        days = {name: getattr(notice, name) for name in date_rules.DATES["cases.notice"]}
        date_rules.require("cases.notice", today(), **days)
        notice.set_number(number.kind if number else "", number.number if number else "")
        notice.full_clean(
            exclude=["public_id", "name_folded", "name_key", "number_encrypted", "number_index", "number_kind"]
        )
        notice.save()
    made = [notice for notice, _number in notices]
    events = [{"action": "notice.add", "target": row, "unit": row.unit_id} for row in made]
    audit_events.record_many(by=by, events=events)
    return made


@transaction.atomic
def verify_address(
    *,
    by: User | None,
    notice: Notice,
    version: int,
    on: date,
    address_right: bool,
    family_informed: bool,
    note: str,
    answer_number: str,
) -> Notice:
    """Record the commune's check of the address, due within three working days (TT 10/2024/TT-BCA Điều 8).

    Arguments: `on`, the day of the check; `answer_number`, number of the reply HCD-03, required for a wrong address.
    Raises Refused for an impossible day or a missing number, Contradiction if the case was withdrawn or sealed, EditConflict if
    somebody else saved after `version`.
    """
    if notice.case is not None:
        lock_case(by, notice.case)
    row = _locked(notice)
    if row.version != version:
        raise EditConflict(row)
    date_rules.require("cases.notices.verify_address", today(), on=on, received_on=row.received_on)
    if not address_right and not answer_number.strip():
        raise Refused(_("Địa chỉ sai thì phải trả lời nơi gửi bằng HCD-03; hãy ghi số văn bản."))
    row.verified_on, row.address_right, row.family_informed = on, address_right, family_informed
    row.verification_note, row.answer_number = nfc(note), nfc(answer_number)
    row.version += 1
    row.save()
    audit_events.record(by=by, action="notice.verify", target=row, unit=row.unit_id, detail={"right": address_right})
    return row


@transaction.atomic
def settle_notice(*, by: User | None, notice: Notice, state: str, on: date, why: str) -> Notice:
    """Set the state to not come or cancelled, or back to expected after a mistake.

    Raises Refused without a reason, for a future day, or if the person was received already.
    """
    if not why.strip():
        raise Refused(_("Phải ghi lý do."))
    date_rules.require("cases.notices.settle_notice", today(), on=on)
    if state not in (State.NOT_COME, State.CANCELLED, State.EXPECTED):
        raise TypeError(state)
    return _settle(by, notice, state, on, why, None)


def mark_arrived(*, by: User | None, notice: Notice, on: date, case: Case) -> Notice:
    """Record that the person of the notice arrived on day `on` and was received as `case`. Raises Refused if already received."""
    date_rules.require("cases.notices.mark_arrived", today(), on=on)
    return _settle(by, notice, State.ARRIVED, on, "", case)


def _settle(by, notice: Notice, state: str, on: date, why: str, case: Case | None) -> Notice:
    row = _locked(notice)
    if row.state == State.ARRIVED:
        raise Refused(_("Người này đã được tiếp nhận."))
    row.state, row.state_on, row.state_why, row.case = state, on, nfc(why), case
    row.version += 1
    row.save()
    detail = {"on": on.isoformat()}
    audit_events.record(by=by, action=f"notice.{state}", target=row, unit=row.unit_id, detail=detail, why=row.state_why)
    return row


def _locked(notice: Notice) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
