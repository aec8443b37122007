"""Loads the people of the districts beside Sơn Tịnh, with their reoffences and loans, through the ordinary services."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from audit.models import AuditEvent
from cases.choices import NOT_COUNTED
from cases.facts.clock import invented_past
from cases.facts.store import ReoffenceData
from cases.models import Case
from cases.reoffences import services as reoffence_services
from demo import loans, receiving, recording, reoffences
from demo.people.district import FRAME, Inhabitant
from demo.province.districts import DISTRICTS, PROVINCE, District
from demo.province.people import entered_on, inhabitants, prefix

LOAD_ACTION = "demo.province"
# What the borrowers of the other districts did, in the half-year of the report.
SCENARIOS = tuple(one for one in loans.LOAN_SCENARIOS if one.paid and one.owed and one.course_months is None)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A district with its unit, its leader, and the units in which its people live, by code."""

    district: District
    unit: Unit
    leader: User
    units: Mapping[str, int]


def neighbours(users: Mapping[str, User]) -> list[Neighbour]:
    """The districts beside Sơn Tịnh. Arguments: `users` by login."""
    return [
        Neighbour(one, unit, users[f"lanhdao.{one.place}"], _units_of(unit))
        for one in DISTRICTS
        for unit in [Unit.objects.find(one.code, on=FRAME.last)]
    ]


@transaction.atomic
def load_neighbours(*, seed: int, users: Mapping[str, User]) -> int:
    """Load the people of the other districts unless they are there. Returns the number of their cases."""
    before = AuditEvent.objects.filter(action=LOAD_ACTION).order_by("number").first()
    if before is not None:
        return before.detail["cases"]
    found = neighbours(users)
    people = {one.district: inhabitants(seed, one.district, sorted(one.units)) for one in found}
    everybody = [person for here in people.values() for person in here]
    units = {code: key for one in found for code, key in one.units.items()}
    cases = receiving.receive(everybody, recording.entries(everybody, entered_on), units, {}, {})
    for one in found:
        _record_reoffences(one, people[one.district], cases)
    _lend(seed, found)
    audit_events.record(
        by=None,
        action=LOAD_ACTION,
        unit=Unit.objects.find(PROVINCE, on=FRAME.last),
        detail={"seed": seed, "cases": len(cases)},
    )
    return len(cases)


def _units_of(district: Unit) -> dict[str, int]:
    below = dict(Unit.objects.on(FRAME.last).filter(parent=district).values_list("code", "pk"))
    return below or {district.code: district.pk}


def _record_reoffences(here: Neighbour, people: list[Inhabitant], cases: Mapping[str, Case]) -> None:
    """Enter the reoffences as they were known, and confirm as the leader what is not recent."""
    for case, versions in sorted(_reoffences(here, people, cases), key=lambda one: (one[1][0][0], one[0].code)):
        (known_on, data), *later = versions
        with invented_past(recording.at(known_on)):
            [reoffence] = reoffence_services.record_reoffences(by=None, items=[(case, data)])
        for known_on, data in later:  # noqa: B007 (the last is confirmed)
            with invented_past(recording.at(known_on)):
                reoffence = reoffence_services.correct_reoffence(
                    by=None, reoffence=reoffence, data=data, why=reoffences.WHY
                )
        if data.prosecuted_on < reoffences.RECENT and data.outcome not in NOT_COUNTED:
            with invented_past(recording.at(known_on + timedelta(days=2))):
                reoffence_services.confirm_reoffence(by=here.leader, reoffence=reoffence)


def _reoffences(
    here: Neighbour, people: list[Inhabitant], cases: Mapping[str, Case]
) -> Iterator[tuple[Case, list[tuple[date, ReoffenceData]]]]:
    for person in people:
        for code, history in person.cases:
            for one in history.reoffences:
                data = reoffences.details(code, one, here.unit.full_name)
                yield cases[code], recording.versions("", code, data, entered_on)


def _lend(seed: int, found: list[Neighbour]) -> None:
    """Record the loans, each a scenario of Sơn Tịnh's with another borrower; the bank has no account there."""
    number = len(loans.LOAN_SCENARIOS)
    for one in found:
        random = Random(f"reintegration loans {one.district.code} {seed}")
        people = loans.borrowers(random, prefix(one.district), one.units) if one.district.loans else []
        for _loan in range(one.district.loans):
            number += 1
            scenario = SCENARIOS[number % len(SCENARIOS)]
            case = next(case for case in people if loans.can_borrow(case, scenario))
            people.remove(case)
            loans.record_loan(random, scenario, case, number, one.leader, None)
