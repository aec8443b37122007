"""Loads the demo district into the database through the ordinary services, with facts that became known over the years."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from audit.models import AuditEvent
from cases.facts import store as facts_store
from cases.facts.clock import invented_past
from cases.facts.stay_chain import History
from cases.facts.store import StayRevision
from cases.models import Case, Person
from cases.people.birth_dates import BirthDate
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from core.dates import today
from demo import recording, reoffences, users
from demo.activity.loader import LoadedDistrict, details, record_activity
from demo.activity.plan import Subject, subjects
from demo.district import CODE_PREFIX, COMMUNES, DISTRICT, FRAME, Inhabitant
from demo.last_months import everybody
from demo.life_histories import CaseHistory
from demo.users import DemoRefused

LOAD_ACTION = "demo.load"
# Action of the audit event with the day up to which the officers' activity was generated.
ACTIVITY_ACTION = "demo.living"


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The loaded data. `created`: False if they had been loaded before and nothing was changed."""

    created: bool
    seed: int
    people: int
    cases: int
    users: dict[str, User]


@transaction.atomic
def load_district(*, seed: int, on: date | None = None) -> LoadResult:
    """Load the demo district if it is not there. The units must be loaded.

    Arguments: `on`, the last day of the officers' activity (default: today). The counted facts do not depend on it.
    Raises: DemoRefused, in production, if there are other cases, or if demo data with another seed are loaded.
    """
    if settings.PRODUCTION:
        raise DemoRefused(_("Hệ thống đang chạy thật: không nạp dữ liệu mẫu."))
    before = AuditEvent.objects.filter(action=LOAD_ACTION).order_by("number").first()
    if before is not None:
        return _existing_result(before.detail["seed"], seed)
    if Case.objects.exists():
        raise DemoRefused(_("Đã có hồ sơ trong hệ thống: chỉ nạp dữ liệu mẫu vào hệ thống trống."))
    people, inhabitants, on = users.seed_users(), everybody(seed), on or today()
    followed = subjects(seed, on, inhabitants)
    made = _receive(inhabitants, followed, people)
    units = _units()
    officers = {one.unit: people[one.username] for one in users.USERS if one.unit in COMMUNES and one.rank}
    cases = {case.code: case for case in made}
    records = record_activity(LoadedDistrict(seed, on, inhabitants, followed, cases, units, officers))
    lives = [(person, code, case) for person in inhabitants for code, case in person.cases]
    reoffences.record_and_confirm(lives, followed.values(), cases, officers, people["lanhdao.sontinh"])
    audit_events.record(by=None, action=LOAD_ACTION, unit=_district(), detail={"seed": seed, "cases": len(made)})
    audit_events.record(
        by=None, action=ACTIVITY_ACTION, unit=_district(), detail={"on": on.isoformat(), "records": records}
    )
    return _load_result(True, seed, people)


def _existing_result(seed: int, asked: int) -> LoadResult:
    if seed != asked:
        raise DemoRefused(
            _("Dữ liệu mẫu đã nạp với --seed %(seed)d, được giữ nguyên; muốn --seed %(asked)d hãy dùng DATA_DIR khác.")
            % {"seed": seed, "asked": asked}
        )
    return _load_result(False, seed, users.seed_users())


def _load_result(created: bool, seed: int, people: dict[str, User]) -> LoadResult:
    ours = Case.objects.filter(code__startswith=f"{CODE_PREFIX}-")
    return LoadResult(created, seed, ours.values("person").distinct().count(), ours.count(), people)


def _district() -> Unit:
    return Unit.objects.find(DISTRICT, on=FRAME.last)


def _units() -> dict[str, int]:
    """Code -> primary key of the district's communes."""
    return {unit.code: unit.pk for unit in Unit.objects.on(FRAME.last).filter(parent=_district())}


def _receive(people: Sequence[Inhabitant], followed: dict[str, Subject], demo_users: dict[str, User]) -> list[Case]:
    """Receive the people and follow them day by day, as it became known; returns the cases."""
    units = _units()
    officers = {one.unit: demo_users[one.username] for one in users.USERS if one.unit in units and one.rank}
    owners = {code: (person, case) for person in people for code, case in person.cases}
    persons: dict[int, Person | PersonData] = {id(person): _person(person) for person in people}
    cases: dict[str, Case] = {}
    known: dict[str, History] = {}
    for entry in recording.entries(people):
        now = {code: _placed(owners[code][0], history, units) for code, history in entry.histories.items()}
        new = [
            _new_case(person, persons[id(person)], code, case, now[code], officers, followed)
            for code in now.keys() - known.keys()
            for person, case in [owners[code]]
        ]
        with invented_past(recording.at(entry.on)):
            facts_store.write_revisions(
                by=None,
                items=[
                    StayRevision(cases[code], known[code], history, "case.extend")
                    for code, history in now.items()
                    if code in known
                ],
            )
            for case in reception_services.receive_many(by=None, cases=sorted(new, key=lambda one: one.code)):
                cases[case.code] = case
                persons[id(owners[case.code][0])] = case.person
        known |= now
    return list(cases.values())


def _placed(person: Inhabitant, history: History, units: dict[str, int]) -> History:
    return tuple(replace(stay, unit_id=units[person.places[stay.unit_id]]) for stay in history)


def _person(inhabitant: Inhabitant) -> PersonData:
    who = inhabitant.who
    return PersonData(who.full_name, BirthDate(*who.birth), who.sex, who.ethnicity, inhabitant.numbers)


def _new_case(
    inhabitant: Inhabitant,
    person: Person | PersonData,
    code: str,
    case: CaseHistory,
    known: History,
    officers,
    followed,
) -> NewCase:
    """The case as it was first known, with the officer of the commune where it is now."""
    last = case.history[-1]
    described = _details(inhabitant, case) | {"officer": officers[inhabitant.places[last.unit_id]]}
    return NewCase(
        code=code,
        person=person,
        history=known,
        details=described | (details(followed[code]) if code in followed else {}),
    )


def _details(inhabitant: Inhabitant, case: CaseHistory) -> dict:
    judgment = case.judgment
    return {
        "hamlet": inhabitant.hamlet,
        "offence": judgment.offence,
        "article": judgment.article,
        "sentence_months": judgment.months,
        "sentence_life": judgment.months is None,
        "sentence_text": judgment.written,
        "release_on": case.release_on,
        "certificate_number": case.certificate_number,
        "certificate_on": case.release_on,
        "probation_end_on": case.probation_end_on,
        "origin_text": case.origin_text,
        "helper_text": inhabitant.helper,
        "job_text": case.job,
    }
