"""Plans the activity: for each open case its group, its overdue duty and its probation scenario. Pure functions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from cases.choices import NOT_COUNTED
from demo.activity.probation_scenarios import SCENARIOS, ProbationScenario, extend_probation
from demo.people.district import Inhabitant
from demo.people.life_histories import CaseHistory
from law.choices import Category
from law.rules.convictions import Conviction, Penalty
from law.rules.expungement import expungement
from law.statutes.reintegration import contact_code
from law.timeline import Law, LawTimeline

# Minimum time under management before a duty is overdue.
MIN_TIME_FOR_LAPSE = timedelta(days=240)
GROUPS = {"A": 35, "B": 53, "C": 12}


class Lapse(StrEnum):
    """The overdue duty of a person. Most people have none."""

    NONE = ""
    CONTACT = "contact"
    NEED = "need"
    WORK = "work"
    GROUP = "group"
    REVIEW = "review"
    RESIDENCE = "residence"


# The overdue duties of each commune, in this order, each for another person.
_LAPSES_IN_ORDER = (Lapse.CONTACT, Lapse.NEED, Lapse.WORK, Lapse.CONTACT, Lapse.REVIEW, Lapse.GROUP)


@dataclass(frozen=True, slots=True)
class Subject:
    """An open case with its planned activity. `on` is the day of loading."""

    seed: int
    on: date
    law: Law
    inhabitant: Inhabitant
    code: str
    case_history: CaseHistory
    group: str
    lapse: Lapse = Lapse.NONE
    scenario: ProbationScenario = ProbationScenario.NONE

    def random(self, about: str) -> Random:
        """A random source that depends only on the seed, the case and `about`, so that records do not influence each other."""
        return Random(f"reintegration living {self.seed} {self.code} {about}")

    @property
    def category(self) -> str:
        """The category of the latest stay."""
        return self.case_history.history[-1].category

    @property
    def is_conditional(self) -> bool:
        """Whether the person is on conditional release."""
        return self.category == Category.CONDITIONAL

    @property
    def since(self) -> date:
        """The day on which the person came home."""
        return self.case_history.arrival_on

    @property
    def days(self) -> int:
        """Days under management."""
        return (self.on - self.since).days

    @property
    def commune(self) -> str:
        """The code of the commune that manages the case."""
        return self.inhabitant.places[self.case_history.history[-1].unit_id]

    @property
    def every(self) -> int:
        """The number of days between two contacts."""
        return self.law.number(contact_code(self.category, self.group))

    @property
    def cleared_from(self) -> date | None:
        """The first day without a criminal record if all payments are made in time; None if it cannot be computed."""
        reoffences = [reoffence for reoffence in self.case_history.reoffences if reoffence.outcome not in NOT_COUNTED]
        if self.is_conditional or reoffences:
            return None
        months = self.case_history.judgment.months
        penalty = Penalty.LIFE if months is None else Penalty.PRISON
        return expungement(
            Conviction(start_on=self.penalty_done_on, penalty=penalty, months=months), self.law
        ).cleared_from

    @property
    def penalty_done_on(self) -> date:
        """The day of release or, after conditional release, of the completion certificate."""
        stays = self.case_history.history
        if stays[0].category != Category.CONDITIONAL:
            return self.case_history.release_on
        return next(
            (stay.start_on for stay in stays if stay.category == Category.COMPLETED), self.case_history.release_on
        )


def subjects(seed: int, on: date, people: Iterable[Inhabitant]) -> dict[str, Subject]:
    """All open cases by code, in order of the codes."""
    law = LawTimeline().on(on)
    found = [
        _subject(seed, on, law, inhabitant, code, case_history)
        for inhabitant in people
        for code, case_history in inhabitant.cases
        if case_history.history[-1].end_on is None
    ]
    found.sort(key=lambda subject: subject.code)
    lapses, scenarios = _assign_lapses(seed, found), _assign_scenarios(found)
    return {
        one.code: replace(one, lapse=lapses.get(one.code, Lapse.NONE))
        if one.code not in scenarios
        else _on_probation(one, scenarios)
        for one in found
    }


def _on_probation(one: Subject, scenarios: dict[str, ProbationScenario]) -> Subject:
    scenario = scenarios[one.code]
    return replace(one, scenario=scenario, case_history=extend_probation(one.case_history, scenario, one.on))


def _subject(seed: int, on: date, law: Law, inhabitant: Inhabitant, code: str, case_history: CaseHistory) -> Subject:
    draw = Random(f"reintegration living {seed} {code} group")
    group = draw.choices(list(GROUPS), list(GROUPS.values()))[0]
    if case_history.reoffences:
        group = "C"
    # People on probation are assessed every month and have no group.
    if case_history.history[-1].category == Category.CONDITIONAL:
        group = ""
    return Subject(seed, on, law, inhabitant, code, case_history, group)


def _assign_scenarios(found: list[Subject]) -> dict[str, ProbationScenario]:
    conditional = [one.code for one in found if one.is_conditional]
    return {
        code: SCENARIOS[place] if place < len(SCENARIOS) else ProbationScenario.QUIET
        for place, code in enumerate(conditional)
    }


def _assign_lapses(seed: int, found: list[Subject]) -> dict[str, Lapse]:
    """Assign overdue duties: more in communes with more people, fewer where there are people on probation."""
    lapses: dict[str, Lapse] = {}
    communes = defaultdict(list)
    for one in found:
        communes[one.commune].append(one)
    for commune, here in communes.items():
        Random(f"reintegration living {seed} {commune} slips").shuffle(here)
        worries = 2 * sum(one.is_conditional for one in here)
        for lapse in _LAPSES_IN_ORDER[: max(min(3 + len(here) // 6, len(_LAPSES_IN_ORDER)) - worries, 2)]:
            whose = next((one.code for one in here if one.code not in lapses and _may_have(lapse, one)), None)
            if whose is not None:
                lapses[whose] = lapse
    # One expired temporary residence in the whole district.
    ran_out = next((one.code for one in found if one.code not in lapses and _may_have(Lapse.RESIDENCE, one)), None)
    return lapses if ran_out is None else lapses | {ran_out: Lapse.RESIDENCE}


def _may_have(lapse: Lapse, one: Subject) -> bool:
    if one.is_conditional or one.days < MIN_TIME_FOR_LAPSE.days:
        return False
    return lapse != Lapse.REVIEW or (one.cleared_from is not None and one.cleared_from + timedelta(days=130) < one.on)
