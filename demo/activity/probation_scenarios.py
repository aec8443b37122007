"""Probation scenarios, and the extension of a probation up to the day of loading. Pure functions."""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from core.dates import add_months
from demo.people.life_histories import CaseHistory
from demo.people.offences import OFFENCES, judgment


class ProbationScenario(StrEnum):
    """The course of a probation in the demo."""

    NONE = ""
    QUIET = "quiet"
    LEAVE = "leave"
    BREACH = "breach"
    ENDING = "ending"


SCENARIOS = (ProbationScenario.LEAVE, ProbationScenario.BREACH, ProbationScenario.ENDING)
# The part of the probation served by the day of loading, in per cent.
_SERVED = {ProbationScenario.LEAVE: 80, ProbationScenario.BREACH: 70, ProbationScenario.QUIET: 75}
# In the scenario ENDING the probation ends in 12 days, so the file is three days overdue.
ENDS_IN = timedelta(days=12)


def extend_probation(case_history: CaseHistory, scenario: ProbationScenario, on: date) -> CaseHistory:
    """The case history with a probation that is not over on the day of loading.

    Reports count only the category, which does not depend on the day. The sentence is extended so that the probation is at most
    half of it (BLHS, Điều 66).
    """
    start, planned_end = case_history.release_on, case_history.probation_end_on
    is_long = planned_end is not None and planned_end > on + timedelta(days=30)
    if scenario != ProbationScenario.ENDING and is_long:
        return case_history
    end = (
        on + ENDS_IN
        if scenario == ProbationScenario.ENDING
        else start + (on - start) * 100 // _SERVED[scenario] + timedelta(days=30)
    )
    months = max(6 * ceil((end - start).days / 30 / 3), case_history.judgment.months or 0)
    offence = next(one for one in OFFENCES if one.name == case_history.judgment.offence)
    return replace(
        case_history, probation_end_on=end, judgment=judgment(offence, months, add_months(start, -months // 2))
    )
