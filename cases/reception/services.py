"""Receiving somebody by hand: a new person or a known one, from a notice or not; notices and what became of them."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from cases import services
from cases.facts.stay_chain import begin
from cases.models import AdditionalPenalty, Case, CivilObligation, Judgment, Notice, Offence, Person
from cases.people.id_encryption import blind_index
from cases.people.id_numbers import IdNumber
from cases.people.services import add_number, claim_on
from cases.reception.judgment_forms import Decided
from cases.records import services as records_services
from cases.services import NewCase, PersonData
from core.dates import today
from core.errors import EditConflict, Refused
from core.text import nfc

State = Notice.State
LONGEST_TAIL = 6


@transaction.atomic
def receive_home(
    *,
    by: User | None,
    data: PersonData,
    unit: Unit,
    category: str,
    origin: str,
    start_on: date,
    details: dict,
    decided: Decided | None = None,
    number: IdNumber | None = None,
    person: Person | None = None,
    code: str = "",
    notice: Notice | None = None,
) -> Case:
    """The person (`person`: a known one), the case, its first stay and what was `decided`; its notice is marked arrived.

    Raises Refused where the ID number is that of somebody else whom `by` may see (services_person.add_number).
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    is_new_number = number is not None and not _has(person, number)
    if is_new_number:
        claim_on(by, number, person)
    history = begin(unit_id=unit.pk, category=category, on=start_on, origin=origin)
    new = NewCase(code or _next_code(unit, start_on), person or data, history, details)
    case = services.receive(by=by, case=new)
    if is_new_number:
        add_number(by=by, person=case.person, number=number)
    if decided is not None:
        _write_down(by, case, decided)
    if notice is not None:
        _settle(by, notice, State.ARRIVED, start_on, "", case)
    return case


def _write_down(by: User | None, case: Case, decided: Decided) -> None:
    """The court's decisions, each a record of its own as if it had been added on the case's page."""
    if decided.judgment is not None:
        judgment = records_services.add(by=by, case=case, model=Judgment, data=decided.judgment)
        for offence in decided.offences:
            records_services.add(by=by, case=case, model=Offence, data={"judgment": judgment, **offence})
    for model, rows in ((AdditionalPenalty, decided.penalties), (CivilObligation, decided.obligations)):
        for row in rows:
            records_services.add(by=by, case=case, model=model, data=row)


def _has(person: Person | None, number: IdNumber) -> bool:
    return person is not None and person.identity_numbers.filter(number_index=blind_index(number.number)).exists()


def _next_code(unit: Unit, on: date) -> str:
    """UNIT-YEAR-NUMBER; under the lock on the unit."""
    start = f"{unit.code}-{on.year}-"
    taken = Case.objects.filter(code__startswith=start).values_list("code", flat=True)
    tails = (code.removeprefix(start) for code in taken)
    # A longer tail was typed and is no number of ours; what follows it might not fit.
    numbers = [int(tail) for tail in tails if tail.isdecimal() and len(tail) <= LONGEST_TAIL]
    return f"{start}{max(numbers, default=0) + 1:03}"


# --- who is expected -----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_notices(*, by: User | None, notices: Sequence[tuple[Notice, IdNumber | None]]) -> list[Notice]:
    """Names from a prison's letter or an amnesty list, entered together."""
    for notice, number in notices:
        notice.created_by = by
        notice.set_number(number.kind if number else "", number.number if number else "")
        notice.full_clean(
            exclude=["public_id", "name_folded", "name_key", "number_sealed", "number_index", "number_kind"]
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
    """What the commune found within three working days (TT 10/2024/TT-BCA Điều 8). Raises Refused, EditConflict."""
    row = _locked(notice)
    if row.version != version:
        raise EditConflict(row)
    if on > today() or on < row.received_on:
        raise Refused(_("Ngày xác minh phải từ ngày nhận thông báo đến hôm nay."))
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
    """Did not come, or the notice was withdrawn; expected again when that was a mistake."""
    if not why.strip():
        raise Refused(_("Phải ghi lý do."))
    if on > today():
        raise Refused(_("Ngày ở tương lai."))
    if state not in (State.NOT_COME, State.CANCELLED, State.EXPECTED):
        raise TypeError(state)
    return _settle(by, notice, state, on, why, None)


def _settle(by, notice: Notice, state: str, on: date, why: str, case: Case | None) -> Notice:
    row = _locked(notice)
    if row.state == State.ARRIVED:
        raise Refused(_("Người này đã được tiếp nhận."))
    row.state, row.state_on, row.state_why, row.case = state, on, nfc(why), case
    row.version += 1
    row.save()
    audit_events.record(by=by, action=f"notice.{state}", target=row, unit=row.unit_id, detail={"on": on.isoformat()})
    return row


def _locked(notice: Notice) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
