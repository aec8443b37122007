"""The verbs that change people, cases and facts. Pages, imports, the API and the admin all go through these.

Every verb is atomic, takes `by` (None: the system's own command line), locks what it changes and writes one audit event per
case. Those that may touch many cases at once take lists; a single case is a list of one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from cases.facts import stay_chain as chain
from cases.facts import store as facts_store
from cases.facts.case_locks import lock_standing, refuse_held
from cases.facts.clock import fact_instant
from cases.facts.stay_chain import Change, Contradiction, History
from cases.facts.store import CHUNK, ReoffenceData, Rewrite, current_histories
from cases.models import Case, IdentityNumber, Person, Reoffence
from cases.people.birth_dates import BirthDate
from cases.people.services import insert_numbers
from core.errors import EditConflict


class CaseChanged(EditConflict):
    """Somebody else saved this case in the meantime; `current` is the case as it is now."""

    def __init__(self, current: Case):
        super().__init__(current, _("Hồ sơ vừa được người khác sửa."))


@dataclass(frozen=True, slots=True)
class PersonData:
    """Who somebody is, before there is a row."""

    full_name: str
    birth: BirthDate | None = None
    sex: str = ""
    ethnicity: str = ""
    # (kind, number) pairs, digits only.
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class NewCase:
    """A case to be received. `person` is a known person, or the data of a new one; two cases may share one PersonData."""

    code: str
    person: Person | PersonData
    history: History
    details: dict = field(default_factory=dict)
    reoffences: tuple[ReoffenceData, ...] = ()


# The describing fields of a case that may be edited; none of them is counted.
DETAILS = (
    "hamlet",
    "offence",
    "article",
    "sentence_months",
    "sentence_life",
    "sentence_text",
    "release_on",
    "certificate_number",
    "certificate_on",
    "probation_start_on",
    "probation_end_on",
    "present_by_on",
    "presented_on",
    "information_on",
    "commitment_on",
    "presentation_told_on",
    "handed_back_on",
    "wishes",
    "address",
    "phone",
    "origin_text",
    "officer",
    "officer_text",
    "helper_text",
    "job_text",
)


# --- receiving ---------------------------------------------------------------------------------------------------


def receive(*, by: User | None, case: NewCase) -> Case:
    """Receive one person home (TT 10/2024/TT-BCA Điều 9): the person, the case and its first stay."""
    return receive_many(by=by, cases=[case])[0]


@transaction.atomic
def receive_many(*, by: User | None, cases: Sequence[NewCase]) -> list[Case]:
    """Receive many at once, with everything that happened to them since. Raises Contradiction; writes all or nothing."""
    for item in cases:
        chain.check(item.history)
        facts_store.refuse_future(item.history, item.reoffences)
    people = _people(by, cases)
    made = [
        Case(code=item.code, person=person, **known_details(item.details))
        for item, person in zip(cases, people, strict=True)
    ]
    Case.objects.bulk_create(made, batch_size=CHUNK)
    at = fact_instant()
    pairs = list(zip(made, cases, strict=True))
    facts_store.insert_stays([(case, value, "") for case, item in pairs for value in item.history], by, at)
    facts_store.insert_reoffences([(case, data) for case, item in pairs for data in item.reoffences], by, at)
    audit_events.record_many(
        by=by,
        events=[
            {
                "action": "case.receive",
                "target": case,
                "unit": item.history[-1].unit_id,
                "detail": facts_store.told(item.history),
            }
            for case, item in pairs
        ],
    )
    return made


# --- what happens to a case ----------------------------------------------------------------------------------------


def transfer(*, by: User | None, case: Case, to_unit, on: date, document_number: str = "", note: str = "") -> Case:
    """The case goes on under another commune from `on`."""
    change = Change(unit_id=to_unit.pk, document_number=document_number, note=note)
    return _happen(by=by, case=case, on=on, change=change, action="case.transfer")


def complete_probation(*, by: User | None, case: Case, on: date, document_number: str = "", note: str = "") -> Case:
    """The completion certificate is issued: conditional release becomes completed (Luật THAHS 2019 Điều 59.4)."""
    change = Change(probation_completed=True, document_number=document_number, note=note)
    return _happen(by=by, case=case, on=on, change=change, action="case.complete_probation")


def close(*, by: User | None, case: Case, on: date, reason: str, document_number: str = "", note: str = "") -> Case:
    """Management ends for `reason` (one of terms.CLOSURES); `on` is the first day no longer managed."""
    change = Change(closed=reason, document_number=document_number, note=note)
    return _happen(by=by, case=case, on=on, change=change, action="case.close")


@transaction.atomic
def _happen(*, by, case, on, change, action) -> Case:
    case = Case.objects.select_for_update().get(pk=case.pk)
    before = current_history(case)
    after = chain.apply_day(before, on, [change])
    facts_store.rewrite(by=by, items=[Rewrite(case, before, after, action)])
    return case


# --- reoffences ----------------------------------------------------------------------------------------------------


@transaction.atomic
def record_reoffence(*, by: User | None, case: Case, data: ReoffenceData) -> Reoffence:
    """A new crime by a person under management, counted from the day it was prosecuted (docs/measures.md §1)."""
    case = lock_standing(by, case)
    return record_reoffences(by=by, items=[(case, data)])[0]


@transaction.atomic
def record_reoffences(*, by: User | None, items: Sequence[tuple[Case, ReoffenceData]]) -> list[Reoffence]:
    for _case, data in items:
        facts_store.refuse_future((), (data,))
    made = facts_store.insert_reoffences(items, by, fact_instant())
    facts_store.audit_reoffences(by, "reoffence.record", made)
    return made


@transaction.atomic
def correct_reoffence(*, by: User | None, reoffence: Reoffence, data: ReoffenceData, why: str) -> Reoffence:
    """A new version of a recorded reoffence (a wrong date, a verdict, a dropped charge). The old one stays readable."""
    facts_store.need_reason(why)
    facts_store.refuse_future((), (data,))
    old = lock_current(Reoffence, reoffence)
    at = facts_store.after(fact_instant(), old.known_from)
    Reoffence.objects.filter(pk=old.pk).update(known_until=at)
    [new] = facts_store.insert_reoffences([(old.case, data)], by, at, why=why)
    facts_store.audit_reoffences(by, "reoffence.correct", [new], why=why, replaces=old.pk)
    return new


@transaction.atomic
def withdraw_reoffence(*, by: User | None, reoffence: Reoffence, why: str) -> None:
    """It was never so: from now on not counted. What was reported before stays as it was."""
    facts_store.need_reason(why)
    old = lock_current(Reoffence, reoffence)
    Reoffence.objects.filter(pk=old.pk).update(known_until=facts_store.after(fact_instant(), old.known_from))
    facts_store.audit_reoffences(by, "reoffence.withdraw", [old], why=why)


# --- corrections -----------------------------------------------------------------------------------------------------


@transaction.atomic
def correct_histories(*, by: User | None, items: Iterable[tuple[Case, History]], why: str) -> int:
    """Replace what is believed about the stays of cases. Returns how many cases really changed."""
    facts_store.need_reason(why)
    wanted = {case.pk: after for case, after in items}
    for after in wanted.values():
        chain.check(after)
        facts_store.refuse_future(after, ())
    cases = list(Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    before = current_histories(cases)
    changed = [
        Rewrite(case, before[case.pk], wanted[case.pk], "case.correct", why)
        for case in cases
        if before[case.pk] != wanted[case.pk]
    ]
    facts_store.rewrite(by=by, items=changed)
    return len(changed)


@transaction.atomic
def withdraw_case(*, by: User | None, case: Case, why: str) -> None:
    """The whole case was entered by mistake: nothing of it is believed or counted from now on."""
    facts_store.need_reason(why)
    case = Case.objects.select_for_update().get(pk=case.pk)
    reoffences = list(case.reoffences.current())
    if reoffences and by is not None:
        # Else one person could take a reoffence out of the figures (services_reoffence.py).
        raise Contradiction(
            "has_reoffence", _("Hồ sơ có vụ tái phạm đã ghi; phải đề nghị rút vụ đó và được duyệt trước.")
        )
    before = current_history(case)
    if not before:
        raise Contradiction("withdrawn", _("Hồ sơ này đã được rút trước đó."))
    refuse_held(case)
    facts_store.rewrite(by=by, items=[Rewrite(case, before, (), "case.withdraw", why)])
    for reoffence in reoffences:
        withdraw_reoffence(by=by, reoffence=reoffence, why=why)


@transaction.atomic
def update_details(*, by: User | None, case: Case, version: int, **details) -> Case:
    """Change describing fields. Raises CaseChanged when `version` is not the case's version any more."""
    details = known_details(details)
    lock_standing(by, case)
    updated = Case.objects.filter(pk=case.pk, version=version).update(**details, version=version + 1)
    current = Case.objects.get(pk=case.pk)
    if not updated:
        raise CaseChanged(current)
    audit_events.record(by=by, action="case.update", target=current, detail={"fields": sorted(details)})
    return current


@transaction.atomic
def update_person(*, by: User | None, person: Person, **data) -> Person:
    """Change how a person is described (name, birth, sex, ethnicity)."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    for name, value in data.items():
        setattr(person, name, value)
    person.save()
    audit_events.record(by=by, action="person.update", target=person, detail={"fields": sorted(data)})
    return person


# --- reading back ------------------------------------------------------------------------------------------------------


def current_history(case: Case) -> History:
    return current_histories([case])[case.pk]


# --- helpers --------------------------------------------------------------------------------------------------------------


def _people(by: User | None, cases: Sequence[NewCase]) -> list[Person]:
    """The person of each case; new ones are created once, however many cases share their data."""
    new: dict[int, Person] = {}
    for item in cases:
        if isinstance(item.person, PersonData) and id(item.person) not in new:
            data = item.person
            person = Person(full_name=data.full_name, sex=data.sex, ethnicity=data.ethnicity)
            person.set_name(data.full_name)
            person.birth = data.birth
            new[id(data)] = person
    Person.objects.bulk_create(new.values(), batch_size=CHUNK)
    data_by_id = {id(item.person): item.person for item in cases}
    numbers = [
        IdentityNumber.of(person, kind, number)
        for key, person in new.items()
        for kind, number in data_by_id[key].numbers
    ]
    insert_numbers(by, numbers)
    return [new[id(item.person)] if isinstance(item.person, PersonData) else item.person for item in cases]


def lock_current(model, fact):
    """The fact, locked, if it is still believed."""
    current = model.objects.select_for_update().current().filter(pk=fact.pk).first()
    if current is None:
        raise Contradiction("superseded", _("Thông tin này đã được sửa hoặc rút; mở lại hồ sơ để xem bản mới."))
    return current


def known_details(details: dict) -> dict:
    unknown = set(details) - set(DETAILS)
    if unknown:
        raise TypeError(f"not editable details of a case: {sorted(unknown)}")
    return details
