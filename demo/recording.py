"""When the demo's officers entered what happened: each commune with its own delay, one late, one silent. Pure functions.

The district keeps its records in the system since SYSTEM_SINCE, when the old register was imported in one piece.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from cases.choices import Outcome
from cases.facts import stay_chain
from cases.facts.stay_chain import History
from cases.facts.store import ReoffenceData
from core.dates import DAY_ONE, VIETNAM, Period
from demo.people.district import Inhabitant
from demo.people.life_histories import CaseHistory

SYSTEM_SINCE = date(2021, 1, 4)
# The fewest and most days until an entry, by commune.
_DELAYS = {
    "21220": (1, 6), "21193": (0, 4), "21181": (2, 9), "21175": (1, 7), "21217": (3, 14), "21226": (0, 5),
    "21205": (0, 2), "21229": (2, 8), "21196": (24, 75), "21184": (4, 16), "21178": (2, 10),
}  # fmt: skip
_SILENT = {"21178": Period(date(2025, 3, 1), date(2025, 6, 17))}
_ENTERED_AT = time(16, 30)


def entered_on(commune: str, day: date, about: str) -> date:
    """The working day on which the officer of the commune entered what happened on `day`; `about` varies the delay."""
    random = Random(f"reintegration entry {commune} {day} {about}")
    entered = max(day + timedelta(days=random.randint(*_DELAYS[commune])), SYSTEM_SINCE)
    if (silence := _SILENT.get(commune)) and entered in silence:
        entered = silence.end + DAY_ONE
    while entered.weekday() > 4:
        entered += DAY_ONE
    return entered


# (commune, day of the fact, what distinguishes it) -> the day on which it was entered.
EnteredOn = Callable[[str, date, str], date]


def at(day: date) -> datetime:
    """The instant of that day's entries."""
    return datetime.combine(day, _ENTERED_AT, VIETNAM)


@dataclass
class Entries:
    """What was entered on one day: the histories of cases as they were known from then on, by code."""

    on: date
    histories: dict[str, History] = field(default_factory=dict)


def entries(people: Iterable[Inhabitant], entered_on: EnteredOn = entered_on) -> Iterator[Entries]:
    """All entries of stays in order of time. A person's later fact is never entered before an earlier one."""
    found: dict[date, dict[str, History]] = defaultdict(dict)
    for person in people:
        known_on = date.min
        for code, case in person.cases:
            for day, commune, history in _steps(person, case):
                known_on = max(known_on, entered_on(commune, day, code))
                # A case that follows a closure of the same person is entered after it.
                if day == case.arrival_on and len(person.codes) > 1 and known_on > SYSTEM_SINCE:
                    known_on = _next_free(known_on, found, person.codes)
                found[known_on][code] = history
    for day in sorted(found):
        yield Entries(day, found[day])


def _next_free(day: date, found: dict[date, dict[str, History]], codes: tuple[str, ...]) -> date:
    return day + DAY_ONE if any(code in found[day] for code in codes) else day


def _steps(person: Inhabitant, case: CaseHistory) -> Iterator[tuple[date, str, History]]:
    """(day, commune that enters it, history after it) of the arrival and of each later day with changes."""
    history: History = (stay_chain.reopen(case.history[:1])[0],)
    yield case.arrival_on, person.places[history[0].unit_id], history
    for day, changes in groupby(stay_chain.changes_in(case.history), key=lambda change: change[0]):
        history = stay_chain.apply_day(history, day, [change for _day, change in changes])
        yield day, person.places[history[-1].unit_id], history


def versions(
    commune: str, code: str, data: ReoffenceData, entered_on: EnteredOn = entered_on
) -> list[tuple[date, ReoffenceData]]:
    """The days of entry with what was known of a reoffence then: the prosecution, and later its outcome."""
    first = entered_on(commune, data.prosecuted_on, code)
    if data.outcome == Outcome.PENDING:
        return [(first, data)]
    begun = replace(
        data, convicted_on=None, ended_on=None, outcome=Outcome.PENDING.value, outcome_number="", outcome_body=""
    )
    decided = entered_on(commune, data.convicted_on or data.ended_on or data.prosecuted_on + timedelta(days=60), code)
    return [(first, begun), (decided, data)] if decided > first else [(first, data)]
