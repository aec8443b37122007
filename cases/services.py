"""The verbs that change people, cases and facts. Pages, imports, the API and the admin all go through these.

Every verb is atomic, takes `by` (None: the system's own command line), locks what it changes and writes one audit event per
case. Those that may touch many cases at once take lists; a single case is a list of one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from areas.dates import today, vn_date
from cases import history as chain
from cases.birth import BirthDate
from cases.history import Change, Contradiction, History, StayValue
from cases.known import fact_instant
from cases.models import Case, IdentityNumber, Person, Reoffence, Stay
from cases.terms import Outcome

CHUNK = 500


class CaseChanged(Exception):
    """Somebody else saved this case in the meantime; `current` is the case as it is now."""

    def __init__(self, current: Case):
        super().__init__(_("Hồ sơ vừa được người khác sửa."))
        self.current = current


@dataclass(frozen=True, slots=True)
class PersonData:
    """Who somebody is, before there is a row."""

    full_name: str
    birth: BirthDate | None = None
    sex: str = ""
    ethnicity: str = ""
    # (kind, number) pairs, digits only.
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReoffenceData:
    prosecuted_on: date
    document_number: str = ""
    note: str = ""
    convicted_on: date | None = None
    outcome: str = Outcome.PENDING.value


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
    "probation_end_on",
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
        _refuse_future(item.history, item.reoffences)
    people = _people(cases)
    made = [
        Case(code=item.code, person=person, **_known_details(item.details))
        for item, person in zip(cases, people, strict=True)
    ]
    Case.objects.bulk_create(made, batch_size=CHUNK)
    at = fact_instant()
    _insert_stays([(case, value) for case, item in zip(made, cases, strict=True) for value in item.history], by, at)
    _insert_reoffences(
        [(case, data) for case, item in zip(made, cases, strict=True) for data in item.reoffences], by, at
    )
    audit.record_many(
        by=by,
        events=[
            {"action": "case.receive", "target": case, "unit": item.history[-1].unit_id, "detail": _told(item.history)}
            for case, item in zip(made, cases, strict=True)
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
    _rewrite(by=by, items=[(case, before, after)], why="", action=action)
    return case


# --- reoffences ----------------------------------------------------------------------------------------------------


@transaction.atomic
def record_reoffence(*, by: User | None, case: Case, data: ReoffenceData) -> Reoffence:
    """A new crime by a person under management, counted from the day it was prosecuted (measures.md §1)."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    return record_reoffences(by=by, items=[(case, data)])[0]


@transaction.atomic
def record_reoffences(*, by: User | None, items: Sequence[tuple[Case, ReoffenceData]]) -> list[Reoffence]:
    for _case, data in items:
        _refuse_future((), (data,))
    made = _insert_reoffences(items, by, fact_instant())
    _audit_reoffences(by, "reoffence.record", made)
    return made


@transaction.atomic
def correct_reoffence(*, by: User | None, reoffence: Reoffence, data: ReoffenceData, why: str) -> Reoffence:
    """A new version of a recorded reoffence (a wrong date, a verdict, a dropped charge). The old one stays readable."""
    _need_reason(why)
    _refuse_future((), (data,))
    old = _lock_current(Reoffence, reoffence)
    at = _after(fact_instant(), old.known_from)
    Reoffence.objects.filter(pk=old.pk).update(known_until=at)
    [new] = _insert_reoffences([(old.case, data)], by, at, why=why)
    _audit_reoffences(by, "reoffence.correct", [new], why=why, replaces=old.pk)
    return new


@transaction.atomic
def withdraw_reoffence(*, by: User | None, reoffence: Reoffence, why: str) -> None:
    """It was never so: from now on not counted. What was reported before stays as it was."""
    _need_reason(why)
    old = _lock_current(Reoffence, reoffence)
    Reoffence.objects.filter(pk=old.pk).update(known_until=_after(fact_instant(), old.known_from))
    _audit_reoffences(by, "reoffence.withdraw", [old], why=why)


# --- corrections -----------------------------------------------------------------------------------------------------


@transaction.atomic
def correct_histories(*, by: User | None, items: Iterable[tuple[Case, History]], why: str) -> int:
    """Replace what is believed about the stays of cases. Returns how many cases really changed."""
    _need_reason(why)
    wanted = {case.pk: after for case, after in items}
    for after in wanted.values():
        chain.check(after)
        _refuse_future(after, ())
    cases = list(Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    before = current_histories(cases)
    changed = [(case, before[case.pk], wanted[case.pk]) for case in cases if before[case.pk] != wanted[case.pk]]
    _rewrite(by=by, items=changed, why=why, action="case.correct")
    return len(changed)


@transaction.atomic
def withdraw_case(*, by: User | None, case: Case, why: str) -> None:
    """The whole case was entered by mistake: nothing of it is believed or counted from now on."""
    _need_reason(why)
    case = Case.objects.select_for_update().get(pk=case.pk)
    _rewrite(by=by, items=[(case, current_history(case), ())], why=why, action="case.withdraw")
    for reoffence in case.reoffences.current():
        withdraw_reoffence(by=by, reoffence=reoffence, why=why)


@transaction.atomic
def update_details(*, by: User | None, case: Case, version: int, **details) -> Case:
    """Change describing fields. Raises CaseChanged when `version` is not the case's version any more."""
    details = _known_details(details)
    updated = Case.objects.filter(pk=case.pk, version=version).update(**details, version=version + 1)
    current = Case.objects.get(pk=case.pk)
    if not updated:
        raise CaseChanged(current)
    audit.record(by=by, action="case.update", target=current, detail={"fields": sorted(details)})
    return current


@transaction.atomic
def update_person(*, by: User | None, person: Person, **data) -> Person:
    """Change how a person is described (name, birth, sex, ethnicity)."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    for name, value in data.items():
        setattr(person, name, value)
    person.save()
    audit.record(by=by, action="person.update", target=person, detail={"fields": sorted(data)})
    return person


@transaction.atomic
def add_number(*, by: User | None, person: Person, kind: str, number: str) -> IdentityNumber:
    """One more ID number of a person. Raises IntegrityError when another person has it."""
    made = IdentityNumber.of(person, kind, number)
    made.save(force_insert=True)
    audit.record(by=by, action="person.add_number", target=person, detail={"kind": kind})
    return made


# --- reading back ------------------------------------------------------------------------------------------------------


def current_history(case: Case) -> History:
    return current_histories([case])[case.pk]


def current_histories(cases: Iterable[Case]) -> dict[int, History]:
    """The believed stays of each case in order, by the case's primary key; () for a withdrawn case."""
    found: dict[int, list[StayValue]] = {case.pk: [] for case in cases}
    for keys in _chunks(list(found)):
        for stay in Stay.objects.current().filter(case__in=keys).order_by("case", "start_on"):
            found[stay.case_id].append(stay.value)
    return {key: tuple(values) for key, values in found.items()}


# --- writing facts: the only places that insert or supersede them --------------------------------------------------------


def _rewrite(*, by, items: Sequence[tuple[Case, History, History]], why: str, action: str) -> None:
    """Supersede exactly the stays that differ and insert their successors, one audit event per case."""
    rows = _current_rows([case for case, _before, _after in items])
    at = _after(fact_instant(), *(row.known_from for stays in rows.values() for row in stays))
    gone, new = [], []
    for case, _before, after in items:
        believed = {row.value: row.pk for row in rows[case.pk]}
        gone += [pk for value, pk in believed.items() if value not in after]
        new += [(case, value) for value in after if value not in believed]
    for keys in _chunks(gone):
        Stay.objects.filter(pk__in=keys, known_until=None).update(known_until=at)
    _insert_stays(new, by, at, why=why)
    audit.record_many(
        by=by,
        events=[
            {
                "action": action,
                "target": case,
                "unit": (after or before)[-1].unit_id,
                "detail": {"before": _told(before), "after": _told(after), **({"why": why} if why else {})},
            }
            for case, before, after in items
        ],
    )


def _current_rows(cases: Sequence[Case]) -> dict[int, list[Stay]]:
    rows: dict[int, list[Stay]] = {case.pk: [] for case in cases}
    for keys in _chunks(list(rows)):
        for stay in Stay.objects.current().filter(case__in=keys):
            rows[stay.case_id].append(stay)
    return rows


def _insert_stays(pairs: Sequence[tuple[Case, StayValue]], by, at: datetime, why: str = "") -> None:
    names = [item.name for item in fields(StayValue)]
    Stay.objects.bulk_create(
        [
            Stay(
                case_id=case.pk,
                person_id=case.person_id,
                known_from=at,
                recorded_by=by,
                why=why,
                **{name: getattr(value, name) for name in names},
            )
            for case, value in pairs
        ],
        batch_size=CHUNK,
    )


def _insert_reoffences(pairs, by, at: datetime, why: str = "") -> list[Reoffence]:
    return Reoffence.objects.bulk_create(
        [
            Reoffence(
                case_id=case.pk,
                person_id=case.person_id,
                known_from=at,
                recorded_by=by,
                why=why,
                **{item.name: getattr(data, item.name) for item in fields(ReoffenceData)},
            )
            for case, data in pairs
        ],
        batch_size=CHUNK,
    )


def _people(cases: Sequence[NewCase]) -> list[Person]:
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
    IdentityNumber.objects.bulk_create(
        [
            IdentityNumber.of(person, kind, number)
            for key, person in new.items()
            for kind, number in data_by_id[key].numbers
        ],
        batch_size=CHUNK,
    )
    return [new[id(item.person)] if isinstance(item.person, PersonData) else item.person for item in cases]


def _lock_current(model, fact):
    """The fact, locked, if it is still believed."""
    current = model.objects.select_for_update().current().filter(pk=fact.pk).first()
    if current is None:
        raise Contradiction("superseded", _("Thông tin này đã được sửa hoặc rút; mở lại hồ sơ để xem bản mới."))
    return current


def _after(instant: datetime, *earlier: datetime) -> datetime:
    """`instant`, or just after the latest of `earlier` where the server's clock was set back in between."""
    return max([instant, *(moment + timedelta(microseconds=1) for moment in earlier)])


def _refuse_future(history: History, reoffences: Iterable[ReoffenceData]) -> None:
    now = today()
    days = [day for stay in history for day in (stay.start_on, stay.end_on)]
    days += [day for data in reoffences for day in (data.prosecuted_on, data.convicted_on)]
    for day in days:
        if day is not None and day > now:
            raise Contradiction("future", _("Ngày %s ở tương lai.") % vn_date(day))


def _need_reason(why: str) -> None:
    if not why.strip():
        raise Contradiction("no_reason", _("Phải nêu lý do sửa hoặc rút."))


def _known_details(details: dict) -> dict:
    unknown = set(details) - set(DETAILS)
    if unknown:
        raise TypeError(f"not editable details of a case: {sorted(unknown)}")
    return details


def _audit_reoffences(by, action: str, made: Sequence[Reoffence], **detail) -> None:
    audit.record_many(
        by=by,
        events=[
            {
                "action": action,
                "target": row.case,
                "detail": {"reoffence": row.pk, "prosecuted_on": row.prosecuted_on.isoformat(), **detail},
            }
            for row in made
        ],
    )


def _told(history: History) -> list[list]:
    """A history for the audit: unit, category, dates and reasons; no text that names anybody."""
    return [
        [
            stay.unit_id,
            stay.category,
            stay.start_on.isoformat(),
            stay.end_on and stay.end_on.isoformat(),
            stay.end_reason,
        ]
        for stay in history
    ]


def _chunks(keys: list) -> Iterable[list]:
    """SQLite takes a limited number of parameters per statement."""
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
