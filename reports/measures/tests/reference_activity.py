"""The reference count of what units did: docs/measures.md §4a in plain loops, without SQL and ORM.

It is written from that document alone and shares no code with reports/measures/activity.py.
"""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from reports.measures.tests.reference_count import PlainCase, attributed_stay, counted_day


@dataclass(frozen=True)
class PlainEvent:
    """A record of a case: what it is, its day, an amount, and whether it was struck out in the end."""

    name: str
    on: date
    amount: int = 0
    is_struck: bool = False


@dataclass(frozen=True)
class PlainModel:
    """A commune's model over [launched, ended), its events, and its spans: (name, from, until, amount)."""

    unit: str
    launched: date
    ended: date | None = None
    events: list[PlainEvent] = field(default_factory=list)
    spans: list[tuple[str, date, date | None, int]] = field(default_factory=list)


def case_events(
    cases: list[PlainCase], events: dict[str, list[PlainEvent]], row: set[str], start: date, end: date
) -> dict:
    """name -> [records, cases, amount] of the events by the code of the case."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for case in cases:
        breaches = sorted(event.on for event in events[case.code] if event.name == "breach")
        for event in events[case.code]:
            if not (start <= event.on <= end and _unit_on(case, event.on) in row):
                continue
            name = event.name
            if name == "breach":
                name = "breach_first" if event.on == breaches[0] else "breach_again"
            found[name].append((case.code, event.amount))
    return {
        name: [len(rows), len({code for code, _amount in rows}), sum(amount for _code, amount in rows)]
        for name, rows in found.items()
    }


def _unit_on(case: PlainCase, on: date) -> str | None:
    held = [stay for stay in case.stays if stay.start <= on and (stay.end is None or stay.end >= on)]
    return max(held, key=lambda stay: stay.start).unit if held else None


def model_events(models: list[PlainModel], row: set[str], start: date, end: date) -> dict:
    """name -> [records, 0, amount]: what happened in the period, and what stood on its last day."""
    found: dict[str, list[int]] = defaultdict(list)
    for model in models:
        if model.unit not in row:
            continue
        if model.launched <= end and (model.ended is None or model.ended > end):
            found["models"].append(0)
        if start <= model.launched <= end:
            found["model_launched"].append(0)
        for event in model.events:
            if start <= event.on <= end:
                found[event.name].append(event.amount)
            if event.on <= end and event.name in ("fund_in", "fund_out"):
                found["fund"].append(event.amount if event.name == "fund_in" else -event.amount)
        for name, since, until, amount in model.spans:
            if since <= end and (until is None or until > end):
                found[name].append(amount)
    return {name: [len(amounts), 0, sum(amounts)] for name, amounts in found.items()}


def reoffence_times(cases: list[PlainCase], row: set[str], start: date, end: date, counted_date: str) -> dict[str, int]:
    """How many counted reoffences fell within so many months of the first day of the case to whose stay they belong."""
    found: dict[str, int] = defaultdict(int)
    for case in cases:
        for reoffence in case.reoffences:
            on = counted_day(reoffence, counted_date)
            stay = attributed_stay(cases, case.person, on)
            if on is None or stay is None or not start <= on <= end or stay.unit not in row:
                continue
            [of] = [one for one in cases if any(held is stay for held in one.stays)]
            began = min(one.start for one in of.stays)
            within = [months for months in (12, 24, 36) if on < _later(began, months)]
            found[f"within_{within[0]}" if within else "later"] += 1
    return found


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
