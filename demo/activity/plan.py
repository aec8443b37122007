"""Who is followed, how well, and what was let slip. Pure: the district's people and the day of loading in, plans out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from cases.choices import NOT_COUNTED
from demo.activity.probation_scenarios import TURNS, Turn, still_on
from demo.district import Inhabitant
from demo.lives import CaseLife
from law.choices import Category
from law.rules.convictions import Conviction, Penalty
from law.rules.expungement import expungement
from law.statutes.reintegration import contact_code
from law.timeline import Law, LawTimeline

# A lapse needs so many days of management behind it to be believable.
SEASONED = timedelta(days=240)
GROUPS = {"A": 35, "B": 53, "C": 12}


class Lapse(StrEnum):
    """One thing that is overdue about a person; most people have none."""

    NONE = ""
    CONTACT = "contact"
    NEED = "need"
    WORK = "work"
    GROUP = "group"
    REVIEW = "review"
    RESIDENCE = "residence"


# In this order each officer lets something slip, one thing for one person.
_SLIPS = (Lapse.CONTACT, Lapse.NEED, Lapse.WORK, Lapse.CONTACT, Lapse.REVIEW, Lapse.GROUP)


@dataclass(frozen=True, slots=True)
class Subject:
    """An open case as it is told: who, since when, in which group, and what is wrong. `on` is the day of loading."""

    seed: int
    on: date
    law: Law
    inhabitant: Inhabitant
    code: str
    life: CaseLife
    group: str
    lapse: Lapse = Lapse.NONE
    turn: Turn = Turn.NONE

    def random(self, about: str) -> Random:
        """The same draws for one person and subject on every day and machine, whatever else is told."""
        return Random(f"reintegration living {self.seed} {self.code} {about}")

    @property
    def category(self) -> str:
        return self.life.history[-1].category

    @property
    def is_conditional(self) -> bool:
        return self.category == Category.CONDITIONAL

    @property
    def since(self) -> date:
        return self.life.arrival_on

    @property
    def days(self) -> int:
        """Days under management."""
        return (self.on - self.since).days

    @property
    def commune(self) -> str:
        """Code of the commune that manages."""
        return self.inhabitant.places[self.life.history[-1].unit_id]

    @property
    def every(self) -> int:
        """Days between two contacts."""
        return self.law.number(contact_code(self.category, self.group))

    @property
    def cleared_from(self) -> date | None:
        """The first day without a record, had everything been paid in time; None where nothing can be said."""
        crimes = [crime for crime in self.life.crimes if crime.outcome not in NOT_COUNTED]
        if self.is_conditional or crimes:
            return None
        months = self.life.judgment.months
        penalty = Penalty.LIFE if months is None else Penalty.PRISON
        return expungement(
            Conviction(start_on=self.penalty_done_on, penalty=penalty, months=months), self.law
        ).cleared_from

    @property
    def penalty_done_on(self) -> date:
        """Release; after conditional release the day of the completion certificate."""
        stays = self.life.history
        if stays[0].category != Category.CONDITIONAL:
            return self.life.release_on
        return next((stay.start_on for stay in stays if stay.category == Category.COMPLETED), self.life.release_on)


def subjects(seed: int, on: date, people: Iterable[Inhabitant]) -> dict[str, Subject]:
    """Everybody whose case is open, by its code, in the order of the codes."""
    law = LawTimeline().on(on)
    found = [
        _subject(seed, on, law, inhabitant, code, life)
        for inhabitant in people
        for code, life in inhabitant.cases
        if life.history[-1].end_on is None
    ]
    found.sort(key=lambda subject: subject.code)
    slips, turns = _slips(seed, found), _turns(found)
    return {
        one.code: replace(one, lapse=slips.get(one.code, Lapse.NONE))
        if one.code not in turns
        else _on_probation(one, turns)
        for one in found
    }


def _on_probation(one: Subject, turns: dict[str, Turn]) -> Subject:
    turn = turns[one.code]
    return replace(one, turn=turn, life=still_on(one.life, turn, one.on))


def _subject(seed: int, on: date, law: Law, inhabitant: Inhabitant, code: str, life: CaseLife) -> Subject:
    draw = Random(f"reintegration living {seed} {code} group")
    group = draw.choices(list(GROUPS), list(GROUPS.values()))[0]
    if life.crimes:
        group = "C"
    # Probation is assessed every month instead.
    if life.history[-1].category == Category.CONDITIONAL:
        group = ""
    return Subject(seed, on, law, inhabitant, code, life, group)


def _turns(found: list[Subject]) -> dict[str, Turn]:
    conditional = [one.code for one in found if one.is_conditional]
    return {code: TURNS[place] if place < len(TURNS) else Turn.QUIET for place, code in enumerate(conditional)}


def _slips(seed: int, found: list[Subject]) -> dict[str, Lapse]:
    """A few for every commune, more where there are more people; whose probation goes wrong has worries enough."""
    slips: dict[str, Lapse] = {}
    communes = defaultdict(list)
    for one in found:
        communes[one.commune].append(one)
    for commune, here in communes.items():
        Random(f"reintegration living {seed} {commune} slips").shuffle(here)
        worries = 2 * sum(one.is_conditional for one in here)
        for lapse in _SLIPS[: max(min(3 + len(here) // 6, len(_SLIPS)) - worries, 1)]:
            whose = next((one.code for one in here if one.code not in slips and _can(lapse, one)), None)
            if whose is not None:
                slips[whose] = lapse
    # One temporary registration that ran out, wherever it fits.
    ran_out = next((one.code for one in found if one.code not in slips and _can(Lapse.RESIDENCE, one)), None)
    return slips if ran_out is None else slips | {ran_out: Lapse.RESIDENCE}


def _can(lapse: Lapse, one: Subject) -> bool:
    if one.is_conditional or one.days < SEASONED.days:
        return False
    return lapse != Lapse.REVIEW or (one.cleared_from is not None and one.cleared_from + timedelta(days=130) < one.on)
