"""What another definition does to the rates of past periods.

Also what other half-years do. Counts nothing: it calls measures/management.py twice and compares.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from areas.models import Level, Unit
from cases.facts.clock import settled_time
from cases.models import Stay
from core.dates import DAY_ONE, Period, Preset, today
from law.half_years import effects as half_years
from law.provider import law
from law.rules.periods import presets
from reports.measures.definition import Definition
from reports.measures.management import TOTAL, FiguresQuery, management_rows, unattributed_reoffences
from reports.measures.rows import unit_rows
from reports.models import MeasureDefinition

# Half-years of each way of dividing the year that are compared, counted back from the last completed one.
HALF_YEARS = 6


@dataclass(frozen=True, slots=True)
class Fall:
    """A rate that would be lower, or would not be given any more (`after` None)."""

    unit: str
    start: date
    end: date
    before: str
    after: str | None
    # Reoffences of the period that no rate counts, which stand beside every rate.
    outside: int = 0
    # Counted reoffences of the unit that nobody had confirmed, which stand there as well.
    unconfirmed: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """`is_certain_to_lower_none`: neither a past nor a future rate can fall, so that one person may decide."""

    is_certain_to_lower_none: bool
    falls: list[Fall]
    compared: int


def effect_of(valid_from: date, proposed: Definition) -> Effect:
    """Compare the rates of the units' totals in past half-years that the proposed row would govern.

    Only a change that changes nothing, or one before there is anybody, is certain to lower no rate: another date or another
    denominator lowers the rate of some period, past or to come, for some people that may still be recorded.
    """
    if MeasureDefinition.objects.on(valid_from) == proposed or not Stay.objects.exists():
        return Effect(True, [], 0)
    later = MeasureDefinition.objects.current().filter(valid_from__gt=valid_from).order_by("valid_from").first()
    falls, compared, at = [], 0, settled_time()
    for period in _past_half_years(valid_from, later.valid_from if later else None):
        present = MeasureDefinition.objects.on(period.end)
        for unit in _counted_units(period.end):
            was, now = (_rates(unit, period, at, definition) for definition in (present, proposed))
            compared += len(was)
            lower = [code for code, row in was.items() if row["rate"] and _is_lower(now[code]["rate"], row["rate"])]
            if lower:
                query = FiguresQuery(unit, period, at, present)
                outside = len(unattributed_reoffences(query, unit_rows(unit, period.end)))
                falls += [_fall(code, period, was[code], now[code], outside) for code in lower]
    return Effect(False, falls, compared)


@half_years.half_year_effect
def effect_of_half_years(present: Preset, proposed: Preset) -> half_years.Effect:
    """Compare the rates of the completed half-years, the latest with the latest, under the present and the proposed way.

    Returns: falls as {"unit", "was", "will_be": first and last day, "before", "after", "outside", "unconfirmed" as of Fall}.
    """
    falls, compared, at = [], 0, settled_time()
    if not Stay.objects.exists():
        return half_years.Effect()
    for old, new in zip(_completed(present), _completed(proposed), strict=True):
        for unit in _counted_units(old.end):
            was, now = (_rates(unit, one, at, MeasureDefinition.objects.on(one.end)) for one in (old, new))
            compared += len(was)
            after = {code: now[code]["rate"] if code in now else None for code in was}
            lower = [code for code, row in was.items() if row["rate"] and _is_lower(after[code], row["rate"])]
            if not lower:
                continue
            query = FiguresQuery(unit, old, at, MeasureDefinition.objects.on(old.end))
            outside = len(unattributed_reoffences(query, unit_rows(unit, old.end)))
            falls += [
                {
                    **{"unit": code, "was": _days(old), "will_be": _days(new)},
                    **{"before": was[code]["rate"], "after": after[code]},
                    **{"outside": outside, "unconfirmed": was[code]["unconfirmed"]},
                }
                for code in lower
            ]
    return half_years.Effect(falls, compared)


def _days(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat()]


def _fall(code: str, period: Period, was: dict[str, Any], now: dict[str, Any], outside: int) -> Fall:
    return Fall(code, period.start, period.end, was["rate"], now["rate"], outside, was["unconfirmed"])


def _rates(unit: Unit, period: Period, at: datetime, definition: Definition) -> dict[str, dict[str, Any]]:
    """The total row of the unit and of those directly below it, by code."""
    rows = management_rows(FiguresQuery(unit, period, at, definition), unit_rows(unit, period.end))
    return {row["unit"]: row for row in rows if row["category"] == TOTAL}


def _is_lower(after: str | None, before: str) -> bool:
    return (after is None and Decimal(before) > 0) or (after is not None and Decimal(after) < Decimal(before))


def _past_half_years(first: date, until: date | None) -> Iterator[Period]:
    """The completed half-years that end in [first, until)."""
    for preset in presets(law(today())).values():
        for period in _completed(preset):
            if first <= period.end and (until is None or period.end < until):
                yield period


def _completed(preset: Preset) -> Iterator[Period]:
    """The latest half-years that are over, the newest first."""
    period = preset.half_year(today())
    for _number in range(HALF_YEARS):
        period = preset.half_year(period.start - DAY_ONE)
        yield period


def _counted_units(day: date) -> list[Unit]:
    """The units whose rows hold every other: those above communes."""
    return list(Unit.objects.on(day).exclude(level=Level.COMMUNE).order_by("code"))
