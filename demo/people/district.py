"""The people of the demo: Sơn Tịnh district as it was in 2024, with invented inhabitants. Pure functions.

A seed gives the same people, codes and dates on every machine and day. In the half-year of the district's real report
(15/12/2023 to 14/06/2024) no invented person reoffends. In the year before and in the months after some do, so that comparisons
show a difference.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random

from cases.choices import EndReason, IdKind, Origin, Outcome
from core.dates import DAY_ONE, Period
from demo.people import names
from demo.people.life_histories import PLACES, CaseHistory, LifeHistory, TimeFrame, generate_life
from demo.people.names import InventedPerson
from law.choices import Category

DISTRICT = "527"
PERIOD = Period(date(2023, 12, 15), date(2024, 6, 14))
FRAME = TimeFrame(first=date(2015, 1, 1), last=date(2024, 12, 31), reoffence_free=PERIOD)
CASES = 340
CODE_PREFIX = "MAU"
# Category of the first release, in per cent.
MIX = {Category.COMPLETED: 65, Category.AMNESTY: 22, Category.CONDITIONAL: 13}
# Name and share of the inhabitants in per cent. The shares are invented.
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
# Code of a commune and its share of the inhabitants.
SHARES = {code: share for code, (_name, share) in COMMUNES.items()}
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
    """One invented person. `places`: the codes of the communes for the places 0, 1 and 2 of the life history."""

    who: InventedPerson
    numbers: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    hamlet: str
    helper: str
    life: LifeHistory
    # The codes of the cases of `life`, in the same order.
    codes: tuple[str, ...]

    @property
    def cases(self) -> Iterator[tuple[str, CaseHistory]]:
        """The codes with the releases of the person, in order of time."""
        return zip(self.codes, self.life.cases, strict=True)


def inhabitants(
    seed: int, cases: int = CASES, prefix: str = CODE_PREFIX, first_serial: int = names.FIRST_INVENTED_SERIAL
) -> list[Inhabitant]:
    """Invent people with `cases` cases in total. From 60 cases on, the cases that the demo's report needs are among them.

    Arguments: `prefix`, of the case codes; `first_serial`, the first serial number of the identity numbers.
    """
    random = Random(f"reintegration {prefix} {seed}")
    return people_with(random, _life_histories(random, cases), prefix, first_serial)


def people_with(
    random: Random,
    life_histories: list[LifeHistory],
    prefix: str,
    first_serial: int,
    first_number: int = 1,
    shares: Mapping[str, int] = SHARES,
) -> list[Inhabitant]:
    """People with these lives, shuffled.

    Arguments: as of `inhabitants`; `first_number`, of the codes of each year; `shares`, where they live.
    """
    random.shuffle(life_histories)
    codes = _codes(life_histories, prefix, first_number)
    helpers = _helpers(random, shares)
    return [
        _inhabitant(random, life, serial, shares, helpers, tuple(codes[id(case)] for case in life.cases))
        for serial, life in enumerate(life_histories, first_serial)
    ]


def _life_histories(random: Random, cases: int) -> list[LifeHistory]:
    """The required life histories, then random ones in the mix of categories, until there are `cases` cases."""
    life_histories = (
        [generate_life(random, FRAME, category, wanted) for category, wanted in _REQUIRED_LIVES] if cases >= 60 else []
    )
    room = cases - sum(len(life.cases) for life in life_histories)
    deck = _category_deck(cases, life_histories)
    random.shuffle(deck)
    while room > 0:
        life = generate_life(random, FRAME, deck.pop(), _no_more_cases_than(room))
        life_histories.append(life)
        room -= len(life.cases)
    return life_histories


def _no_more_cases_than(room: int) -> Callable[[LifeHistory], bool]:
    return lambda life: len(life.cases) <= room


def _category_deck(cases: int, life_histories: list[LifeHistory]) -> list[str]:
    """One category per first release, so that the mix is exact. Some entries are never used."""
    deck = [category.value for category, percent in MIX.items() for _ in range(cases * percent // 100 + 1)]
    for life in life_histories:
        deck.remove(life.cases[0].category)
    return deck


def _codes(life_histories: list[LifeHistory], prefix: str, first_number: int) -> dict[int, str]:
    """id(case) -> code, numbered within each year in the order of arrival: MAU-2023-007."""
    numbers: dict[int, Iterator[int]] = {}
    ordered = sorted((case for life in life_histories for case in life.cases), key=lambda case: case.arrival_on)
    return {
        id(
            case
        ): f"{prefix}-{case.arrival_on.year}-{next(numbers.setdefault(case.arrival_on.year, count(first_number))):03}"
        for case in ordered
    }


def _inhabitant(
    random: Random, life: LifeHistory, serial: int, shares: Mapping[str, int], helpers, codes: tuple[str, ...]
) -> Inhabitant:
    who = names.invent_person(random, life.born_on)
    places = _places(random, shares)
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


def _places(random: Random, shares: Mapping[str, int]) -> tuple[str, ...]:
    """Distinct communes, drawn by their share; in a district of fewer than PLACES nobody moves to the missing ones."""
    left, places = dict(shares), []
    for _place in range(min(PLACES, len(shares))):
        places.append(names.weighted_choice(random, left))
        del left[places[-1]]
    return tuple(places)


def _numbers(random: Random, who: InventedPerson, life: LifeHistory, serial: int) -> tuple[tuple[str, str], ...]:
    """A CCCD number for everybody, and an old CMND number for some who came home before 2021."""
    numbers = [(IdKind.CCCD.value, names.cccd(who.sex, who.birth[0], serial))]
    if life.cases[0].arrival_on.year < 2021 and random.random() < 0.3:
        numbers.append((IdKind.CMND.value, names.cmnd(serial)))
    return tuple(numbers)


def _helpers(random: Random, shares: Mapping[str, int]) -> dict[tuple[str, str], list[str]]:
    """The helpers of each (commune, hamlet): members of four organisations and the head of the hamlet."""
    found = {}
    for commune in shares:
        organised = [text % names.full_name(random, sex) for sex, text in _HELPERS]
        for hamlet in HAMLETS:
            headman = _HEADMAN % (names.full_name(random, names.MALE), hamlet.replace("Thôn", "thôn"))
            found[commune, hamlet] = [*organised, headman]
    return found


# --- life histories that every seed must contain --------------------------------------------------------------------


def _stays(life: LifeHistory):
    return [stay for case in life.cases for stay in case.history]


def reoffends_in(period: Period, category: Category) -> Callable[[LifeHistory], bool]:
    """Prosecuted in the period while managed in the category."""

    def wanted(life: LifeHistory) -> bool:
        return any(
            reoffence.prosecuted_on in period
            and reoffence.outcome != Outcome.DROPPED
            and any(
                stay.category == category
                and stay.start_on <= reoffence.prosecuted_on
                and (stay.end_on is None or stay.end_on >= reoffence.prosecuted_on)
                for stay in _stays(life)
            )
            for reoffence in life.reoffences
        )

    return wanted


def _ends_in(period: Period, reason: EndReason, category: Category) -> Callable[[LifeHistory], bool]:
    return lambda life: any(
        stay.end_on is not None and stay.end_on in period and (stay.end_reason, stay.category) == (reason, category)
        for stay in _stays(life)
    )


def arrives_in(period: Period, place: int = 0, from_elsewhere: bool = False) -> Callable[[LifeHistory], bool]:
    """A stay begins in the period at that place of the life."""
    return lambda life: any(
        stay.start_on in period and stay.unit_id == place and (stay.origin == Origin.ELSEWHERE or not from_elsewhere)
        for stay in _stays(life)
    )


def _managed_all_through(period: Period, category: Category) -> Callable[[LifeHistory], bool]:
    return lambda life: any(
        stay.category == category and stay.start_on < period.start and (stay.end_on is None or stay.end_on > period.end)
        for stay in _stays(life)
    )


_BEFORE = PERIOD.year_before()
_AFTER = Period(PERIOD.end + DAY_ONE, FRAME.last)
_REQUIRED_LIVES: list[tuple[str, Callable[[LifeHistory], bool]]] = [
    (Category.COMPLETED, reoffends_in(_BEFORE, Category.COMPLETED)),
    (Category.COMPLETED, reoffends_in(_BEFORE, Category.COMPLETED)),
    (Category.AMNESTY, reoffends_in(_BEFORE, Category.AMNESTY)),
    (Category.CONDITIONAL, reoffends_in(_BEFORE, Category.CONDITIONAL)),
    (Category.COMPLETED, reoffends_in(_AFTER, Category.COMPLETED)),
    *[(Category.AMNESTY, _managed_all_through(PERIOD, Category.AMNESTY))] * 3,
    *[(Category.CONDITIONAL, _managed_all_through(PERIOD, Category.CONDITIONAL))] * 2,
    *[(Category.CONDITIONAL, arrives_in(PERIOD))] * 2,
    *[(Category.CONDITIONAL, _ends_in(PERIOD, EndReason.MOVED, Category.CONDITIONAL))] * 2,
    (Category.CONDITIONAL, _ends_in(Period(FRAME.first, FRAME.last), EndReason.REVOKED, Category.CONDITIONAL)),
    *[(Category.COMPLETED, arrives_in(PERIOD))] * 3,
    *[(Category.COMPLETED, arrives_in(PERIOD, place=1))] * 2,
    (Category.COMPLETED, arrives_in(PERIOD, from_elsewhere=True)),
    *[(Category.COMPLETED, _ends_in(PERIOD, EndReason.EXPUNGED, Category.COMPLETED))] * 2,
    (Category.AMNESTY, _ends_in(PERIOD, EndReason.EXPUNGED, Category.AMNESTY)),
    (Category.COMPLETED, _ends_in(PERIOD, EndReason.DIED, Category.COMPLETED)),
    (Category.COMPLETED, _ends_in(PERIOD, EndReason.MOVED_AWAY, Category.COMPLETED)),
]
