"""The indicator of a province for a period (docs/measures.md §5): one row per unit below it, and the province's own people.

Nothing is counted here but what accepted reports froze: their totals, and the keys of the people they counted, so that somebody
who was in two units counts once in the province. `live_figures` takes the same from the records as they are now.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from areas.models import Unit
from core.dates import VIETNAM, Period
from reports.measures.dashboard.people import Rate, half_years
from reports.measures.dashboard.rate_shown import shown
from reports.measures.definition import Definition, Denominator
from reports.measures.management import TOTAL, checksum, figures, rate, unconfirmed_by_cell
from reports.models import SUBMITTED_STATES, MeasureDefinition, Report
from reports.periods.units import reporting_units_of
from reports.targets.models import RateTarget, target_on

SCHEMA = "province-indicator/1"
ACCEPTED, LIVE = "accepted", "live"
# The state of a unit of whose report the province knows nothing: it sees no draft.
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class UnitReports:
    """What a unit submitted for one period. newest: its last submitted version; accepted: the last that was accepted."""

    unit: Unit
    newest: Report | None
    accepted: Report | None

    @property
    def state(self) -> str:
        """The state of the newest version, or MISSING."""
        return self.newest.state if self.newest else MISSING


def reports_of(province: Unit, period: Period) -> list[UnitReports]:
    """The units below the province that report for the period, in order of code, with what they submitted."""
    units = list(reporting_units_of([province.pk], period.end))
    found = Report.objects.filter(unit__in=units, start=period.start, end=period.end, state__in=SUBMITTED_STATES)
    newest: dict[int, Report] = {}
    accepted: dict[int, Report] = {}
    for report in found.defer("before", "texts", "learnt", "answers", "unit_names").order_by("version"):
        newest[report.unit_id] = report
        if report.state == ACCEPTED:
            accepted[report.unit_id] = report
    return [UnitReports(unit, newest.get(unit.pk), accepted.get(unit.pk)) for unit in units]


def indicator_figures(province: Unit, period: Period, known_at: datetime) -> dict[str, Any]:
    """The indicator from accepted reports, as a JSON object (docs/operations-contract.md §5).

    Arguments: `known_at`, the instant that is written into it.
    Returns: `units` has a row for every unit, without numbers if its report was not accepted; `missing` names those;
    `province` has the people of all accepted reports, each once if the reports say who they are (`distinct`).
    """
    below = reports_of(province, period)
    rows = [_row(one, _total(one.accepted) if one.accepted else None, period) for one in below]
    accepted = [one.accepted for one in below if one.accepted]
    return _indicator(province, period, known_at, ACCEPTED, rows, _of_all(accepted))


def live_figures(province: Unit, period: Period, known_at: datetime) -> dict[str, Any]:
    """The indicator counted from the records as known at an instant, whatever was reported.

    Raises: measures.management.Unbalanced.
    """
    definition = MeasureDefinition.objects.on(period.end, known_at)
    counted = figures(province, period, known_at, definition)
    directly_below = {row["unit"] for row in counted["management"]}
    rows = []
    for one in reports_of(province, period):
        # While communes already report and districts still exist, a commune has no row of its own in the province's figures.
        of_unit = counted if one.unit.code in directly_below else figures(one.unit, period, known_at, definition)
        rows.append(_row(one, _cell(of_unit, one.unit.code), period))
    whole = {**_cell(counted, province.code), "distinct": _counts_people(counted)}
    return _indicator(province, period, known_at, LIVE, rows, whole)


def _indicator(
    province: Unit, period: Period, known_at: datetime, source: str, rows: list[dict[str, Any]], whole: dict[str, Any]
) -> dict[str, Any]:
    missing = [row for row in rows if row["managed"] is None]
    found = {
        "schema": SCHEMA,
        "source": source,
        "unit": {"code": province.code, "name": province.name, "level": province.level},
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
        "known_at": known_at.astimezone(VIETNAM).isoformat(),
        "complete": bool(rows) and not missing,
        "units": rows,
        "province": {
            **_rate(whole, period),
            **_against_target(target_on(province, period.end), whole),
            **_beside(whole),
        },
        "without_reoffender": [row["unit"] for row in rows if row["managed"] is not None and row["reoffended"] == 0],
        "missing": [{"unit": row["unit"], "name": row["name"], "state": row["report"]["state"]} for row in missing],
        "definitions": _definitions(rows),
        "trend": [_of_half_year(province, one) for one in half_years(period.end)],
    }
    return {**found, "checksum": checksum(found)}


def _row(reports: UnitReports, total: dict[str, Any] | None, period: Period) -> dict[str, Any]:
    """The row of one unit; `total`: its counts, or None."""
    named = {"unit": reports.unit.code, "name": reports.unit.full_name, "report": _report(reports)}
    target = target_on(reports.unit, period.end)
    return {**named, **_rate(total, period), **_against_target(target, total), **_beside(total)}


def _report(reports: UnitReports) -> dict[str, Any]:
    """The accepted report, else the newest submitted one."""
    report = reports.accepted or reports.newest
    if report is None:
        return {
            "state": MISSING,
            "id": None,
            "version": None,
            "number": "",
            "checksum": "",
            "definition": None,
            "newer": "",
        }
    return {
        "state": report.state,
        "id": str(report.public_id),
        "version": report.version,
        "number": report.number,
        "checksum": report.checksum,
        "definition": report.figures["definition"],
        # The state of a version that was submitted after the accepted one.
        "newer": "" if report == reports.newest else reports.state,
    }


def _rate(total: dict[str, Any] | None, period: Period) -> dict[str, Any]:
    if total is None:
        return dict.fromkeys(("managed", "reoffended", "rate", "low", "high"))
    managed, reoffended = total["managed"], total["reoffended"]
    found = shown(Rate(period, managed, reoffended))
    text = rate(reoffended, managed)
    return {"managed": managed, "reoffended": reoffended, "rate": text, "low": found.low, "high": found.high}


def _against_target(target: RateTarget | None, total: dict[str, Any] | None) -> dict[str, Any]:
    """The target in force and whether the exact share meets it; None if there is no target, or nobody."""
    if target is None:
        return {"target": None, "target_document": "", "target_met": None}
    met = None
    if total is not None and total["managed"]:
        met = 100 * total["reoffended"] <= target.highest_rate * Decimal(str(total["managed"]))
    return {"target": f"{target.highest_rate:.2f}", "target_document": target.document, "target_met": met}


def _beside(total: dict[str, Any] | None) -> dict[str, Any]:
    """What stands beside every rate."""
    names = ("unconfirmed", "not_attributed")
    found = dict.fromkeys(names) if total is None else {name: total.get(name, 0) for name in names}
    return found | ({"distinct": total["distinct"]} if total is not None and "distinct" in total else {})


def _total(report: Report) -> dict[str, Any]:
    """The counts of a report's own unit over all categories."""
    return _cell(report.figures, report.figures["unit"]["code"])


def _cell(counted: dict[str, Any], code: str) -> dict[str, Any]:
    [row] = [row for row in counted["management"] if (row["unit"], row["category"]) == (code, TOTAL)]
    own = counted["unit"]["code"] == code
    return {
        "managed": row["managed"],
        "reoffended": row["reoffended"],
        "unconfirmed": unconfirmed_by_cell(counted).get((code, TOTAL), 0),
        "not_attributed": len(counted["not_attributed"]) if own else 0,
    }


def _of_all(accepted: list[Report]) -> dict[str, Any]:
    """The counts of the accepted reports together: people once each, or sums if a report counted cases."""
    totals = [_total(report) for report in accepted]
    beside = {name: sum(total[name] for total in totals) for name in ("unconfirmed", "not_attributed")}
    inputs = [report.inputs for report in accepted if report.inputs and _counts_people(report.figures)]
    if len(inputs) == len(accepted):
        counts = {name: len(_people(inputs, name)) for name in ("managed", "reoffended")}
        return {**counts, **beside, "distinct": True}
    counts = {name: sum(total[name] for total in totals) for name in ("managed", "reoffended")}
    return {**counts, **beside, "distinct": False}


def _people(inputs: Iterable[dict[str, Any]], name: str) -> set[str]:
    return {person for one in inputs for person in one[name].values()}


def _counts_people(counted: dict[str, Any]) -> bool:
    return Definition(**counted["definition"]).denominator != Denominator.AVERAGE


def _definitions(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The definitions of the rate in the accepted reports; more than one means that the rows are not alike."""
    found: list[dict[str, str]] = []
    for row in rows:
        definition = row["report"]["definition"]
        if row["managed"] is not None and definition and definition not in found:
            found.append(definition)
    return found


def _of_half_year(province: Unit, period: Period) -> dict[str, Any]:
    below = reports_of(province, period)
    accepted = [one.accepted for one in below if one.accepted]
    days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    counted = _rate(_of_all(accepted) if accepted else None, period)
    return {**days, "units": len(below), "accepted": len(accepted), **counted}
