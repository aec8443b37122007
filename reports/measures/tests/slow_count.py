"""A second count of docs/measures.md §2 and §3, written from that text alone: plain lists, plain loops, no SQL, no ORM.

It shares no line with reports/measures/management.py or cases/facts/stay_chain.py; where they disagree one is wrong. Units are
anything comparable (codes); a row of a report is the set of units whose stays count in it.
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
]


@dataclass(frozen=True)
class PlainStay:
    """[start, end) in one unit and category; `reason` is a closure, or "" when the case goes on (or is still open)."""

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


@dataclass
class PlainCase:
    """One release of one person; `stays` in order, empty when the case was withdrawn."""

    code: str
    person: str
    origin: str = "prison"
    stays: list[PlainStay] = field(default_factory=list)
    reoffences: list[PlainReoffence] = field(default_factory=list)


def stays_from(arrived: date, unit: str, category: str, events: list[tuple[date, str, str]]) -> list[PlainStay]:
    """The stays of a case from what happened: (day, "move", unit), (day, "complete", ""), (day, "close", reason).

    Where somebody is managed on a day is what holds after all of the day's events; a stay is a run of days with one answer.
    """
    answers = {arrived: (unit, category)}
    closed, reason = None, ""
    for day, kind, value in sorted(events, key=lambda event: event[0]):
        if kind == "close":
            closed, reason = day, value
            break
        if kind == "move":
            unit = value
        else:
            category = "completed"
        answers[day] = (unit, category)
    runs = []
    for day in sorted(answers):
        if day != closed and (not runs or runs[-1][1] != answers[day]):
            runs.append((day, answers[day]))
    ends = [day for day, _answer in runs[1:]] + [closed]
    reasons = [""] * (len(runs) - 1) + [reason]
    return [PlainStay(*answer, day, end, why) for (day, answer), end, why in zip(runs, ends, reasons, strict=True)]


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
    """Every figure of one cell. `row`: the units of the row; `category`: one of the three, or "total"."""
    found = dict.fromkeys(COUNTS, 0)
    managed, reoffended = set(), set()
    for case in cases:
        for position, stay in enumerate(case.stays):
            if not _in_cell(stay, row, category):
                continue
            for name in _what_it_counts_as(case, position, row, start, end):
                found[name] += 1
            if _managed(stay, start, end, denominator):
                managed.add(case.person)
        for reoffence in case.reoffences:
            day = counted_day(reoffence, counted_date)
            stay = attributed_stay(cases, case.person, day)
            if day is not None and start <= day <= end and stay is not None and _in_cell(stay, row, category):
                reoffended.add(case.person)
    if category == "total":
        found["category_in"] = found["category_out"] = 0
    found["managed"] = len(managed)
    if denominator == "average":
        found["managed"] = Fraction(found["opening"] + found["closing"], 2)
    found["reoffended"] = len(reoffended)
    return {**found, "rate": rate(len(reoffended), found["managed"])}


def not_attributed(
    cases: list[PlainCase], row: set[str], start: date, end: date, *, counted_date: str = "prosecution"
) -> list[tuple[str, date]]:
    """(case code, day) of the period's reoffences that fall into no stay, of cases that were ever in `row`."""
    return sorted(
        (case.code, day)
        for case in cases
        if any(stay.unit in row for stay in case.stays)
        for day in [counted_day(reoffence, counted_date) for reoffence in case.reoffences]
        if day is not None and start <= day <= end and attributed_stay(cases, case.person, day) is None
    )


def counted_day(reoffence: PlainReoffence, counted_date: str) -> date | None:
    """The day a reoffence counts on; None: it does not count."""
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
    """100 × reoffended / managed, half up to two decimals, in whole hundredths; None when nobody is managed."""
    if managed == 0:
        return None
    hundredths = (Fraction(10_000 * reoffended) / managed + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _in_cell(stay: PlainStay, row: set[str], category: str) -> bool:
    return stay.unit in row and category in ("total", stay.category)


def _what_it_counts_as(case: PlainCase, position: int, row: set[str], start: date, end: date) -> list[str]:
    stay = case.stays[position]
    counted = []
    if stay.start < start and (stay.end is None or stay.end >= start):
        counted.append("opening")
    if stay.start <= end and (stay.end is None or stay.end > end):
        counted.append("closing")
    if start <= stay.start <= end:
        counted += _how_it_began(case, position, row)
    if stay.end is not None and start <= stay.end <= end:
        counted += _how_it_ended(case, position, row)
    return counted


def _how_it_began(case: PlainCase, position: int, row: set[str]) -> list[str]:
    stay = case.stays[position]
    if position == 0:
        return ["released" if case.origin == "prison" else "transferred_in"]
    before = case.stays[position - 1]
    if before.unit not in row:
        return ["transferred_in"]
    return ["category_in"] if before.category != stay.category else []


def _how_it_ended(case: PlainCase, position: int, row: set[str]) -> list[str]:
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
