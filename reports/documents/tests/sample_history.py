"""An invented history of a district for the tests of pictures."""

from datetime import date
from typing import Any

from core.dates import Period
from law.rules.periods import presets
from law.timeline import law_on
from reports.documents.tests.sample_content import COMMUNES, PERIOD, report_content, report_figures
from reports.documents.wording import history_names
from reports.measures.dashboard.people import half_years, window
from reports.measures.management import checksum, rate

# (managed, reoffended) of eight half-years and of eleven communes over three years.
HALF_YEARS = ((212, 3), (224, 2), (231, 6), (240, 4), (252, 5), (249, 1), (263, 3), (271, 0))
UNITS = ((31, 0), (44, 1), (58, 2), (27, 0), (39, 1), (22, 7), (48, 1), (35, 0), (61, 2), (44, 1), (52, 0))
WHOLE = (455, 15)


def history(
    halves: tuple[tuple[float, int], ...] = HALF_YEARS,
    units: tuple[tuple[int, int], ...] = UNITS,
    whole: tuple[int, int] = WHOLE,
    *,
    codes: tuple[str, ...] = tuple(COMMUNES),
    end: date = PERIOD.end,
) -> dict[str, Any]:
    """The object "history" of a report's figures (measures/history.py)."""
    years = window(end)
    by_unit = [*zip(codes, units, strict=False), ("527", whole)]
    return {
        "half_years": [{**_days(one), **_counts(*two)} for one, two in zip(half_years(end), halves, strict=True)],
        "years": {**_days(years), "units": [{"unit": code, **_counts(*two)} for code, two in by_unit]},
    }


def _days(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}


def _counts(managed: float, reoffended: int) -> dict[str, Any]:
    return {"managed": managed, "reoffended": reoffended, "rate": rate(reoffended, managed)}


def with_history(figures: dict | None = None, told: dict | None = None):
    """The content of a signed report with its pictures. `figures`: of the report; `told`: its history."""
    counted = (figures or report_figures(1)) | {"history": told or history()}
    counted |= {"checksum": checksum(counted)}
    names = history_names(counted, presets(law_on((), PERIOD.end)).values())
    return report_content(figures=counted, history_names=names)
