"""500 small random populations, entered through the services and counted by the database and by the reference count.

A population is a few people with one or two cases each, in three communes of a district and one outside it. The period is short,
so most events fall on or next to its first and last day. After each correction or withdrawal the test stores the current facts
with the instant; the figures at that instant must stay the figures of those facts.
"""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from accounts.tests.factories import MembershipFactory
from cases.choices import NOT_COUNTED
from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.facts.clock import settled_time
from cases.facts.stay_chain import start_history
from cases.probation import services as probation_services
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.transfers import services as transfers_services
from core.dates import Period
from reports.measures.definition import Definition
from reports.measures.tests.reference_count import PlainCase, PlainReoffence, stays_from
from reports.tests.sample_cases import (
    DISTRICT,
    OTHER_DISTRICT,
    OUTSIDE,
    PROVINCE,
    X,
    Y,
    Z,
    as_history,
    as_reoffence_data,
    assert_same_figures,
)

FIRST = date(2024, 1, 1)
COMMUNES = (X, Y, Z, OUTSIDE)
# Days between two changes. Zero is frequent, so that several changes on one day are common.
GAPS = st.sampled_from([0, 0, 0, 1, 2, 4, 7])
CLOSURES = ("expunged", "died", "moved_away", "reimprisoned", "other")


@dataclass
class PlannedCase:
    """A generated case: its arrival and its events in order of days."""

    code: str
    person: str
    origin: str
    arrived: date
    unit: str
    category: str
    events: list[tuple[date, str, str]]
    reoffences: list[PlainReoffence] = field(default_factory=list)
    # True: received with its complete history, as an import does. False: one service call for each event.
    at_once: bool = False

    @property
    def plain(self) -> PlainCase:
        stays = stays_from(self.arrived, self.unit, self.category, self.events)
        return PlainCase(self.code, self.person, self.origin, stays, list(self.reoffences))

    @property
    def closed_on(self) -> date | None:
        return self.events[-1][0] if self.events and self.events[-1][1] == "close" else None


# --- strategies ----------------------------------------------------------------------------------------------------------


@st.composite
def periods(draw):
    start = draw(st.integers(8, 14))
    return Period(_day(start), _day(start + draw(st.integers(0, 12))))


@st.composite
def planned_cases(draw, code: str, person: str, earliest: int, must_close: bool):
    """One possible case. The strategy does not use cases/facts/stay_chain.py, which it tests."""
    arrived = earliest + draw(st.integers(0, 14))
    unit, category = draw(st.sampled_from(COMMUNES)), draw(st.sampled_from(["completed", "amnesty", "conditional"]))
    planned = PlannedCase(
        code, person, draw(st.sampled_from(["prison", "elsewhere"])), _day(arrived), unit, category, []
    )
    day, came_from = arrived, unit
    for _step in range(draw(st.integers(0, 4))):
        day += draw(GAPS)
        if category == "conditional" and draw(st.booleans()):
            category = "completed"
            planned.events.append((_day(day), "complete", ""))
        else:
            back = [event[2] for event in planned.events[-1:] if event[1] == "move"] and [came_from] * 3
            came_from, unit = unit, draw(st.sampled_from(back + [other for other in COMMUNES if other != unit]))
            planned.events.append((_day(day), "move", unit))
    if must_close or draw(st.booleans()):
        day = max(day + draw(GAPS), arrived + 1)
        reasons = [*CLOSURES, "revoked"] if category == "conditional" else CLOSURES
        planned.events.append((_day(day), "close", draw(st.sampled_from(reasons))))
    planned.at_once = draw(st.booleans())
    return planned


@st.composite
def reoffences(draw, planned: PlannedCase, taken: set[date]):
    """A reoffence on a day that is not in `taken`, often the day of another event; None if the drawn day is taken."""
    event_days = [planned.arrived, *(event[0] for event in planned.events)]
    prosecuted = draw(st.sampled_from(event_days) | st.integers(6, 28).map(_day))
    if prosecuted in taken:
        return None
    taken.add(prosecuted)
    outcome = draw(st.sampled_from(["pending", "pending", "convicted", "convicted", "dropped", "acquitted"]))
    convicted = prosecuted + timedelta(days=draw(st.integers(0, 12))) if outcome == "convicted" else None
    return PlainReoffence(prosecuted, convicted, outcome)


@st.composite
def populations(draw):
    """People with one or two cases each. A second case begins on the day the first was closed or later."""
    population = []
    for number in range(draw(st.integers(1, 4))):
        person, earliest = f"P{number}", draw(st.integers(0, 8))
        taken: set = set()
        for index in range(draw(st.integers(1, 2))):
            planned = draw(planned_cases(f"{person}-{index}", person, earliest, must_close=False))
            crimes = [draw(reoffences(planned, taken)) for _ in range(draw(st.integers(0, 3)))]
            planned.reoffences = [crime for crime in crimes if crime]
            population.append(planned)
            if planned.closed_on is None:
                break
            earliest = (planned.closed_on - FIRST).days
    return population


def _day(offset: int) -> date:
    return FIRST + timedelta(days=offset)


# --- entering the cases --------------------------------------------------------------------------------------------------


class CaseRecorder:
    """Enters a population through the services and stores which facts were current at which instant."""

    def __init__(self, units, leader=None):
        self.units = units
        self.leader = leader
        self.current: dict[str, PlainCase] = {}
        self.cases = {}
        self.snapshots = []

    def take_snapshot(self):
        self.snapshots.append((settled_time(), deepcopy(list(self.current.values()))))

    def enter(self, population: list[PlannedCase]):
        """Enter all first cases, then all second ones: a person may have one open case at a time."""
        for index in ("0", "1"):
            batch = [planned for planned in population if planned.code.endswith(index)]
            self._receive(batch)
            for planned in batch:
                self._record_events(planned)

    def _receive(self, batch: list[PlannedCase]):
        people = {case.code.partition("-")[0]: case.person for case in self.cases.values()}
        new = [
            NewCase(
                code=planned.code,
                person=people.get(planned.person) or PersonData(full_name=f"Người {planned.person}"),
                history=self._initial_history(planned),
                details={"release_on": planned.arrived},
                reoffences=tuple(as_reoffence_data(item) for item in planned.reoffences) if planned.at_once else (),
            )
            for planned in batch
        ]
        self.cases |= {case.code: case for case in reception_services.receive_many(by=None, cases=new)}

    def _initial_history(self, planned: PlannedCase):
        if planned.at_once:
            return as_history(planned.plain, self.units)
        return start_history(
            unit_id=self.units[planned.unit].pk, category=planned.category, on=planned.arrived, origin=planned.origin
        )

    def _record_events(self, planned: PlannedCase):
        self.current[planned.code] = planned.plain
        if planned.at_once:
            return
        for event in planned.events:
            self._record_event(planned.code, event)
        reoffences_services.record_reoffences(
            by=None, items=[(self.cases[planned.code], as_reoffence_data(item)) for item in planned.reoffences]
        )

    def _record_event(self, code: str, event):
        on, kind, value = event
        given = {"by": None, "case": self.cases[code], "on": on}
        if kind == "move":
            transfers_services.transfer(**given, to_unit=self.units[value])
        elif kind == "complete":
            probation_services.complete_probation(**given)
        else:
            closing_services.close(**given, reason=value)

    def correct_history(self, planned: PlannedCase, other: PlannedCase):
        """Replace the history of a case by that of another planned case."""
        plain = replace(self.current[planned.code], origin=other.origin, stays=other.plain.stays)
        corrections_services.correct_histories(
            by=None, items=[(self.cases[planned.code], as_history(plain, self.units))], why="Nhập sai"
        )
        self.current[planned.code] = plain

    def add_event(self, planned: PlannedCase, event):
        self._record_event(planned.code, event)
        planned.events.append(event)
        self.current[planned.code] = replace(planned.plain, reoffences=self.current[planned.code].reoffences)

    def withdraw_case(self, code: str):
        corrections_services.withdraw_case(by=None, case=self.cases[code], why="Nhập nhầm")
        del self.current[code]

    def change_reoffence(self, code: str, old: PlainReoffence, new: PlainReoffence | None):
        fact = self.cases[code].reoffences.current().get(prosecuted_on=old.prosecuted)
        current = self.current[code].reoffences
        current.remove(old)
        if new is None:
            reoffences_services.withdraw_reoffence(by=None, reoffence=fact, why="Nhập nhầm")
        else:
            reoffences_services.correct_reoffence(by=None, reoffence=fact, data=as_reoffence_data(new), why="Sửa ngày")
            current.append(new)

    def confirm_reoffence(self, code: str, old: PlainReoffence):
        fact = self.cases[code].reoffences.current().get(prosecuted_on=old.prosecuted)
        reoffences_services.confirm_reoffence(by=self.leader, reoffence=fact)
        current = self.current[code].reoffences
        current[current.index(old)] = replace(old, is_confirmed=True)

    def record_reoffence(self, code: str, new: PlainReoffence):
        reoffences_services.record_reoffence(by=None, case=self.cases[code], data=as_reoffence_data(new))
        self.current[code].reoffences.append(new)


def change(draw, recorder: CaseRecorder, planned: PlannedCase):
    """Record one random correction, withdrawal or late fact."""
    if planned.code not in recorder.current:
        return
    plain = recorder.current[planned.code]
    taken = {
        item.prosecuted
        for case in recorder.current.values()
        if case.person == planned.person
        for item in case.reoffences
    }
    kind = draw(st.sampled_from(["history", "close", "withdraw", "reoffence", "new reoffence", "confirm", "confirm"]))
    if kind == "history":
        other = draw(planned_cases(planned.code, planned.person, 0, must_close=planned.closed_on is not None))
        if _overlaps(other, [case for case in recorder.current.values() if case.person == planned.person]):
            return  # the database refuses overlapping stays of one person
        recorder.correct_history(planned, other)
        planned.arrived, planned.unit, planned.category = other.arrived, other.unit, other.category
        planned.origin, planned.events = other.origin, other.events
    elif kind == "close" and planned.closed_on is None:
        last = max([planned.arrived + timedelta(days=1), *(event[0] for event in planned.events)])
        recorder.add_event(planned, (last + timedelta(days=draw(st.integers(0, 9))), "close", "expunged"))
    elif kind == "withdraw":
        recorder.withdraw_case(planned.code)
    elif kind == "reoffence" and plain.reoffences:
        old = draw(st.sampled_from(plain.reoffences))
        recorder.change_reoffence(planned.code, old, draw(reoffences(planned, taken)))
    elif kind == "confirm" and plain.stays[-1].reason != "expunged":  # a sealed case is not written to
        for crime in [one for one in plain.reoffences if one.outcome not in NOT_COUNTED and not one.is_confirmed]:
            if draw(st.booleans()):
                recorder.confirm_reoffence(planned.code, crime)
    elif kind == "new reoffence" and (new := draw(reoffences(planned, taken))):
        recorder.record_reoffence(planned.code, new)


def _overlaps(planned: PlannedCase, cases: list[PlainCase]) -> bool:
    others = [stay for case in cases if case.code != planned.code for stay in case.stays]
    return any(
        (one.end is None or other.start < one.end) and (other.end is None or one.start < other.end)
        for one in planned.plain.stays
        for other in others
    )


@pytest.fixture
def leader(units):
    return MembershipFactory(role="district_leader", unit=units[PROVINCE]).user


DEFINITIONS = [Definition(), Definition("conviction", "end"), Definition("conviction", "average")]


@pytest.mark.django_db(transaction=True)  # PostgreSQL slows down under what one transaction rolls back
@pytest.mark.parametrize("number", range(4))
def test_500_random_populations_are_counted_as_by_the_reference_count(units, leader, number, only_management):
    """Four parameters of 125 populations each, so that parallel test processes share the work. The seeds are fixed."""

    @seed(number)
    @settings(
        max_examples=125,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check(data):
        with transaction.atomic():
            try:
                _check_population(data.draw, units, leader)
            finally:
                transaction.set_rollback(True)

    check()


# A period of fourteen days whose last is 29 February, and its edges in days since FIRST.
FEBRUARY = Period(date(2024, 2, 16), date(2024, 2, 29))
FIRST_DAY, LAST_DAY = (FEBRUARY.start - FIRST).days, (FEBRUARY.end - FIRST).days


def _planned(person: str, arrived: int, *events: tuple[int, str, str], index=0, crimes=(), category="completed"):
    planned = PlannedCase(f"{person}-{index}", person, "prison", _day(arrived), X, category, [])
    planned.events = [(_day(on), kind, value) for on, kind, value in events]
    planned.reoffences = [PlainReoffence(_day(on), None, "pending") for on in crimes]
    return planned


BOUNDARIES = {
    "the last day of the period and the day after": [
        _planned("A", LAST_DAY, crimes=(LAST_DAY,)),
        _planned("B", LAST_DAY + 1, crimes=(LAST_DAY + 1,)),
        _planned("C", 0, (LAST_DAY, "close", "expunged"), crimes=(LAST_DAY - 1,)),
        _planned("D", 0, (LAST_DAY + 1, "close", "died"), crimes=(LAST_DAY,)),
    ],
    "the first day of the period and the day before": [
        _planned("A", FIRST_DAY, crimes=(FIRST_DAY,)),
        _planned("B", FIRST_DAY - 1, crimes=(FIRST_DAY - 1,)),
        _planned("C", 0, (FIRST_DAY, "close", "expunged"), crimes=(FIRST_DAY,)),
        _planned("D", 0, (FIRST_DAY - 1, "close", "died")),
    ],
    "several changes on one day: stays of no length": [
        _planned("A", 40, (50, "move", Y), (50, "move", Z), crimes=(50,)),
        _planned("B", 50, (50, "move", Y), (50, "move", X), crimes=(50,)),
        _planned("C", 40, (50, "complete", ""), (50, "move", Y), category="conditional", crimes=(50,)),
        _planned("D", 40, (50, "move", OUTSIDE), (50, "move", X), (50, "close", "other")),
    ],
    "a second case at once, after a gap of one day, and a crime in the gap": [
        _planned("A", 30, (50, "close", "reimprisoned")),
        _planned("A", 50, index=1, crimes=(50,)),
        _planned("B", 30, (50, "close", "reimprisoned"), crimes=(50,)),
        _planned("B", 51, index=1, crimes=(51,)),
    ],
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BOUNDARIES)
def test_boundaries_are_counted_as_by_the_reference_count(units, name, only_management):
    """What random populations would find, pinned: each is entered event by event and with its complete history."""
    for is_at_once in (False, True):
        with transaction.atomic():
            recorder = CaseRecorder(units)
            recorder.enter([replace(planned, at_once=is_at_once) for planned in BOUNDARIES[name]])
            for definition in DEFINITIONS:
                cases_now = list(recorder.current.values())
                at = settled_time()
                for period in (FEBRUARY, Period(FEBRUARY.end, FEBRUARY.end)):
                    assert_same_figures(units[DISTRICT], cases_now, period, [X, Y, Z], at, definition=definition)
            transaction.set_rollback(True)


def _check_population(draw, units, leader):
    population, period = draw(populations()), draw(periods())
    recorder = CaseRecorder(units, leader)
    recorder.enter(population)
    recorder.take_snapshot()
    for _number in range(draw(st.integers(0, 3))):
        change(draw, recorder, draw(st.sampled_from(population)))
        recorder.take_snapshot()
    at, cases_then = draw(st.sampled_from(recorder.snapshots))
    definition = draw(st.sampled_from(DEFINITIONS))
    assert_same_figures(units[DISTRICT], cases_then, period, [X, Y, Z], at, definition=definition)
    cases_now = list(recorder.current.values())
    assert_same_figures(units[DISTRICT], cases_now, period, [X, Y, Z])
    if draw(st.booleans()):
        assert_same_figures(units[PROVINCE], cases_then, period, [DISTRICT, OTHER_DISTRICT], at)
