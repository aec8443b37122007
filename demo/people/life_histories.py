"""Invented life histories: sentence, release, arrival, moves, probation, reoffences, expungement, death. Pure functions.

The histories follow the law: probation ends on its last day (Luật THAHS 2019, Điều 59.4), a record is expunged some days after
the term of BLHS 2015, Điều 70, and amnesties happen on the real amnesty days. `cases.facts.stay_chain` builds every history, so
the services accept all of them.

Places are relative: 0 is the home commune, 1 the commune of the first move, 2 that of the second. The caller maps them to
communes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from cases.choices import EndReason, Origin, Outcome
from cases.facts import stay_chain
from cases.facts.stay_chain import Change, History
from core.dates import Period, add_months, add_years
from demo.people import names
from demo.people.offences import LIFE_SENTENCE, Judgment, Offence, judgment, random_sentence
from law.choices import Category

PLACES = 3
# The days of presidential amnesties, with the weight of each day among the invented releases.
AMNESTIES = {
    date(2015, 8, 31): 5,
    date(2016, 12, 1): 3,
    date(2021, 9, 1): 5,
    date(2022, 9, 1): 6,
    date(2024, 10, 1): 4,
}
# Conditional release exists since the Penal Code of 2015. It is decided before Tết, 30 April and 2 September.
CONDITIONAL_SINCE = 2018
CONDITIONAL_DAYS = ((1, 24), (4, 27), (8, 30))
JOBS = (
    "Làm nông", "Làm nông", "Trồng keo", "Nuôi bò", "Thợ hồ", "Thợ hồ", "Phụ hồ", "Lái xe", "Thợ sửa xe máy", "Thợ mộc",
    "Công nhân khu công nghiệp", "Công nhân may", "Buôn bán nhỏ", "Làm thuê theo ngày", "Chưa có việc làm ổn định", "",
)  # fmt: skip
_ELSEWHERE = ("Chuyển đến từ tỉnh Gia Lai", "Chuyển đến từ TP. Hồ Chí Minh", "Chuyển đến từ tỉnh Bình Dương",
              "Chuyển đến từ TP. Đà Nẵng", "Chuyển đến từ tỉnh Quảng Nam")  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """The days from the first release to the last event. In `reoffence_free` nobody is prosecuted or convicted."""

    first: date
    last: date
    reoffence_free: Period | None = None


@dataclass(frozen=True, slots=True)
class GeneratedReoffence:
    """A reoffence with the fields of cases.facts.store.ReoffenceData."""

    prosecuted_on: date
    document_number: str
    convicted_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """One release. `history` ends on the last day of the time frame and has relative places as `unit_id`."""

    judgment: Judgment
    release_on: date
    certificate_number: str
    probation_end_on: date | None
    origin_text: str
    job: str
    history: History
    reoffences: tuple[GeneratedReoffence, ...] = ()
    # What was drawn for the days after the time frame (`continue_life`).
    later: tuple["Event", ...] = ()
    drawn_reoffence: GeneratedReoffence | None = None

    @property
    def category(self) -> str:
        """The category at the release."""
        return self.history[0].category

    @property
    def arrival_on(self) -> date:
        """The day on which the person came home."""
        return self.history[0].start_on


@dataclass(frozen=True, slots=True)
class LifeHistory:
    """The birth date and all releases of one invented person."""

    born_on: date
    cases: tuple[CaseHistory, ...]

    @property
    def reoffences(self) -> list[GeneratedReoffence]:
        """The reoffences after all releases."""
        return [reoffence for case in self.cases for reoffence in case.reoffences]


@dataclass(frozen=True, slots=True)
class _Release:
    """A release. `term_starts_on`: the day from which the term of BLHS, Điều 70 runs."""

    category: str
    offence: Offence
    months: int
    arrested_on: date
    on: date
    term_starts_on: date


def generate_life(
    random: Random, frame: TimeFrame, category: str, wanted: Callable[[LifeHistory], bool] | None = None
) -> LifeHistory:
    """Generate a life history that begins with a release of this category.

    Arguments: `wanted`, a condition on the history. Histories are drawn until one meets it and has no reoffence in the excluded
    period.
    Raises: RuntimeError after 20,000 attempts.
    """
    for _attempt in range(20_000):
        life = _draw(random, frame, category)
        if _has_no_reoffence_in(life, frame.reoffence_free) and (wanted is None or wanted(life)):
            return life
    raise RuntimeError(f"no life of category {category} is as wanted")


def _draw(random: Random, frame: TimeFrame, category: str) -> LifeHistory:
    release = _first_release(random, frame, category)
    cases = [_build_case(random, frame, release)]
    while (again := _next_release(random, frame, cases[-1])) is not None:
        cases.append(_build_case(random, frame, again))
    return LifeHistory(names.birthday(random, release.arrested_on), tuple(cases))


def _has_no_reoffence_in(life: LifeHistory, reoffence_free: Period | None) -> bool:
    days = [day for reoffence in life.reoffences for day in (reoffence.prosecuted_on, reoffence.convicted_on)]
    days += [case.history[-1].end_on for case in life.cases if case.history[-1].end_reason == EndReason.REIMPRISONED]
    return reoffence_free is None or not any(day is not None and day in reoffence_free for day in days)


# --- release ----------------------------------------------------------------------------------------------------


def _first_release(random: Random, frame: TimeFrame, category: str) -> _Release:
    on = _RELEASE_DAY[Category(category)](random, frame)
    offence, months = _sentence(random, category)
    served = _served(random, category, months)
    term_starts_on = on if category != Category.CONDITIONAL else add_months(on, months - served)
    return _Release(category, offence, months, add_months(on, -served), on, term_starts_on)


def _any_day(random: Random, frame: TimeFrame) -> date:
    """A random day; later years are more frequent, because registers grow."""
    days = (frame.last - frame.first).days - 10
    return frame.first + timedelta(days=int(max(random.random(), random.random() * 1.3 % 1) * days))


def _amnesty_day(random: Random, frame: TimeFrame) -> date:
    days = {day: weight for day, weight in AMNESTIES.items() if frame.first <= day <= frame.last}
    return random.choices(list(days), list(days.values()))[0]


def _conditional_day(random: Random, frame: TimeFrame) -> date:
    years = range(max(CONDITIONAL_SINCE, frame.first.year), frame.last.year + 1)
    return date(random.choice(years), *random.choice(CONDITIONAL_DAYS)) + timedelta(days=random.randrange(4))


_RELEASE_DAY = {
    Category.COMPLETED: _any_day,
    Category.AMNESTY: _amnesty_day,
    Category.CONDITIONAL: _conditional_day,
}


def _sentence(random: Random, category: str) -> tuple[Offence, int]:
    """A random offence and sentence. Amnesty and conditional release need a sentence within limits (BLHS, Điều 66.2)."""
    shortest, longest = {
        Category.COMPLETED: (0, LIFE_SENTENCE),
        Category.AMNESTY: (18, 144),
        Category.CONDITIONAL: (12, 72),
    }[Category(category)]
    while True:
        offence, months = random_sentence(random)
        if shortest <= months <= longest:
            return offence, months


def _served(random: Random, category: str, months: int) -> int:
    """Months served: reduced for a completed sentence, at least half before conditional release."""
    if months == LIFE_SENTENCE:
        return random.randrange(18 * 12, 22 * 12)
    low, high = {Category.COMPLETED: (0.8, 1), Category.AMNESTY: (0.45, 0.8), Category.CONDITIONAL: (0.5, 0.8)}[
        Category(category)
    ]
    served = max(1, round(months * random.uniform(low, high)))
    return min(served, months - 3) if category == Category.CONDITIONAL else served


def _next_release(random: Random, frame: TimeFrame, case: CaseHistory) -> _Release | None:
    """The release after a new conviction, None if it is later than the time frame. The new sentence is served completely."""
    inside_from = case.history[-1].end_on
    if case.history[-1].end_reason != EndReason.REIMPRISONED or case.reoffences[-1].outcome != Outcome.CONVICTED:
        return None
    if inside_from is None:
        return None
    offence, months = random_sentence(random)
    on = add_months(inside_from, _served(random, Category.COMPLETED, months)) + timedelta(days=random.randrange(200))
    if on >= frame.last - timedelta(days=15):
        return None
    return _Release(Category.COMPLETED.value, offence, months, inside_from, on, on)


# --- events after the release -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """A change of a case on a day."""

    on: date
    change: Change
    # Whether the event also happens to a person on trial for a reoffence.
    despite_crime: bool = True


def _build_case(random: Random, frame: TimeFrame, release: _Release) -> CaseHistory:
    arrival_on, origin_text = _arrival(random, release)
    if arrival_on >= frame.last:
        arrival_on, origin_text = release.on, ""
    tried = judgment(release.offence, release.months, release.arrested_on + timedelta(days=120))
    begun = CaseHistory(
        judgment=tried,
        release_on=release.on,
        certificate_number=f"{random.randrange(1, 2000)}/GCN",
        probation_end_on=release.term_starts_on if release.category == Category.CONDITIONAL else None,
        origin_text=origin_text,
        job=random.choice(JOBS),
        history=stay_chain.start_history(
            unit_id=0,
            category=release.category,
            on=arrival_on,
            origin=(Origin.ELSEWHERE if origin_text else Origin.PRISON).value,
        ),
    )
    reoffence, jailing = _reoffence(random, release, arrival_on)
    events = _events(random, release, arrival_on)
    if reoffence is not None and reoffence.outcome != Outcome.DROPPED:
        events = [event for event in events if event.despite_crime or event.on < reoffence.prosecuted_on]
    return _apply_events(begun, frame, sorted([*events, *jailing], key=lambda event: event.on), reoffence)


def _arrival(random: Random, release: _Release) -> tuple[date, str]:
    """Arrival within days; 5 % lived elsewhere first. On conditional release within five days (Luật THAHS, Điều 59.2)."""
    if release.category == Category.CONDITIONAL:
        return release.on + timedelta(days=random.choice((0, 1, 1, 2, 3, 4, 5))), ""
    if random.random() < 0.05:
        return release.on + timedelta(days=random.randrange(40, 500)), random.choice(_ELSEWHERE)
    return release.on + timedelta(days=random.choice((0, 0, 1, 1, 2, 2, 3, 4, 5, 7, 10))), ""


def _apply_events(
    case: CaseHistory, frame: TimeFrame, events: list[Event], reoffence: GeneratedReoffence | None
) -> CaseHistory:
    """Apply the events in order until the case is closed or the time frame ends."""
    return _until(replace(case, later=tuple(events), drawn_reoffence=reoffence), frame.last)


def _until(case: CaseHistory, last: date) -> CaseHistory:
    history = case.history
    for event in case.later:
        if event.on > last or not stay_chain.is_open(history):
            break
        if event.on > history[0].start_on:
            history = stay_chain.apply_day(history, event.on, [event.change])
    reoffence, last_day = case.drawn_reoffence, history[-1].end_on or last
    reoffences = case.reoffences
    if reoffence is not None and reoffence.prosecuted_on <= last_day:
        is_decided = reoffence.convicted_on is None or reoffence.convicted_on <= last
        pending = replace(reoffence, convicted_on=None, outcome=Outcome.PENDING.value)
        reoffences = (reoffence if is_decided else pending,)
    later = tuple(event for event in case.later if event.on > last)
    return replace(case, history=history, reoffences=reoffences, later=later)


def continue_life(life: LifeHistory, last: date) -> LifeHistory:
    """The same life up to a later day than that of the time frame in which it was drawn. Nobody is released anew."""
    return replace(life, cases=tuple(_until(case, last) for case in life.cases))


def _events(random: Random, release: _Release, arrival_on: date) -> list[Event]:
    """All possible events except reoffences. Events after a closure are dropped later."""
    events = _moves(random, arrival_on)
    if release.category == Category.CONDITIONAL:
        events += _probation(random, arrival_on, release.term_starts_on)
    expunged_on = _expunged_on(random, release)
    if expunged_on is not None:
        document = f"{random.randrange(1, 4000)}/STP-LLTP"
        events.append(Event(expunged_on, _closure(EndReason.EXPUNGED, document), despite_crime=False))
    for reason, every_years, document in (
        (EndReason.DIED, 110, "/TLKT"),
        (EndReason.MOVED_AWAY, 55, "/TB-CAX"),
        (EndReason.OTHER, 900, "/BB-CAX"),
    ):
        days = int(random.expovariate(1 / (every_years * 365)))
        document = f"{random.randrange(1, 200)}{document}"
        if days < 3650:
            events.append(Event(arrival_on + timedelta(days=days), _closure(reason, document)))
    return events


def _moves(random: Random, arrival_on: date) -> list[Event]:
    """10 % move to another commune, 17 % of these move again."""
    events, on = [], arrival_on
    for place, chance in ((1, 0.1), (2, 0.17)):
        if random.random() >= chance:
            break
        on += timedelta(days=random.randrange(30, 600))
        events.append(Event(on, Change(unit_id=place, document_number=f"{random.randrange(1, 300)}/TB-CAX")))
    return events


def _probation(random: Random, arrival_on: date, ends_on: date) -> list[Event]:
    """The completion certificate on the last day, or an earlier revocation (BLHS, Điều 66.4)."""
    if random.random() < 0.04 and (ends_on - arrival_on).days > 60:
        on = arrival_on + timedelta(days=random.randrange(45, (ends_on - arrival_on).days))
        return [Event(on, _closure(EndReason.REVOKED, f"{random.randrange(1, 90)}/QĐ-TA"))]
    done = Change(probation_completed=True, document_number=f"{random.randrange(1, 300)}/GCN-THAHS")
    return [Event(ends_on, done)]


def _expunged_on(random: Random, release: _Release) -> date | None:
    """The day of expungement, some days after the term of BLHS, Điều 70: 19 % late, 6 % never (None), because of unpaid debts."""
    chance = random.random()
    if chance < 0.06:
        return None
    years = 2 if release.months <= 60 else 3 if release.months <= 180 else 5
    delay = random.randrange(60, 400) if chance < 0.25 else random.randrange(5, 45)
    return add_years(release.term_starts_on, years) + timedelta(days=1 + delay)


def _closure(reason: EndReason, document: str) -> Change:
    return Change(closed=reason.value, document_number=document)


def _reoffence(random: Random, release: _Release, arrival_on: date) -> tuple[GeneratedReoffence | None, list[Event]]:
    """For 6.5 % a reoffence, mostly within two years, and the event of the imprisonment."""
    if random.random() >= 0.065:
        return None, []
    on = arrival_on + timedelta(days=20 + min(3650, int(random.expovariate(1 / 380))))
    document = f"{random.randrange(1, 250)}/QĐ-CSĐT"
    tried_on = on + timedelta(days=random.randrange(75, 200))
    if random.random() < 0.08:
        return GeneratedReoffence(on, document, None, Outcome.DROPPED.value), []
    at_once = release.category == Category.CONDITIONAL or random.random() < 0.75
    jailed_on = on if at_once else tried_on + timedelta(days=random.randrange(15, 40))
    jailing = [Event(jailed_on, _closure(EndReason.REIMPRISONED, document))]
    return GeneratedReoffence(on, document, tried_on, Outcome.CONVICTED.value), jailing
