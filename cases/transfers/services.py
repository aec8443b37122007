"""Transfers of a case: one commune asks and another accepts; until then the asking commune stays responsible."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions.scope import map_day, unit_keys_for
from areas.models import Unit
from audit import events as audit_events
from cases.facts import store as facts_store
from cases.facts.stay_chain import Change
from cases.models import Case, Stay, TransferRequest
from cases.second_person.calls import second_person
from core import date_rules
from core.dates import today
from core.errors import Refused
from core.text import nfc

State = TransferRequest.State


@second_person("case.transfer", gettext_lazy("Chuyển hồ sơ"))
def transfer(
    *, by: User | None, case: Case, to_unit: Unit, on: date, document_number: str = "", note: str = ""
) -> Case:
    """Move a case to another commune without a request, for imports and for an accepted request.

    Arguments: `on`, the first day under `to_unit`. Raises Contradiction if the case is closed or withdrawn, is already
    managed by `to_unit`, or if `on` is before its last change.
    """
    date_rules.require("cases.transfers.transfer", today(), on=on, release_on=case.release_on)
    change = Change(unit_id=to_unit.pk, document_number=document_number, note=note)
    return facts_store.apply_change(by=by, case=case, on=on, change=change, action="case.transfer")


@transaction.atomic
def ask(
    *, by: User, case: Case, to_unit: Unit, moved_on: date, address: str, why: str, document_number: str = ""
) -> TransferRequest:
    """Request that another commune takes the case over.

    Arguments: `moved_on`, the day of the move to `address`. Raises Refused if the case is closed, already with `to_unit` or
    waiting for a transfer, or for a future day.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    stay = Stay.objects.latest().filter(case=case).first()
    if stay is None or stay.end_on is not None:
        raise Refused(_("Hồ sơ đã kết thúc, không chuyển được."))
    if to_unit.pk in (stay.unit_id, Unit.objects.get(pk=stay.unit_id).on(map_day(by)).pk):
        raise Refused(_("Hồ sơ đang do chính xã này quản lý."))
    if case.transfers.waiting().exists():
        raise Refused(_("Hồ sơ đang chờ xã khác tiếp nhận; hãy rút đề nghị đó trước."))
    date_rules.require("cases.transfers.ask", today(), moved_on=moved_on, managed_from=stay.start_on)
    made = TransferRequest.objects.create(
        case=case,
        from_unit_id=stay.unit_id,
        to_unit=to_unit,
        moved_on=moved_on,
        address=nfc(address),
        why=nfc(why),
        document_number=nfc(document_number),
        created_by=by,
    )
    _record_event(by, "transfer.ask", made, made.why)
    return made


@second_person(
    "transfer.accept", gettext_lazy("Tiếp nhận hồ sơ chuyển đến"), case_of=lambda given: given["request"].case
)
@transaction.atomic
def accept(*, by: User, request: TransferRequest, on: date, decision_number: str = "") -> TransferRequest:
    """Accept a request: the receiving commune manages the case from `on`. Raises Refused for the wrong side, day or state."""
    row = _waiting(request)
    _check_side(by, row.to_unit_id)
    date_rules.require("cases.transfers.accept", today(), on=on, moved_on=row.moved_on)
    number = "; ".join(filter(None, [row.document_number, nfc(decision_number)]))
    # The receiving commune may have been merged since it was asked.
    to_unit = row.to_unit.on(min(on, map_day(by)))
    transfer(by=by, case=row.case, to_unit=to_unit, on=on, document_number=number)
    # Officer and helper belong to the old commune, so their assignments end.
    row.case.assignments.active().filter(end_on=None).update(end_on=on, why_ended=_("Chuyển hồ sơ"))
    Case.objects.filter(pk=row.case_id).update(officer=None, officer_text="", helper_text="", address=row.address)
    row.accepted_on = on
    return _decide(by, row, State.ACCEPTED, decision_number, "")


@transaction.atomic
def refuse(*, by: User, request: TransferRequest, why: str, decision_number: str = "") -> TransferRequest:
    """Refuse a request, with a reason. Raises Refused for the wrong side, without a reason, or if it is decided already."""
    row = _waiting(request)
    _check_side(by, row.to_unit_id)
    if not why.strip():
        raise Refused(_("Từ chối phải nêu lý do."))
    return _decide(by, row, State.REFUSED, decision_number, why)


@transaction.atomic
def withdraw(*, by: User, request: TransferRequest, why: str = "") -> TransferRequest:
    """Withdraw a request. Only the sending commune may do so. Raises Refused."""
    row = _waiting(request)
    _check_side(by, row.from_unit_id)
    return _decide(by, row, State.WITHDRAWN, "", why)


def may_receive(user: User, request: TransferRequest) -> bool:
    """Whether the user may decide for the receiving commune."""
    return _may_edit_unit(user, request.to_unit_id)


def may_withdraw(user: User, request: TransferRequest) -> bool:
    """Whether the user may withdraw the request for the sending commune."""
    return _may_edit_unit(user, request.from_unit_id)


def _may_edit_unit(user: User, unit_id: int) -> bool:
    return unit_id in unit_keys_for(user, "cases.edit")


def _check_side(by: User, unit_id: int) -> None:
    if not _may_edit_unit(by, unit_id):
        raise Refused(_("Việc này do xã bên kia quyết định."))


def _waiting(request: TransferRequest) -> TransferRequest:
    row = TransferRequest.objects.select_for_update(of=("self",)).select_related("case", "to_unit").get(pk=request.pk)
    if row.state != State.WAITING:
        raise Refused(_("Đề nghị này đã được giải quyết."))
    return row


def _decide(by: User, row: TransferRequest, state: str, decision_number: str, why: str) -> TransferRequest:
    row.state, row.decided_at, row.decided_by = state, timezone.now(), by
    row.decision_number, row.decision_why = nfc(decision_number), nfc(why)
    row.version += 1
    row.save()
    _record_event(by, f"transfer.{state}", row, row.decision_why)
    return row


def _record_event(by: User, action: str, row: TransferRequest, why: str) -> None:
    detail = {"transfer": str(row.public_id), "from": row.from_unit_id, "to": row.to_unit_id}
    audit_events.record(by=by, action=action, target=row.case, unit=row.from_unit_id, detail=detail, why=why)
