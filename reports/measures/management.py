"""The only module that counts people, cases and reoffences (docs/measures.md §2 to §4).

Every figure on a page, in a report or in an export comes from `figures`. Its parts for loans and data quality are in loans.py and
quality.py. The number of SQL statements is the same for any number of communes.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from areas.models import Unit
from cases.choices import CLOSURES, NOT_COUNTED, Origin
from cases.facts.clock import settled_time
from core.dates import VIETNAM, Period
from law.choices import Category
from reports.measures.definition import CountedDate, Definition, Denominator
from reports.measures.loans import loan_figures
from reports.measures.quality import USUAL_LATE_DAYS, data_quality, definition_changes, late_limits
from reports.measures.rows import OWN, UnitRow, unit_rows

SCHEMA = "six-month-report/1"
TOTAL = "total"
CELLS = (*Category.values, TOTAL)
# Fields of the management table (docs/measures.md §2), in the order of the balance and of every printed table.
INCREASES = ("released", "transferred_in", "category_in")
DECREASES = (*(reason.value for reason in CLOSURES), "transferred_out", "category_out")
MANAGEMENT_FIELDS = ("opening", *INCREASES, *DECREASES, "closing")

DEFAULT = Definition()


class Unbalanced(Exception):
    """Opening + increases - decreases differs from closing in a cell. Figures with this error are never signed."""


@dataclass(frozen=True, slots=True)
class FiguresQuery:
    """Which figures are counted. `known_at`: use the versions of facts that were current at that instant."""

    unit: Unit
    period: Period
    known_at: datetime
    definition: Definition = DEFAULT


def figures(
    unit: Unit, period: Period, known_at: datetime | None = None, definition: Definition = DEFAULT
) -> dict[str, Any]:
    """Count the six-month figures of a unit.

    Arguments:
        unit: the reporting unit, of any level.
        period: both days included.
        known_at: use the facts that were known at this instant (default: now, after all facts already committed).
        definition: the counted date and the denominator of the rate (docs/measures.md §3).

    Returns: the JSON object of docs/operations-contract.md §3. `management` has a row for each unit directly below and for the
    unit itself, by category and for "total". Counts are numbers of cases or people, rates are per cent as text with two decimals
    or None, sums of loans are đồng. `checksum` is the SHA-256 of the rest.

    Raises: Unbalanced, if the balance of a cell fails (docs/measures.md §2).
    """
    query = FiguresQuery(unit, period, known_at or settled_time(), definition)
    rows = unit_rows(unit, period.end)
    counted = management_rows(query, rows)
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "unit": {"code": unit.code, "name": unit.name, "level": unit.level},
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
        "known_at": query.known_at.astimezone(VIETNAM).isoformat(),
        "definition": {"counted_date": definition.counted_date, "denominator": definition.denominator},
        "management": [{name: value for name, value in row.items() if name != "unconfirmed"} for row in counted],
        "not_attributed": unattributed_reoffences(query, rows),
        "unconfirmed": unconfirmed_reoffences(query, rows),
        "unconfirmed_by_cell": [
            {"unit": row["unit"], "category": row["category"], "reoffences": row["unconfirmed"]}
            for row in counted
            if row["unconfirmed"]
        ],
        "data_quality": data_quality(unit, own_units(rows), period, query.known_at),
        "loans": loan_figures(own_units(rows), period, query.known_at),
    }
    if (limits := late_limits(period)) != USUAL_LATE_DAYS:
        report["late_entry_days"] = limits
    if changes := definition_changes(period, query.known_at):
        report["definition_changes"] = changes
    return {**report, "checksum": checksum(report)}


def unconfirmed_by_cell(report: dict[str, Any]) -> dict[tuple[str, str], int]:
    """(unit code, category or "total") -> counted reoffences not yet confirmed, from the figures of a report; 0 is left out."""
    return {(row["unit"], row["category"]): row["reoffences"] for row in report.get("unconfirmed_by_cell", ())}


def management_rows(query: FiguresQuery, rows: list[UnitRow]) -> list[dict[str, Any]]:
    """Count the management table (docs/measures.md §2) with the people managed, reoffended and the rate (§3).

    Arguments: `rows`, the units of the table from `unit_rows`.
    Returns: for each unit a row per category and one for "total": counts of cases (MANAGEMENT_FIELDS), counts of people (managed,
    reoffended), the counted reoffences not yet confirmed (unconfirmed) and the rate in per cent. With the average denominator
    `managed` is a number of cases and may end in .5.
    Raises: Unbalanced, with the cell in its message.
    """
    counts = _counts_by_cell(query, rows)
    empty = dict.fromkeys((*MANAGEMENT_FIELDS, "managed", "reoffended", "unconfirmed"), 0)
    result = []
    for row in rows:
        for cell in CELLS:
            values = {**empty, **counts.get((row.level, row.unit.pk, cell), {})}
            if cell == TOTAL:
                values |= {"category_in": 0, "category_out": 0}
            if query.definition.denominator == Denominator.AVERAGE:
                values["managed"] = half(values["opening"] + values["closing"])
            line = {"unit": row.unit.code, "category": cell, **values}
            check_balance(line)
            result.append({**line, "rate": rate(values["reoffended"], values["managed"])})
    return result


def check_balance(line: dict[str, Any]) -> None:
    """Check opening + increases - decreases = closing in one row of the management table (docs/measures.md §2).

    Raises: Unbalanced, with the unit and the category in its message.
    """
    expected = line["opening"] + sum(line[name] for name in INCREASES) - sum(line[name] for name in DECREASES)
    if expected != line["closing"]:
        raise Unbalanced(
            _("Số liệu không cân đối ở đơn vị %(unit)s, diện %(category)s: tính ra %(expected)s, đếm được %(closing)s.")
            % {"unit": line["unit"], "category": line["category"], "expected": expected, "closing": line["closing"]}
        )


def rate(reoffended: int, managed: int | float) -> str | None:
    """The rate of recidivism in per cent (docs/measures.md §3): 100 × reoffended / managed, rounded half up.

    Returns: text with two decimals, "16.67"; None if `managed` is 0, because there is no rate without people.
    """
    if not managed:
        return None
    exact = Decimal(100) * reoffended / Decimal(str(managed))
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def checksum(report: dict[str, Any]) -> str:
    """The SHA-256 in hexadecimal of a report's canonical JSON: sorted keys, no spaces, UTF-8, without the key "checksum"."""
    body = {key: value for key, value in report.items() if key != "checksum"}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def unattributed_reoffences(query: FiguresQuery, rows: list[UnitRow]) -> list[dict[str, Any]]:
    """The period's reoffences that fall into no stay of the person (docs/measures.md §1). They count in no cell.

    Returns: [{"case": code, "counted_on": ISO date}] in order of the day, for cases that have a stay in the unit.
    """
    sql = f"""
        WITH {facts_cte(query, rows)}
        SELECT cases_case.code, attributed.counted_on
        FROM attributed
        JOIN cases_case ON cases_case.id = attributed.case_id
        WHERE attributed.stay_id IS NULL AND EXISTS (
            SELECT 1 FROM stays JOIN scope ON scope.unit_id = stays.unit_id AND scope.level = {OWN}
            WHERE stays.case_id = attributed.case_id
        )
        ORDER BY attributed.counted_on, cases_case.code
    """
    return [{"case": code, "counted_on": str(day)} for code, day in fetch(sql, query)]


def unconfirmed_reoffences(query: FiguresQuery, rows: list[UnitRow]) -> list[dict[str, Any]]:
    """The counted reoffences of the period that no second person had confirmed (docs/measures.md §3). They count.

    Returns: [{"case": code, "counted_on": ISO date}] in order of the day; as many as `unconfirmed` in the unit's total row.
    """
    sql = f"""
        WITH {facts_cte(query, rows)}
        SELECT cases_case.code, attributed.counted_on
        FROM attributed
        JOIN stays ON stays.id = attributed.stay_id
        JOIN scope ON scope.unit_id = stays.unit_id AND scope.level = {OWN}
        JOIN cases_case ON cases_case.id = attributed.case_id
        WHERE NOT attributed.is_confirmed
        ORDER BY attributed.counted_on, cases_case.code
    """
    return [{"case": code, "counted_on": str(day)} for code, day in fetch(sql, query)]


def own_units(rows: list[UnitRow]) -> set[int]:
    """The ids of the units whose stays count in the report unit's own row."""
    return next(row.unit_ids for row in rows if row.level == OWN)


def half(doubled: int) -> int | float:
    """Half of a number, whole where it is."""
    return doubled // 2 if doubled % 2 == 0 else doubled / 2


def _counts_by_cell(query: FiguresQuery, rows: list[UnitRow]) -> dict[tuple[int, int, str], dict[str, Any]]:
    """(level, unit id, category or "total") -> counts. A cell without stays and reoffences has no entry."""
    counts_by_cell: dict[tuple[int, int, str], dict[str, Any]] = {}
    names = (*MANAGEMENT_FIELDS, "managed")
    for level, unit_id, cell, *counts in fetch(_management_sql(query, rows), query):
        counts_by_cell[level, unit_id, cell] = dict(zip(names, counts, strict=True))
    for level, unit_id, cell, people, unconfirmed in fetch(_reoffended_sql(query, rows), query):
        crimes = {"reoffended": people, "unconfirmed": unconfirmed}
        counts_by_cell.setdefault((level, unit_id, cell), {}).update(crimes)
    return counts_by_cell


def fetch(sql: str, query: FiguresQuery) -> list[tuple[Any, ...]]:
    """The rows of a statement about the query's period, as known at its instant."""
    values = {
        "start": connection.ops.adapt_datefield_value(query.period.start),
        "end": connection.ops.adapt_datefield_value(query.period.end),
        "known_at": connection.ops.adapt_datetimefield_value(query.known_at),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


# --- SQL --------------------------------------------------------------------------------------------------------------
# The text of a statement contains only constants of this module and integers from the units table. Dates and instants are
# parameters.


def facts_cte(query: FiguresQuery, rows: list[UnitRow]) -> str:
    """The common table expressions that the statements share.

    `scope` maps each unit to the row where its stays count; `place` is unit and level in one number, because PostgreSQL would
    join by the level alone and compare every stay with every unit. `stays` and `reoffences` are the facts known at `known_at`.
    `attributed` gives each reoffence the person's stay on its day, in whichever case of the person (docs/measures.md §1), and
    whether a second person had confirmed that version by then.
    """
    places = ", ".join(
        f"({unit_id}, {row.level}, {row.unit.pk}, {2 * unit_id + row.level})"
        for row in rows
        for unit_id in sorted(row.unit_ids)
    )
    counted_on = "convicted_on" if query.definition.counted_date == CountedDate.CONVICTION else "prosecuted_on"
    dropped = ", ".join(f"'{outcome.value}'" for outcome in NOT_COUNTED)
    known = "known_from <= %(known_at)s AND (known_until IS NULL OR known_until > %(known_at)s)"
    return f"""
        scope (unit_id, level, row_id, place) AS (VALUES {places}),
        stays AS (SELECT * FROM cases_stay WHERE {known}),
        reoffences AS (
            SELECT id, case_id, person_id, {counted_on} AS counted_on, EXISTS (
                SELECT 1 FROM cases_reoffenceconfirmation AS confirmed
                WHERE confirmed.reoffence_id = cases_reoffence.id AND confirmed.known_from <= %(known_at)s
            ) AS is_confirmed
            FROM cases_reoffence
            WHERE {known} AND outcome NOT IN ({dropped}) AND {counted_on} BETWEEN %(start)s AND %(end)s
        ),
        attributed AS (
            SELECT reoffences.*, (
                -- The table instead of the CTE, because the subquery runs for each reoffence and needs the index.
                SELECT stays.id FROM cases_stay AS stays
                WHERE {known} AND stays.person_id = reoffences.person_id AND stays.start_on <= reoffences.counted_on
                  AND (stays.end_on IS NULL OR stays.end_on >= reoffences.counted_on)
                ORDER BY stays.start_on DESC LIMIT 1
            ) AS stay_id
            FROM reoffences
        )"""


def field_conditions() -> dict[str, str]:
    """The condition of each field of the management table, on the rows of `placed_cte` (docs/measures.md §2)."""
    starts = "(start_on BETWEEN %(start)s AND %(end)s)"
    ends = "(end_on BETWEEN %(start)s AND %(end)s)"
    moved_in = "(previous_unit IS NOT NULL AND (previous_row IS NULL OR previous_row <> row_id))"
    moved_out = "(next_unit IS NOT NULL AND (next_row IS NULL OR next_row <> row_id))"
    return {
        "opening": "start_on < %(start)s AND (end_on IS NULL OR end_on >= %(start)s)",
        "released": f"{starts} AND origin = '{Origin.PRISON.value}'",
        "transferred_in": f"{starts} AND (origin = '{Origin.ELSEWHERE.value}' OR {moved_in})",
        "category_in": f"{starts} AND previous_row = row_id AND previous_category <> category",
        **{reason.value: f"{ends} AND end_reason = '{reason.value}'" for reason in CLOSURES},
        "transferred_out": f"{ends} AND {moved_out}",
        "category_out": f"{ends} AND next_row = row_id AND next_category <> category",
        "closing": "start_on <= %(end)s AND (end_on IS NULL OR end_on > %(end)s)",
    }


def managed_condition(definition: Definition) -> str:
    """Which stays make a person one of the rate's denominator (docs/measures.md §3)."""
    if definition.denominator == Denominator.AT_END:
        return field_conditions()["closing"]
    return "start_on <= %(end)s AND (end_on IS NULL OR end_on >= %(start)s)"


def placed_cte(query: FiguresQuery, rows: list[UnitRow]) -> str:
    """The common table expressions up to `placed`: each stay in each of its rows, with the stays before and after it."""
    return f"""
        {facts_cte(query, rows)},
        linked AS (
            SELECT stays.*,
                LAG(unit_id) OVER chain AS previous_unit, LAG(category) OVER chain AS previous_category,
                LEAD(unit_id) OVER chain AS next_unit, LEAD(category) OVER chain AS next_category
            FROM stays
            WHERE case_id IN (SELECT case_id FROM stays JOIN scope ON scope.unit_id = stays.unit_id)
            WINDOW chain AS (PARTITION BY case_id ORDER BY start_on)
        ),
        placed AS (
            SELECT linked.*, scope.level, scope.row_id, before.row_id AS previous_row, after.row_id AS next_row
            FROM linked
            JOIN scope ON scope.unit_id = linked.unit_id
            LEFT JOIN scope AS before ON before.place = 2 * linked.previous_unit + scope.level
            LEFT JOIN scope AS after ON after.place = 2 * linked.next_unit + scope.level
            -- No field counts a stay that ended before the period or began after it.
            WHERE linked.start_on <= %(end)s AND (linked.end_on IS NULL OR linked.end_on >= %(start)s)
        )"""


def _management_sql(query: FiguresQuery, rows: list[UnitRow]) -> str:
    conditions = field_conditions()
    managed = managed_condition(query.definition)
    counts = ",\n".join(f"COUNT(*) FILTER (WHERE {conditions[name]}) AS {name}" for name in MANAGEMENT_FIELDS)
    return f"""
        WITH {placed_cte(query, rows)},
        cells AS (
            SELECT placed.*, category AS cell FROM placed UNION ALL SELECT placed.*, '{TOTAL}' AS cell FROM placed
        )
        SELECT level, row_id, cell, {counts}, COUNT(DISTINCT CASE WHEN {managed} THEN person_id END) AS managed
        FROM cells GROUP BY level, row_id, cell"""


def _reoffended_sql(query: FiguresQuery, rows: list[UnitRow]) -> str:
    return f"""
        WITH {facts_cte(query, rows)},
        cells AS (
            SELECT scope.level, scope.row_id, stays.category AS cell, attributed.person_id, attributed.is_confirmed
            FROM attributed JOIN stays ON stays.id = attributed.stay_id JOIN scope ON scope.unit_id = stays.unit_id
            UNION ALL
            SELECT scope.level, scope.row_id, '{TOTAL}' AS cell, attributed.person_id, attributed.is_confirmed
            FROM attributed JOIN stays ON stays.id = attributed.stay_id JOIN scope ON scope.unit_id = stays.unit_id
        )
        SELECT level, row_id, cell, COUNT(DISTINCT person_id), COUNT(*) FILTER (WHERE NOT is_confirmed)
        FROM cells GROUP BY level, row_id, cell"""
