"""Loads the demo district into the database through the ordinary services."""

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from audit.models import AuditEvent
from cases.models import Case
from cases.people.birth_dates import BirthDate
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from core.dates import today
from demo import reoffences, users
from demo.activity.loader import LoadedDistrict, details, record_activity
from demo.activity.plan import Subject, subjects
from demo.district import CODE_PREFIX, COMMUNES, DISTRICT, FRAME, Inhabitant, inhabitants
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
    people, everybody, on = users.seed_users(), inhabitants(seed), on or today()
    followed = subjects(seed, on, everybody)
    made = reception_services.receive_many(by=None, cases=_new_cases(everybody, followed, people))
    units = _units()
    officers = {one.unit: people[one.username] for one in users.USERS if one.unit in COMMUNES and one.rank}
    cases = {case.code: case for case in made}
    records = record_activity(LoadedDistrict(seed, on, everybody, followed, cases, units, officers))
    reoffences.record_and_confirm(followed.values(), cases, officers, people["lanhdao.sontinh"])
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


def _new_cases(people: list[Inhabitant], followed: dict[str, Subject], demo_users: dict[str, User]) -> list[NewCase]:
    units = _units()
    officers = {units[one.unit]: demo_users[one.username] for one in users.USERS if one.unit in units and one.rank}
    cases = [
        _new_case(inhabitant, data, code, case, units, officers)
        for inhabitant in people
        for data in [_person(inhabitant)]
        for code, case in inhabitant.cases
    ]
    for case in cases:
        if case.code in followed:
            case.details |= details(followed[case.code])
    return cases


def _person(inhabitant: Inhabitant) -> PersonData:
    who = inhabitant.who
    return PersonData(who.full_name, BirthDate(*who.birth), who.sex, who.ethnicity, inhabitant.numbers)


def _new_case(inhabitant: Inhabitant, person: PersonData, code: str, case: CaseHistory, units, officers) -> NewCase:
    places = [units[commune] for commune in inhabitant.places]
    history = tuple(replace(stay, unit_id=places[stay.unit_id]) for stay in case.history)
    return NewCase(
        code=code,
        person=person,
        history=history,
        details=_details(inhabitant, case) | {"officer": officers[history[-1].unit_id]},
        reoffences=tuple(reoffences.details(code, reoffence) for reoffence in case.reoffences),
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
