"""The figures of a report with what its units did (activity.py) and those of the years before, which its pictures show (§7).

Everything is counted under one definition and as known at one instant, so earlier half-years may differ from what was reported
of them at the time.
"""

from datetime import datetime
from typing import Any

from areas.models import Unit
from cases.facts.clock import settled_time
from core.dates import Period
from reports.measures.activity import activity_figures
from reports.measures.dashboard.people import Rate, rates
from reports.measures.dashboard.question import Question
from reports.measures.definition import Definition
from reports.measures.management import DEFAULT, checksum, figures, rate


def report_figures(
    unit: Unit, period: Period, known_at: datetime | None = None, definition: Definition = DEFAULT
) -> dict[str, Any]:
    """Count what a report states: `management.figures`, under "activity" that of activity.py, and under "history" the half-years
    and the years up to its last day.

    Arguments and errors: as of `management.figures`.
    """
    at = known_at or settled_time()
    report = {
        **figures(unit, period, at, definition),
        "activity": activity_figures(unit, period, at, definition),
        "history": _history(unit, period, at, definition),
    }
    return {**report, "checksum": checksum(report)}


def _history(unit: Unit, period: Period, known_at: datetime, definition: Definition) -> dict[str, Any]:
    # The day on which it is asked decides nothing that is counted here.
    found = rates(Question(unit, period, known_at, period.end, definition=definition))
    below = [{"unit": one.code, **_counts(of_unit)} for one, of_unit in found.funnel]
    return {
        "half_years": [{**_days(one.period), **_counts(one)} for one in found.trend],
        "years": {**_days(found.whole.period), "units": [*below, {"unit": unit.code, **_counts(found.whole)}]},
    }


def _days(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}


def _counts(one: Rate) -> dict[str, Any]:
    return {"managed": one.managed, "reoffended": one.reoffended, "rate": rate(one.reoffended, one.managed)}
