"""Receives people home: creates the person (or uses a known one), the case, its first stay and the court's decisions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from cases.expungement import erasure
from cases.facts import rate_guard, stay_chain
from cases.facts import store as facts_store
from cases.facts.clock import fact_time
from cases.facts.stay_chain import Contradiction, History
from cases.facts.store import BATCH_SIZE, ReoffenceData
from cases.models import (
    AdditionalPenalty,
    Case,
    CivilObligation,
    IdentityNumber,
    Judgment,
    Notice,
    Offence,
    Person,
)
from cases.notices import services as notices_services
from cases.people.birth_dates import BirthDate
from cases.people.id_encryption import blind_index
from cases.people.id_numbers import IdNumber
from cases.people.services import add_number, claim_for, first_day, insert_numbers
from cases.reception.judgment_forms import Decided
from cases.records import services as records_services
from core import date_rules
from core.dates import today

MAX_NUMBER_DIGITS = 6
# A crime on the day on which one stay ends and the next begins belongs to the next (docs/measures.md §1).
TAKES_OVER = gettext_lazy(
    "Người này có vụ tái phạm đúng ngày kết thúc hồ sơ trước; bắt đầu hồ sơ mới cùng ngày sẽ chuyển vụ đó sang đơn vị hoặc diện"
    " khác. Hãy ghi ngày bắt đầu sau ngày đó, hoặc đề nghị sửa hồ sơ trước."
)


@dataclass(frozen=True, slots=True)
class PersonData:
    """Identity of a new person, before the Person row exists."""

    full_name: str
    birth: BirthDate | None = None
    sex: str = ""
    ethnicity: str = ""
    # (kind, number) pairs, digits only.
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class NewCase:
    """A case to be received.

    `person` is a stored Person or the data of a new one. Two cases may share one PersonData object: then one person is created.
    `details` holds fields named in cases.records.services.DETAILS.
    """

    code: str
    person: Person | PersonData
    history: History
    details: dict = field(default_factory=dict)
    reoffences: tuple[ReoffenceData, ...] = ()


def receive(*, by: User | None, case: NewCase) -> Case:
    """Receive one person home (TT 10/2024/TT-BCA Điều 9): create the person, the case and its first stay.

    Raises what `receive_many` raises.
    """
    return receive_many(by=by, cases=[case])[0]


@transaction.atomic
def receive_many(*, by: User | None, cases: Sequence[NewCase]) -> list[Case]:
    """Receive many people at once, with all stays and reoffences since. Writes all or nothing.

    Returns the cases in the given order. Raises Contradiction for an impossible history or a future day, or if a new stay
    takes over a crime that is counted on the last day of an earlier one; TypeError for an unknown detail.
    """
    for item in cases:
        stay_chain.check_history(item.history)
        facts_store.refuse_future(item.history, item.reoffences)
    people = _people(by, cases)
    for person in sorted({item.person for item in cases if isinstance(item.person, Person)}, key=lambda one: one.pk):
        erasure.restore_person(person)
    made = [
        Case(code=item.code, person=person, **records_services.known_details(item.details))
        for item, person in zip(cases, people, strict=True)
    ]
    Case.objects.bulk_create(made, batch_size=BATCH_SIZE)
    at = fact_time()
    pairs = list(zip(made, cases, strict=True))
    known = [item.person.pk for item in cases if isinstance(item.person, Person)] if by is not None else []
    before = rate_guard.counted_reoffences(known) if known else set()
    facts_store.insert_stays([(case, value, "") for case, item in pairs for value in item.history], by, at)
    facts_store.insert_reoffences([(case, data) for case, item in pairs for data in item.reoffences], by, at)
    if before and rate_guard.falls(before, rate_guard.counted_reoffences(known)):
        raise Contradiction("takes_over", str(TAKES_OVER))
    audit_events.record_many(
        by=by,
        events=[
            {
                "action": "case.receive",
                "target": case,
                "unit": item.history[-1].unit_id,
                "detail": facts_store.audit_detail(item.history),
            }
            for case, item in pairs
        ],
    )
    return made


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
    """Receive one person home with the court's decisions, and mark the notice as arrived.

    Arguments: `data`, the identity of a new person, ignored if `person` is given; `category` and `origin`, values of their
    choices; `start_on`, the first day of management; `details`, see NewCase; `decided`, judgment, penalties and obligations;
    `code`, "" for the next free code of the unit. Raises Refused if the ID number belongs to another visible person
    (people.services.add_number), Contradiction for a future day.
    """
    birth = first_day(person.birth if person else data.birth)
    judged_on = decided.judgment["on"] if decided and decided.judgment else None
    days = {"start_on": start_on, "birth": birth, "judgment_on": judged_on}
    date_rules.require("cases.reception.receive_home", today(), **{**details, **days})
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    new_number = None if number is None or _has(person, number) else number
    if new_number is not None:
        claim_for(by, new_number, person)
    history = stay_chain.start_history(unit_id=unit.pk, category=category, on=start_on, origin=origin)
    new = NewCase(code or _next_code(unit, start_on), person or data, history, details)
    case = receive(by=by, case=new)
    if new_number is not None:
        add_number(by=by, person=case.person, number=new_number)
    if decided is not None:
        _add_decisions(by, case, decided)
    if notice is not None:
        notices_services.mark_arrived(by=by, notice=notice, on=start_on, case=case)
    return case


def _people(by: User | None, cases: Sequence[NewCase]) -> list[Person]:
    """Return the person of each case. A PersonData shared by several cases creates one person."""
    new: dict[int, Person] = {}
    for item in cases:
        if isinstance(item.person, PersonData) and id(item.person) not in new:
            data = item.person
            person = Person(full_name=data.full_name, sex=data.sex, ethnicity=data.ethnicity)
            person.set_name(data.full_name)
            person.birth = data.birth
            new[id(data)] = person
    Person.objects.bulk_create(new.values(), batch_size=BATCH_SIZE)
    data_by_id = {id(item.person): item.person for item in cases if isinstance(item.person, PersonData)}
    numbers = [
        IdentityNumber.of(person, kind, number)
        for key, person in new.items()
        for kind, number in data_by_id[key].numbers
    ]
    insert_numbers(by, numbers)
    return [new[id(item.person)] if isinstance(item.person, PersonData) else item.person for item in cases]


def _add_decisions(by: User | None, case: Case, decided: Decided) -> None:
    """Add each decision of the court as a record, as the case page does."""
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
    """Return the next free code UNIT-YEAR-NUMBER. The caller holds the lock on the unit."""
    start = f"{unit.code}-{on.year}-"
    taken = Case.objects.filter(code__startswith=start).values_list("code", flat=True)
    tails = (code.removeprefix(start) for code in taken)
    # A longer number was typed by a user; counting on from it could exceed the field.
    numbers = [int(tail) for tail in tails if tail.isdecimal() and len(tail) <= MAX_NUMBER_DIGITS]
    return f"{start}{max(numbers, default=0) + 1:03}"
