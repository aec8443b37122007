"""Detects a write that lowers the number of reoffenders of any unit, category or period.

A service function runs inside `guard()`. Before it ends a version of a fact, the fact store names the people concerned
(`watch`); their counted reoffences are read before and after the write and compared. cases/second_person/ turns a fall into
a request that a second person decides (docs/security.md §6).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations_with_replacement
from typing import Final, TypeVar

from accounts.models import User
from cases.choices import NOT_COUNTED
from cases.facts.models import Reoffence, Stay
from cases.facts.stay_chain import StayValue

# What begins on a day and may end: a stored stay or its values.
_Stay = TypeVar("_Stay", Stay, StayValue)

PROSECUTION, CONVICTION = "prosecution", "conviction"
# The cell of all categories together, and of all units together.
ALL: Final = None


@dataclass(frozen=True, slots=True)
class CountedReoffence:
    """Where one reoffence is counted (docs/measures.md §1). `counted_date`: which of its two dates `on` is."""

    person_id: int
    unit_id: int
    category: str
    on: date
    counted_date: str = PROSECUTION


@dataclass(frozen=True, slots=True)
class Fall:
    """Fewer reoffenders in one cell over [start, end]. `unit_id` ALL: only of the units together; `category` likewise."""

    unit_id: int | None
    category: str | None
    start: date
    end: date
    before: int
    after: int
    counted_date: str = PROSECUTION


def counted_reoffences(person_ids: Iterable[int]) -> set[CountedReoffence]:
    """The counted reoffences of these people by the versions that are current now. Two queries."""
    keys = list(person_ids)
    stays: dict[int, list[Stay]] = {}
    for stay in Stay.objects.current().filter(person__in=keys).order_by("start_on"):
        stays.setdefault(stay.person_id, []).append(stay)
    found = set()
    for row in Reoffence.objects.current().filter(person__in=keys).exclude(outcome__in=NOT_COUNTED):
        for counted_date, day in ((PROSECUTION, row.prosecuted_on), (CONVICTION, row.convicted_on)):
            if day and (its_stay := stay_on(stays.get(row.person_id, ()), day)):
                found.add(CountedReoffence(row.person_id, its_stay.unit_id, its_stay.category, day, counted_date))
    return found


def stay_on(stays: Iterable[_Stay], day: date) -> _Stay | None:
    """The stay to which a crime of that day belongs: the latest that begins by then and does not end before it; or None."""
    fitting = [stay for stay in stays if stay.start_on <= day and (stay.end_on is None or stay.end_on >= day)]
    return max(fitting, key=lambda stay: stay.start_on, default=None)


def falls(before: set[CountedReoffence], after: set[CountedReoffence]) -> list[Fall]:
    """The cells in which some period has fewer reoffenders after than before, each with its shortest such period.

    Pure. Where the unit's own cells fall, the sums over categories and units are not named again.
    """
    found: list[Fall] = []
    for counted_date in (PROSECUTION, CONVICTION):
        old = [one for one in before if one.counted_date == counted_date]
        new = [one for one in after if one.counted_date == counted_date]
        cells = sorted({(one.unit_id, one.category) for one in old})
        own = [fall for unit, category in cells if (fall := _fall(old, new, unit, category, counted_date))]
        if not own:
            units = sorted({one.unit_id for one in old})
            own = [fall for unit in units if (fall := _fall(old, new, unit, ALL, counted_date))]
        if not own and (fall := _fall(old, new, ALL, ALL, counted_date)):
            own = [fall]
        # Under either date the same loss is named once.
        found += [fall for fall in own if (fall.unit_id, fall.category) not in {(f.unit_id, f.category) for f in found}]
    return found


def _fall(
    old: list[CountedReoffence],
    new: list[CountedReoffence],
    unit_id: int | None,
    category: str | None,
    counted_date: str,
) -> Fall | None:
    def people(rows: list[CountedReoffence]) -> list[tuple[date, int]]:
        return [
            (one.on, one.person_id) for one in rows if unit_id in (ALL, one.unit_id) and category in (ALL, one.category)
        ]

    was, now = people(old), people(new)
    days = sorted({day for day, _person in was})
    for start, end in sorted(combinations_with_replacement(days, 2), key=lambda pair: pair[1] - pair[0]):
        before, after = (len({person for day, person in rows if start <= day <= end}) for rows in (was, now))
        if after < before:
            return Fall(unit_id, category, start, end, before, after, counted_date)
    return None


@dataclass(slots=True)
class RateGuard:
    """The people concerned by the writes of a block, and their counted reoffences before it."""

    people: set[int] = field(default_factory=set)
    before: set[CountedReoffence] = field(default_factory=set)
    # Reasons for a second person that do not depend on figures.
    reasons: list[str] = field(default_factory=list)

    def falls(self) -> list[Fall]:
        """Return the falls caused by the writes of the block."""
        return falls(self.before, counted_reoffences(self.people)) if self.before else []

    def lost(self) -> set[CountedReoffence]:
        """Return what was counted before the block and is not counted there any more."""
        return self.before - counted_reoffences(self.people) if self.before else set()


_active: ContextVar[RateGuard | None] = ContextVar("rate_guard", default=None)


def watch_new(person_ids: Iterable[int]) -> None:
    """Read the counted reoffences of people who get a new stay, if a guard is active: the stay may take a crime over."""
    if _active.get() is not None:
        watch(None, person_ids)


@contextmanager
def guard() -> Iterator[RateGuard]:
    """Watch the counted reoffences during a block. Call `falls()` at its end, inside the transaction."""
    token = _active.set(made := RateGuard())
    try:
        yield made
    finally:
        _active.reset(token)


def is_active() -> bool:
    """Whether a guard is active in this context."""
    return _active.get() is not None


def watch(by: User | None, person_ids: Iterable[int]) -> None:
    """Read the counted reoffences of these people. The fact store calls it before it ends versions.

    Raises RuntimeError if a user writes outside a guard: then the service function lacks its decorator.
    """
    active = _active.get()
    if active is None:
        if by is not None:
            raise RuntimeError("a user's change of facts must run inside rate_guard.guard()")
        return
    new = set(person_ids) - active.people
    active.before |= counted_reoffences(new)
    active.people |= new


def require_second_person(reason: str) -> None:
    """Require a second person for a reason that does not depend on figures."""
    if (active := _active.get()) is not None:
        active.reasons.append(reason)
