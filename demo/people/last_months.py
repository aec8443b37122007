"""The last half-year of the demo district: the same people until it ended, and those who came home in 2025. Pure functions.

The district's real end was 30/06/2025. Some more came home in 2020 and were followed for three years, so that the oldest cohort
is not too small; they were expunged before the half-year of the demo's report.

The people of district.py live on as they were drawn there, so that no figure of that half-year depends on what happens here.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

from cases.choices import EndReason, Origin
from core.dates import Period, add_months
from demo.people import names
from demo.people.district import CODE_PREFIX, PERIOD, Inhabitant, arrives_in, inhabitants, people_with, reoffends_in
from demo.people.life_histories import LifeHistory, TimeFrame, continue_life, generate_life
from law.choices import Category

LAST_DAY = date(2025, 6, 30)
LAST_HALF_YEAR = Period(date(2024, 12, 15), date(2025, 6, 14))
_FRAME = TimeFrame(first=date(2025, 1, 1), last=LAST_DAY)
_FOLLOWED_FRAME = TimeFrame(first=date(2020, 6, 20), last=PERIOD.start - timedelta(days=5))
FOLLOWED = 7
# Above the numbers of the other cases of a year.
_FIRST_NUMBER = 101
_FIRST_SERIAL = names.FIRST_INVENTED_SERIAL + 10_000
_EARLY, _SPRING = Period(date(2025, 1, 1), date(2025, 3, 15)), Period(date(2025, 3, 20), date(2025, 6, 10))
_LIVES = (
    *[(Category.COMPLETED, arrives_in(_EARLY))] * 7,
    *[(Category.COMPLETED, arrives_in(_SPRING))] * 11,
    (Category.COMPLETED, arrives_in(_SPRING, place=1)),
    (Category.COMPLETED, arrives_in(_SPRING, from_elsewhere=True)),
    (Category.COMPLETED, reoffends_in(_SPRING, Category.COMPLETED)),
    *[(Category.CONDITIONAL, arrives_in(_EARLY))] * 3,
    *[(Category.CONDITIONAL, arrives_in(_SPRING))] * 2,
)


@cache
def everybody(seed: int) -> tuple[Inhabitant, ...]:
    """The people of the seed up to the district's last day."""
    random = Random(f"reintegration last months {seed}")
    lives = [generate_life(random, _FRAME, category, wanted) for category, wanted in _LIVES]
    lives += [
        generate_life(random, _FOLLOWED_FRAME, Category.COMPLETED, _followed_and_expunged) for _ in range(FOLLOWED)
    ]
    return (
        *(replace(one, life=continue_life(one.life, LAST_DAY)) for one in inhabitants(seed)),
        *people_with(random, lives, CODE_PREFIX, _FIRST_SERIAL, _FIRST_NUMBER),
    )


def _followed_and_expunged(life: LifeHistory) -> bool:
    """Expunged more than three years after the release, without a reoffence."""
    [case, *_more] = life.cases
    last = case.history[-1]
    return (
        not life.reoffences
        and last.end_reason == EndReason.EXPUNGED
        and last.end_on is not None
        and last.end_on > add_months(case.arrival_on, 36)
        and case.history[0].origin == Origin.PRISON
    )
