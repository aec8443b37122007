"""The reference count: a second implementation of docs/measures.md §2 and §3 in plain loops, without SQL and ORM.

It is written from that document alone and shares no code with reports/measures/management.py or cases/facts/stay_chain.py; where
the two counts differ, one of them is wrong. A unit is its code. A row of a report is the set of units whose stays count in it.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

CLOSURES = ("expunged", "died", "moved_away", "reimprisoned", "revoked", "other")
COUNTS = [
    "opening",
    "released",
    "transferred_in",
    "category_in",
    "expunged",
    "died",
    "moved_away",
    "reimprisoned",
    "revoked",
    "other",
    "transferred_out",
    "category_out",
    "closing",
    "managed",
    "reoffended",
    "unconfirmed",
]


@dataclass(frozen=True)
class PlainStay:
    """[start, end) in one unit and category. `reason`: why the case was closed; "" if it continues in another stay or is open."""

    unit: str
    category: str
    start: date
    end: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class PlainReoffence:
    prosecuted: date
    convicted: date | None = None
    outcome: str = "pending"
    # Whether a second person has confirmed it, as it now stands.
    is_confirmed: bool = False


@dataclass
class PlainCase:
    """One release of one person. `stays` are in order of time; a withdrawn case has none."""

    code: str
    person: str
    origin: str = "prison"
    stays: list[PlainStay] = field(default_factory=list)
    reoffences: list[PlainReoffence] = field(default_factory=list)


def stays_from(arrived: date, unit: str, category: str, events: list[tuple[date, str, str]]) -> list[PlainStay]:
    """Build the stays of a case from its events: (day, "move", unit), (day, "complete", "") or (day, "close", reason).

    The unit and category of a day are those after all events of the day. A stay is a run of days with the same unit and category.
    """
    by_day = {arrived: (unit, category)}
    closed, reason = None, ""
    for day, kind, value in sorted(events, key=lambda event: event[0]):
        if kind == "close":
            closed, reason = day, value
            break
        if kind == "move":
            unit = value
        else:
            category = "completed"
        by_day[day] = (unit, category)
    runs: list[tuple[date, tuple[str, str]]] = []
    for day in sorted(by_day):
        if day != closed and (not runs or runs[-1][1] != by_day[day]):
            runs.append((day, by_day[day]))
    ends = [day for day, _value in runs[1:]] + [closed]
    reasons = [""] * (len(runs) - 1) + [reason]
    return [PlainStay(*value, day, end, why) for (day, value), end, why in zip(runs, ends, reasons, strict=True)]


def count(
    cases: list[PlainCase],
    row: set[str],
    category: str,
    start: date,
    end: date,
    *,
    counted_date: str = "prosecution",
    denominator: str = "during",
) -> dict:
    """All figures of one cell. `row`: the units of the row; `category`: one of the three, or "total"; `end` is included."""
    figures: dict[str, int | Fraction] = dict.fromkeys(COUNTS, 0)
    managed, reoffended = set(), set()
    for case in cases:
        for position, stay in enumerate(case.stays):
            if not _in_cell(stay, row, category):
                continue
            for name in _fields_of_stay(case, position, row, start, end):
                figures[name] += 1
            if _managed(stay, start, end, denominator):
                managed.add(case.person)
        for reoffence in case.reoffences:
            day = counted_day(reoffence, counted_date)
            its_stay = attributed_stay(cases, case.person, day)
            if day is not None and start <= day <= end and its_stay is not None and _in_cell(its_stay, row, category):
                reoffended.add(case.person)
                figures["unconfirmed"] += not reoffence.is_confirmed
    if category == "total":
        figures["category_in"] = figures["category_out"] = 0
    figures["managed"] = len(managed)
    if denominator == "average":
        figures["managed"] = Fraction(figures["opening"] + figures["closing"], 2)
    figures["reoffended"] = len(reoffended)
    return {**figures, "rate": rate(len(reoffended), figures["managed"])}


def not_attributed(
    cases: list[PlainCase], row: set[str], start: date, end: date, *, counted_date: str = "prosecution"
) -> list[tuple[str, date]]:
    """(case code, day) of the period's reoffences outside every stay, for cases with any stay in `row`."""
    return sorted(
        (case.code, day)
        for case in cases
        if any(stay.unit in row for stay in case.stays)
        for day in [counted_day(reoffence, counted_date) for reoffence in case.reoffences]
        if day is not None and start <= day <= end and attributed_stay(cases, case.person, day) is None
    )


def unconfirmed(
    cases: list[PlainCase], row: set[str], start: date, end: date, *, counted_date: str = "prosecution"
) -> list[tuple[str, date]]:
    """(case code, day) of the period's reoffences that count in `row` and that no second person has confirmed."""
    found = []
    for case in cases:
        for reoffence in case.reoffences:
            day = counted_day(reoffence, counted_date)
            its_stay = attributed_stay(cases, case.person, day)
            if day is None or its_stay is None or reoffence.is_confirmed:
                continue
            if start <= day <= end and its_stay.unit in row:
                found.append((case.code, day))
    return sorted(found)


def counted_day(reoffence: PlainReoffence, counted_date: str) -> date | None:
    """The day on which a reoffence counts; None if it does not count."""
    if reoffence.outcome in ("dropped", "acquitted"):
        return None
    return reoffence.prosecuted if counted_date == "prosecution" else reoffence.convicted


def attributed_stay(cases: list[PlainCase], person, day: date | None) -> PlainStay | None:
    """The person's stay with the latest start <= day whose end is empty or >= day, in whichever case it lies."""
    if day is None:
        return None
    stays = [stay for case in cases if case.person == person for stay in case.stays]
    fitting = [stay for stay in stays if stay.start <= day and (stay.end is None or stay.end >= day)]
    return max(fitting, key=lambda stay: stay.start, default=None)


def rate(reoffended: int, managed) -> str | None:
    """100 × reoffended / managed, rounded half up to two decimals; None if nobody is managed."""
    if managed == 0:
        return None
    hundredths = (Fraction(10_000 * reoffended) / managed + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _in_cell(stay: PlainStay, row: set[str], category: str) -> bool:
    return stay.unit in row and category in ("total", stay.category)


def _fields_of_stay(case: PlainCase, position: int, row: set[str], start: date, end: date) -> list[str]:
    stay = case.stays[position]
    counted = []
    if stay.start < start and (stay.end is None or stay.end >= start):
        counted.append("opening")
    if stay.start <= end and (stay.end is None or stay.end > end):
        counted.append("closing")
    if start <= stay.start <= end:
        counted += _start_fields(case, position, row)
    if stay.end is not None and start <= stay.end <= end:
        counted += _end_fields(case, position, row)
    return counted


def _start_fields(case: PlainCase, position: int, row: set[str]) -> list[str]:
    stay = case.stays[position]
    if position == 0:
        return ["released" if case.origin == "prison" else "transferred_in"]
    before = case.stays[position - 1]
    if before.unit not in row:
        return ["transferred_in"]
    return ["category_in"] if before.category != stay.category else []


def _end_fields(case: PlainCase, position: int, row: set[str]) -> list[str]:
    stay = case.stays[position]
    if position == len(case.stays) - 1:
        return [stay.reason]
    after = case.stays[position + 1]
    if after.unit not in row:
        return ["transferred_out"]
    return ["category_out"] if after.category != stay.category else []


def _managed(stay: PlainStay, start: date, end: date, denominator: str) -> bool:
    if denominator == "end":
        return stay.start <= end and (stay.end is None or stay.end > end)
    return stay.start <= end and (stay.end is None or stay.end >= start)


def cell(**counts) -> dict:
    """All counts of a cell: those given, and 0 for the rest."""
    return {**dict.fromkeys(COUNTS, 0), "rate": None, **counts}
