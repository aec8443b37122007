"""The dashboard as JSON (docs/operations-contract.md §4). Rates and limits are numbers in per cent."""

from typing import Any

from core.dates import VIETNAM
from dashboard.content import Dashboard
from reports.measures.dashboard.open_cases import FIGURES as OPEN_CASES
from reports.measures.dashboard.rate_shown import RateShown
from reports.measures.management import checksum

SCHEMA = "dashboard/1"
FIRST_DAYS = tuple(name for name in OPEN_CASES if name.startswith("first_90_days"))


def dashboard_json(dashboard: Dashboard) -> dict[str, Any]:
    """The figures of docs/measures.md §7 as one JSON object with its checksum."""
    question, own = dashboard.question, dashboard.numbers.own
    unit = question.unit
    found = {
        "schema": SCHEMA,
        "unit": {"code": unit.code, "name": unit.name, "level": unit.level},
        "period": {"start": question.period.start.isoformat(), "end": question.period.end.isoformat()},
        **({"map_on": question.map_on.isoformat()} if question.map_on else {}),
        "category": question.category,
        "known_at": question.known_at.astimezone(VIETNAM).isoformat(),
        "headline": {**_rate(dashboard.headline), "unconfirmed": own.get("unconfirmed")},
        "by_category": [{"category": name, **_rate(one)} for name, one in dashboard.by_category.items()],
        "trend": [
            {"start": one.rate.period.start.isoformat(), "end": one.rate.period.end.isoformat(), **_rate(one)}
            for one in dashboard.trend
        ],
        "funnel": {
            "p0": None if dashboard.base_rate is None else 100 * dashboard.base_rate,
            "units": [
                {
                    "unit": one.unit.code,
                    "managed": one.shown.rate.managed,
                    "reoffended": one.shown.rate.reoffended,
                    "outside": one.outside.limits if one.outside else None,
                }
                for one in dashboard.funnel
            ],
        },
        "contacts": {"covered": own["contacts_covered"], "expected": own["contacts_expected"]},
        "overdue_per_100": dashboard.overdue_per_100,
        "first_90_days": {name.removeprefix("first_90_days").lstrip("_") or "cases": own[name] for name in FIRST_DAYS},
        "entry_delay_days": dashboard.delays[-1].days,
        "silent_units": [one.code for one in dashboard.silent_units],
        "figures": dict(own),
    }
    return {**found, "checksum": checksum(found)}


def _rate(one: RateShown) -> dict[str, Any]:
    return {
        "managed": one.rate.managed,
        "reoffended": one.rate.reoffended,
        "rate": one.per_cent,
        "low": one.low,
        "high": one.high,
    }
