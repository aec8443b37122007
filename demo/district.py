"""The people of the demo: Sơn Tịnh as it was in 2024, with invented inhabitants.

Pure. One seed gives the same people, codes and dates on every machine and on every day. In the half-year of the
district's real report (15/12/2023–14/06/2024) nobody offends again, in none of the three categories; a year before
and in the months after people do, so that a comparison says something.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random

from cases.choices import EndReason, IdKind, Origin, Outcome
from core.dates import DAY_ONE, Period
from demo import names
from demo.lives import PLACES, CaseLife, Frame, Life, live
from demo.names import Someone
from law.choices import Category

DISTRICT = "527"
PERIOD = Period(date(2023, 12, 15), date(2024, 6, 14))
FRAME = Frame(first=date(2015, 1, 1), last=date(2024, 12, 31), quiet=PERIOD)
CASES = 340
CODE_PREFIX = "MAU"
# Category of the first release, in percent.
MIX = {Category.COMPLETED: 65, Category.AMNESTY: 22, Category.CONDITIONAL: 13}
# Name, and how many of a hundred live there: large communes more, small ones less. A guess for the demo, no statistic.
COMMUNES = {
    "21220": ("Tịnh Hà", 17),
    "21193": ("Tịnh Bình", 12),
    "21181": ("Tịnh Phong", 11),
    "21175": ("Tịnh Thọ", 10),
    "21217": ("Tịnh Sơn", 9),
    "21226": ("Tịnh Giang", 8),
    "21205": ("Tịnh Bắc", 8),
    "21229": ("Tịnh Minh", 7),
    "21196": ("Tịnh Đông", 7),
    "21184": ("Tịnh Hiệp", 6),
    "21178": ("Tịnh Trà", 5),
}
HAMLETS = ("Thôn Đông", "Thôn Tây", "Thôn Trung", "Thôn Thượng", "Thôn Hạ")
_HELPERS = (
    (names.FEMALE, "Bà %s, Hội Liên hiệp Phụ nữ xã"),
    (names.MALE, "Ông %s, Hội Nông dân xã"),
    (names.MALE, "Ông %s, Hội Cựu chiến binh xã"),
    (names.MALE, "Anh %s, Đoàn Thanh niên xã"),
)
_HEADMAN = "Ông %s, Trưởng %s"


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """One invented person. `places` are the codes of the communes that the life's places 0, 1, 2 stand for."""

    who: Someone
    numbers: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    hamlet: str
    helper: str
    life: Life
    # One per case of the life, in the same order.
    codes: tuple[str, ...]

    @property
    def cases(self) -> Iterator[tuple[str, CaseLife]]:
        return zip(self.codes, self.life.cases, strict=True)


def inhabitants(
    seed: int, cases: int = CASES, prefix: str = CODE_PREFIX, first_serial: int = names.FIRST_INVENTED_SERIAL
) -> list[Inhabitant]:
    """The people with so many cases between them; below 60 cases not everything the report needs is among them."""
    random = Random(f"reintegration {prefix} {seed}")
    lives = _lives(random, cases)
    random.shuffle(lives)
    codes = _codes(lives, prefix)
    helpers = _helpers(random)
    return [
        _inhabitant(random, life, serial, helpers, tuple(codes[id(case)] for case in life.cases))
        for serial, life in enumerate(lives, first_serial)
    ]


def _lives(random: Random, cases: int) -> list[Life]:
    """The lives the report needs, then others until there are as many cases as asked for, in the categories' mix."""
    lives = [live(random, FRAME, category, wanted) for category, wanted in _WANTED] if cases >= 60 else []
    room = cases - sum(len(life.cases) for life in lives)
    deck = _deck(cases, lives)
    random.shuffle(deck)
    while room > 0:
        life = live(random, FRAME, deck.pop(), _no_more_cases_than(room))
        lives.append(life)
        room -= len(life.cases)
    return lives


def _no_more_cases_than(room: int) -> Callable[[Life], bool]:
    return lambda life: len(life.cases) <= room


def _deck(cases: int, lives: list[Life]) -> list[str]:
    """One card per first release that is still to come, so that the mix comes out exactly; some are never drawn."""
    deck = [category.value for category, percent in MIX.items() for _ in range(cases * percent // 100 + 1)]
    for life in lives:
        deck.remove(life.cases[0].category)
    return deck


def _codes(lives: list[Life], prefix: str) -> dict[int, str]:
    """id of case → code, numbered within each year in the order of arrival: MAU-2023-007."""
    numbers: dict[int, Iterator[int]] = {}
    ordered = sorted((case for life in lives for case in life.cases), key=lambda case: case.arrival_on)
    return {
        id(case): f"{prefix}-{case.arrival_on.year}-{next(numbers.setdefault(case.arrival_on.year, count(1))):03}"
        for case in ordered
    }


def _inhabitant(random: Random, life: Life, serial: int, helpers, codes: tuple[str, ...]) -> Inhabitant:
    who = names.someone(random, life.born_on)
    places = _places(random)
    hamlet = random.choice(HAMLETS)
    helper = random.choice(helpers[places[0], hamlet])
    return Inhabitant(
        who=who,
        numbers=_numbers(random, who, life, serial),
        places=places,
        hamlet=hamlet,
        helper=helper if random.random() < 0.8 else "",
        life=life,
        codes=codes,
    )


def _places(random: Random) -> tuple[str, ...]:
    """Different communes, large ones more often."""
    left, places = {code: weight for code, (_name, weight) in COMMUNES.items()}, []
    for _place in range(PLACES):
        places.append(names.draw(random, left))
        del left[places[-1]]
    return tuple(places)


def _numbers(random: Random, who: Someone, life: Life, serial: int) -> tuple[tuple[str, str], ...]:
    """Everybody's CCCD; some of those who came home before it was common also have the old CMND."""
    numbers = [(IdKind.CCCD.value, names.cccd(who.sex, who.birth[0], serial))]
    if life.cases[0].arrival_on.year < 2021 and random.random() < 0.3:
        numbers.append((IdKind.CMND.value, names.cmnd(serial)))
    return tuple(numbers)


def _helpers(random: Random) -> dict[tuple[str, str], list[str]]:
    """Who helps in each hamlet of each commune: four of the commune's organisations and the headman."""
    found = {}
    for commune in COMMUNES:
        organised = [text % names.full_name(random, sex) for sex, text in _HELPERS]
        for hamlet in HAMLETS:
            headman = _HEADMAN % (names.full_name(random, names.MALE), hamlet.replace("Thôn", "thôn"))
            found[commune, hamlet] = [*organised, headman]
    return found


# --- what every seed must have: found by drawing until it comes -----------------------------------------------------


def _stays(life: Life):
    return [stay for case in life.cases for stay in case.history]


def _reoffends_in(period: Period, category: Category) -> Callable[[Life], bool]:
    """Prosecuted in the period, while managed in the category."""

    def wanted(life: Life) -> bool:
        return any(
            crime.prosecuted_on in period
            and crime.outcome != Outcome.DROPPED
            and any(
                stay.category == category
                and stay.start_on <= crime.prosecuted_on
                and (stay.end_on is None or stay.end_on >= crime.prosecuted_on)
                for stay in _stays(life)
            )
            for crime in life.crimes
        )

    return wanted


def _ends_in(period: Period, reason: EndReason, category: Category) -> Callable[[Life], bool]:
    return lambda life: any(
        stay.end_on is not None and stay.end_on in period and (stay.end_reason, stay.category) == (reason, category)
        for stay in _stays(life)
    )


def _arrives_in(period: Period, place: int = 0, from_elsewhere: bool = False) -> Callable[[Life], bool]:
    return lambda life: any(
        stay.start_on in period and stay.unit_id == place and (stay.origin == Origin.ELSEWHERE or not from_elsewhere)
        for stay in _stays(life)
    )


def _managed_all_through(period: Period, category: Category) -> Callable[[Life], bool]:
    return lambda life: any(
        stay.category == category and stay.start_on < period.start and (stay.end_on is None or stay.end_on > period.end)
        for stay in _stays(life)
    )


_BEFORE = PERIOD.year_before()
_AFTER = Period(PERIOD.end + DAY_ONE, FRAME.last)
_WANTED: list[tuple[str, Callable[[Life], bool]]] = [
    (Category.COMPLETED, _reoffends_in(_BEFORE, Category.COMPLETED)),
    (Category.COMPLETED, _reoffends_in(_BEFORE, Category.COMPLETED)),
    (Category.AMNESTY, _reoffends_in(_BEFORE, Category.AMNESTY)),
    (Category.CONDITIONAL, _reoffends_in(_BEFORE, Category.CONDITIONAL)),
    (Category.COMPLETED, _reoffends_in(_AFTER, Category.COMPLETED)),
    *[(Category.AMNESTY, _managed_all_through(PERIOD, Category.AMNESTY))] * 3,
    *[(Category.CONDITIONAL, _managed_all_through(PERIOD, Category.CONDITIONAL))] * 2,
    *[(Category.CONDITIONAL, _arrives_in(PERIOD))] * 2,
    *[(Category.CONDITIONAL, _ends_in(PERIOD, EndReason.MOVED, Category.CONDITIONAL))] * 2,
    (Category.CONDITIONAL, _ends_in(Period(FRAME.first, FRAME.last), EndReason.REVOKED, Category.CONDITIONAL)),
    *[(Category.COMPLETED, _arrives_in(PERIOD))] * 3,
    *[(Category.COMPLETED, _arrives_in(PERIOD, place=1))] * 2,
    (Category.COMPLETED, _arrives_in(PERIOD, from_elsewhere=True)),
    *[(Category.COMPLETED, _ends_in(PERIOD, EndReason.EXPUNGED, Category.COMPLETED))] * 2,
    (Category.AMNESTY, _ends_in(PERIOD, EndReason.EXPUNGED, Category.AMNESTY)),
    (Category.COMPLETED, _ends_in(PERIOD, EndReason.DIED, Category.COMPLETED)),
    (Category.COMPLETED, _ends_in(PERIOD, EndReason.MOVED_AWAY, Category.COMPLETED)),
]
