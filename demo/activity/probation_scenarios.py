"""What is told of somebody who is on conditional release, and a probation long enough to be told about. Pure."""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from core.dates import add_months
from demo.lives import CaseLife
from demo.offences import OFFENCES, judgment


class Turn(StrEnum):
    """What is told of somebody who is on conditional release."""

    NONE = ""
    QUIET = "quiet"
    LEAVE = "leave"
    BREACH = "breach"
    ENDING = "ending"


TURNS = (Turn.LEAVE, Turn.BREACH, Turn.ENDING)
# How much of the probation lies behind on the day of loading, in percent.
_SERVED = {Turn.LEAVE: 80, Turn.BREACH: 70, Turn.QUIET: 75}
# Whose probation ends has to be told this many days before: the file should have been handed over three days ago.
ENDS_IN = timedelta(days=12)


def still_on(life: CaseLife, turn: Turn, on: date) -> CaseLife:
    """The life with a probation that is not over on the day of loading.

    The facts say conditional release and nothing else, and they do not move with the day; the sentence, which is not
    counted, has to be long enough for that. Probation is at most half of it (BLHS Điều 66).
    """
    start, told_end = life.release_on, life.probation_end_on
    if turn != Turn.ENDING and told_end > on + timedelta(days=30):
        return life
    end = on + ENDS_IN if turn == Turn.ENDING else start + (on - start) * 100 // _SERVED[turn] + timedelta(days=30)
    months = max(6 * ceil((end - start).days / 30 / 3), life.judgment.months)
    offence = next(one for one in OFFENCES if one.name == life.judgment.offence)
    return replace(life, probation_end_on=end, judgment=judgment(offence, months, add_months(start, -months // 2)))
