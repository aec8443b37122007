"""Whole lives under management: sentence, release, arrival, moves, probation, new crimes, expungement, death.

Pure and invented, but as the law would have it: probation ends on its last day (Luật THAHS 2019 Điều 59.4), a record
is expunged some days after the term of BLHS 2015 Điều 70, amnesties happen on the days there were amnesties. Every
history is built by `cases.facts.stay_chain`, so nothing in here can tell a life that the verbs would refuse.

Places are relative: 0 is the home commune, 1 the commune moved to, 2 the one after that. Whoever uses a life says which
communes they are.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from cases.choices import EndReason, Origin, Outcome
from cases.facts import stay_chain
from cases.facts.stay_chain import Change, History
from core.dates import Period, add_months, add_years
from demo import names
from demo.offences import LIFE, Judgment, Offence, judgment, pronounce
from law.choices import Category

PLACES = 3
# Days on which people were released by the President's amnesty; the numbers say how many of ours came home on each.
AMNESTIES = {
    date(2015, 8, 31): 5,
    date(2016, 12, 1): 3,
    date(2021, 9, 1): 5,
    date(2022, 9, 1): 6,
    date(2024, 10, 1): 4,
}
# Conditional release exists since the Penal Code of 2015 and is decided before Tết, 30/4 and 2/9.
CONDITIONAL_FROM = 2018
CONDITIONAL_DAYS = ((1, 24), (4, 27), (8, 30))
JOBS = (
    "Làm nông", "Làm nông", "Trồng keo", "Nuôi bò", "Thợ hồ", "Thợ hồ", "Phụ hồ", "Lái xe", "Thợ sửa xe máy", "Thợ mộc",
    "Công nhân khu công nghiệp", "Công nhân may", "Buôn bán nhỏ", "Làm thuê theo ngày", "Chưa có việc làm ổn định", "",
)  # fmt: skip
_ELSEWHERE = ("Chuyển đến từ tỉnh Gia Lai", "Chuyển đến từ TP. Hồ Chí Minh", "Chuyển đến từ tỉnh Bình Dương",
              "Chuyển đến từ TP. Đà Nẵng", "Chuyển đến từ tỉnh Quảng Nam")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """From the first release to the last day that is told; in `quiet` nobody is prosecuted or convicted again."""

    first: date
    last: date
    quiet: Period | None = None


@dataclass(frozen=True, slots=True)
class Crime:
    """A new crime; fields as `services.ReoffenceData`."""

    prosecuted_on: date
    document_number: str
    convicted_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class CaseLife:
    """One release. `history` is told up to the frame's last day, with relative places as `unit_id`."""

    judgment: Judgment
    release_on: date
    certificate_number: str
    probation_end_on: date | None
    origin_text: str
    job: str
    history: History
    crimes: tuple[Crime, ...] = ()

    @property
    def category(self) -> str:
        return self.history[0].category

    @property
    def arrival_on(self) -> date:
        return self.history[0].start_on


@dataclass(frozen=True, slots=True)
class Life:
    born_on: date
    cases: tuple[CaseLife, ...]

    @property
    def crimes(self) -> list[Crime]:
        return [crime for case in self.cases for crime in case.crimes]


@dataclass(frozen=True, slots=True)
class _Release:
    """How somebody got out. `clock_on`: the day from which the term of Điều 70 runs."""

    category: str
    offence: Offence
    months: int
    arrested_on: date
    on: date
    clock_on: date


def live(random: Random, frame: Frame, category: str, wanted: Callable[[Life], bool] | None = None) -> Life:
    """A life that begins with a release of this category, drawn again until it keeps the quiet and is `wanted`.

    RuntimeError when none of 20,000 is.
    """
    for _attempt in range(20_000):
        life = _draw(random, frame, category)
        if _keeps_quiet(life, frame.quiet) and (wanted is None or wanted(life)):
            return life
    raise RuntimeError(f"no life of category {category} is as wanted")


def _draw(random: Random, frame: Frame, category: str) -> Life:
    release = _first_release(random, frame, category)
    cases = [_tell(random, frame, release)]
    while (again := _next_release(random, frame, cases[-1])) is not None:
        cases.append(_tell(random, frame, again))
    return Life(names.birthday(random, release.arrested_on), tuple(cases))


def _keeps_quiet(life: Life, quiet: Period | None) -> bool:
    days = [day for crime in life.crimes for day in (crime.prosecuted_on, crime.convicted_on)]
    days += [case.history[-1].end_on for case in life.cases if case.history[-1].end_reason == EndReason.REIMPRISONED]
    return quiet is None or not any(day is not None and day in quiet for day in days)


# --- coming home ------------------------------------------------------------------------------------------------


def _first_release(random: Random, frame: Frame, category: str) -> _Release:
    on = _RELEASE_DAY[category](random, frame)
    offence, months = _sentence(random, category)
    served = _served(random, category, months)
    clock_on = on if category != Category.CONDITIONAL else add_months(on, months - served)
    return _Release(category, offence, months, add_months(on, -served), on, clock_on)


def _any_day(random: Random, frame: Frame) -> date:
    """Later years more than earlier ones, as registers grow."""
    days = (frame.last - frame.first).days - 10
    return frame.first + timedelta(days=int(max(random.random(), random.random() * 1.3 % 1) * days))


def _amnesty_day(random: Random, frame: Frame) -> date:
    days = {day: weight for day, weight in AMNESTIES.items() if frame.first <= day <= frame.last}
    return random.choices(list(days), list(days.values()))[0]


def _conditional_day(random: Random, frame: Frame) -> date:
    years = range(max(CONDITIONAL_FROM, frame.first.year), frame.last.year + 1)
    return date(random.choice(years), *random.choice(CONDITIONAL_DAYS)) + timedelta(days=random.randrange(4))


_RELEASE_DAY = {
    Category.COMPLETED: _any_day,
    Category.AMNESTY: _amnesty_day,
    Category.CONDITIONAL: _conditional_day,
}


def _sentence(random: Random, category: str) -> tuple[Offence, int]:
    """Conditional release and amnesty are for sentences of some length, and not for the gravest (BLHS Điều 66.2)."""
    shortest, longest = {Category.COMPLETED: (0, LIFE), Category.AMNESTY: (18, 144), Category.CONDITIONAL: (12, 72)}[
        Category(category)
    ]
    while True:
        offence, months = pronounce(random)
        if shortest <= months <= longest:
            return offence, months


def _served(random: Random, category: str, months: int) -> int:
    """Months really spent inside: reductions for those who complete, at least half before conditional release."""
    if months == LIFE:
        return random.randrange(18 * 12, 22 * 12)
    low, high = {Category.COMPLETED: (0.8, 1), Category.AMNESTY: (0.45, 0.8), Category.CONDITIONAL: (0.5, 0.8)}[
        Category(category)
    ]
    served = max(1, round(months * random.uniform(low, high)))
    return min(served, months - 3) if category == Category.CONDITIONAL else served


def _next_release(random: Random, frame: Frame, case: CaseLife) -> _Release | None:
    """The release after a new conviction, if it comes in time; who was convicted again serves to the end."""
    if case.history[-1].end_reason != EndReason.REIMPRISONED or case.crimes[-1].outcome != Outcome.CONVICTED:
        return None
    offence, months = pronounce(random)
    inside_from = case.history[-1].end_on
    on = add_months(inside_from, _served(random, Category.COMPLETED, months)) + timedelta(days=random.randrange(200))
    if on >= frame.last - timedelta(days=15):
        return None
    return _Release(Category.COMPLETED.value, offence, months, inside_from, on, on)


# --- what happens then ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Event:
    on: date
    change: Change
    # Whether it still happens to somebody who is on trial for a new crime.
    despite_crime: bool = True


def _tell(random: Random, frame: Frame, release: _Release) -> CaseLife:
    arrival_on, origin_text = _arrival(random, release)
    if arrival_on >= frame.last:
        arrival_on, origin_text = release.on, ""
    tried = judgment(release.offence, release.months, release.arrested_on + timedelta(days=120))
    begun = CaseLife(
        judgment=tried,
        release_on=release.on,
        certificate_number=f"{random.randrange(1, 2000)}/GCN",
        probation_end_on=release.clock_on if release.category == Category.CONDITIONAL else None,
        origin_text=origin_text,
        job=random.choice(JOBS),
        history=stay_chain.start_history(
            unit_id=0,
            category=release.category,
            on=arrival_on,
            origin=(Origin.ELSEWHERE if origin_text else Origin.PRISON).value,
        ),
    )
    crime, jailing = _crime(random, frame, release, arrival_on)
    events = _events(random, release, arrival_on)
    if crime is not None and crime.outcome != Outcome.DROPPED:
        events = [event for event in events if event.despite_crime or event.on < crime.prosecuted_on]
    return _run(begun, frame, sorted([*events, *jailing], key=lambda event: event.on), crime)


def _arrival(random: Random, release: _Release) -> tuple[date, str]:
    """Home within days; one in twenty first lived elsewhere. On conditional release within five days (Điều 59.2)."""
    if release.category == Category.CONDITIONAL:
        return release.on + timedelta(days=random.choice((0, 1, 1, 2, 3, 4, 5))), ""
    if random.random() < 0.05:
        return release.on + timedelta(days=random.randrange(40, 500)), random.choice(_ELSEWHERE)
    return release.on + timedelta(days=random.choice((0, 0, 1, 1, 2, 2, 3, 4, 5, 7, 10))), ""


def _run(case: CaseLife, frame: Frame, events: list[_Event], crime: Crime | None) -> CaseLife:
    """Let the events happen in order until the case is closed or the telling ends."""
    told = case.history
    for event in events:
        if event.on > frame.last or not stay_chain.is_open(told):
            break
        if event.on > told[0].start_on:
            told = stay_chain.apply_day(told, event.on, [event.change])
    last_day = told[-1].end_on or frame.last
    crimes = (crime,) if crime is not None and crime.prosecuted_on <= last_day else ()
    return replace(case, history=told, crimes=crimes)


def _events(random: Random, release: _Release, arrival_on: date) -> list[_Event]:
    """Everything that may happen apart from a new crime; what comes after a closure never does."""
    events = _moves(random, arrival_on)
    if release.category == Category.CONDITIONAL:
        events += _probation(random, arrival_on, release.clock_on)
    expunged_on = _expunged_on(random, release)
    if expunged_on is not None:
        document = f"{random.randrange(1, 4000)}/STP-LLTP"
        events.append(_Event(expunged_on, _closure(EndReason.EXPUNGED, document), despite_crime=False))
    for reason, every_years, document in (
        (EndReason.DIED, 110, "/TLKT"),
        (EndReason.MOVED_AWAY, 55, "/TB-CAX"),
        (EndReason.OTHER, 900, "/BB-CAX"),
    ):
        days = int(random.expovariate(1 / (every_years * 365)))
        document = f"{random.randrange(1, 200)}{document}"
        if days < 3650:
            events.append(_Event(arrival_on + timedelta(days=days), _closure(reason, document)))
    return events


def _moves(random: Random, arrival_on: date) -> list[_Event]:
    """One in ten moves to another commune, one in six of these once more."""
    events, on = [], arrival_on
    for place, chance in ((1, 0.1), (2, 0.17)):
        if random.random() >= chance:
            break
        on += timedelta(days=random.randrange(30, 600))
        events.append(_Event(on, Change(unit_id=place, document_number=f"{random.randrange(1, 300)}/TB-CAX")))
    return events


def _probation(random: Random, arrival_on: date, ends_on: date) -> list[_Event]:
    """The completion certificate on the last day, unless the release was revoked before (BLHS Điều 66.4)."""
    if random.random() < 0.04 and (ends_on - arrival_on).days > 60:
        on = arrival_on + timedelta(days=random.randrange(45, (ends_on - arrival_on).days))
        return [_Event(on, _closure(EndReason.REVOKED, f"{random.randrange(1, 90)}/QĐ-TA"))]
    done = Change(probation_completed=True, document_number=f"{random.randrange(1, 300)}/GCN-THAHS")
    return [_Event(ends_on, done)]


def _expunged_on(random: Random, release: _Release) -> date | None:
    """Some days after the term of Điều 70; one in five late, one in sixteen never (compensation or fee not paid)."""
    chance = random.random()
    if chance < 0.06:
        return None
    years = 2 if release.months <= 60 else 3 if release.months <= 180 else 5
    delay = random.randrange(60, 400) if chance < 0.25 else random.randrange(5, 45)
    return add_years(release.clock_on, years) + timedelta(days=1 + delay)


def _closure(reason: EndReason, document: str) -> Change:
    return Change(closed=reason.value, document_number=document)


def _crime(random: Random, frame: Frame, release: _Release, arrival_on: date) -> tuple[Crime | None, list[_Event]]:
    """For one in fifteen a new crime, mostly within two years, and the day it brings the person back to prison."""
    if random.random() >= 0.065:
        return None, []
    on = arrival_on + timedelta(days=20 + min(3650, int(random.expovariate(1 / 380))))
    document = f"{random.randrange(1, 250)}/QĐ-CSĐT"
    tried_on = on + timedelta(days=random.randrange(75, 200))
    if random.random() < 0.08:
        return Crime(on, document, None, Outcome.DROPPED.value), []
    at_once = release.category == Category.CONDITIONAL or random.random() < 0.75
    jailed_on = on if at_once else tried_on + timedelta(days=random.randrange(15, 40))
    jailing = [_Event(jailed_on, _closure(EndReason.REIMPRISONED, document))]
    if tried_on > frame.last:
        return Crime(on, document, None, Outcome.PENDING.value), jailing
    return Crime(on, document, tried_on, Outcome.CONVICTED.value), jailing
