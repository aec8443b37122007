"""The invented people of the districts beside Sơn Tịnh. Pure functions; a seed gives the same people on every machine and day.

They came home since the system began. Their offices enter everything once a month, in time for a report.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from core.dates import Period, add_months
from demo.people import names
from demo.people.district import MIX, PERIOD, Inhabitant, people_with, reoffends_in
from demo.people.last_months import LAST_DAY
from demo.people.life_histories import LifeHistory, TimeFrame, generate_life
from demo.province.districts import DISTRICTS, District
from demo.recording import SYSTEM_SINCE
from law.choices import Category

FRAME = TimeFrame(first=SYSTEM_SINCE, last=LAST_DAY, reoffence_free=PERIOD)
HALF_YEAR_BEFORE = Period(date(2023, 6, 15), date(2023, 12, 14))
_WITH_REOFFENCES = TimeFrame(first=SYSTEM_SINCE, last=LAST_DAY)
# The last day of a half-year; every month has it.
ENTRY_DAY = 14
_FIRST_SERIAL = names.FIRST_INVENTED_SERIAL + 30_000
_SERIALS = 1_000


def prefix(district: District) -> str:
    """The beginning of the codes of the district's cases: MAU522."""
    return f"MAU{district.code}"


def inhabitants(seed: int, district: District, units: Sequence[str]) -> list[Inhabitant]:
    """The people of a district. Arguments: `units`, the codes of its communes, or its own if it has none."""
    random = Random(f"reintegration province {district.code} {seed}")
    first_serial = _FIRST_SERIAL + _SERIALS * DISTRICTS.index(district)
    lives = _lives(random, district, moves=len(units) > 1)
    return people_with(random, lives, prefix(district), first_serial, shares=_shares(random, units))


def _lives(random: Random, district: District, *, moves: bool) -> list[LifeHistory]:
    half_years = [PERIOD] * district.reoffenders + ([HALF_YEAR_BEFORE] if district.reoffenders else [])
    lives = [
        generate_life(random, frame, Category.COMPLETED, reoffends_in(half_year, Category.COMPLETED))
        for half_year in half_years
        for frame in [_WITH_REOFFENCES if half_year == PERIOD else FRAME]
    ]
    while len(lives) < district.people:
        category = random.choices(list(MIX), list(MIX.values()))[0]
        lives.append(generate_life(random, FRAME, category, None if moves else _never_moves))
    return lives


def _never_moves(life: LifeHistory) -> bool:
    return all(stay.unit_id == 0 for case in life.cases for stay in case.history)


def _shares(random: Random, units: Sequence[str]) -> Mapping[str, int]:
    return {code: random.randint(4, 20) for code in units}


def entered_on(_commune: str, day: date, _about: str) -> date:
    """The day of the month on which an office enters what happened until then (demo.recording.EnteredOn)."""
    entry = day.replace(day=ENTRY_DAY)
    return entry if day <= entry else add_months(entry, 1)
