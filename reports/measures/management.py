"""THE module that counts. Every figure of a report, a page or an export comes from here (docs/measures.md §2 to §4).

Counting is set-based: one statement for the management table and the people, one for what could not be attributed, whatever
the number of communes. Nothing else in the project counts people, cases or reoffences.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection
from django.utils.translation import gettext as _

from areas.models import Unit
from cases.choices import CLOSURES, NOT_COUNTED, Origin
from cases.facts.clock import settled_time
from core.dates import VIETNAM, Period
from law.choices import Category
from reports.measures.definition import CountedDate, Definition, Denominator
from reports.measures.loans import loans
from reports.measures.quality import quality
from reports.measures.rows import OWN, Row, unit_rows

SCHEMA = "six-month-report/1"
TOTAL = "total"
CELLS = (*Category.values, TOTAL)
INCREASES = ("released", "transferred_in", "category_in")
DECREASES = (*(reason.value for reason in CLOSURES), "transferred_out", "category_out")
MANAGEMENT = ("opening", *INCREASES, *DECREASES, "closing")

DEFAULT = Definition()


class Unbalanced(Exception):
    """The figures contradict themselves; the report they were for is not issued."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which figures are asked for. `known_at`: exactly what was believed at that instant."""

    unit: Unit
    period: Period
    known_at: datetime
    definition: Definition = DEFAULT


def figures(unit: Unit, period: Period, known_at: datetime | None = None, definition: Definition = DEFAULT) -> dict:
    """The six-month figures of a unit as the JSON object of docs/operations-contract.md §3.

    One row per commune (unit of the level below) × category and × "total", then the unit itself. Counts are whole numbers,
    rates text with two decimals or None. Without `known_at` the figures are of now. Raises Unbalanced.
    """
    asked = Question(unit, period, known_at or settled_time(), definition)
    rows = unit_rows(unit, period.end)
    report = {
        "schema": SCHEMA,
        "unit": {"code": unit.code, "name": unit.name, "level": unit.level},
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
        "known_at": asked.known_at.astimezone(VIETNAM).isoformat(),
        "definition": {"counted_date": definition.counted_date, "denominator": definition.denominator},
        "management": management(asked, rows),
        "not_attributed": not_attributed(asked, rows),
        "data_quality": quality(unit, _own_units(rows), period, asked.known_at),
        "loans": loans(_own_units(rows), period, asked.known_at),
    }
    return {**report, "checksum": checksum(report)}


def management(asked: Question, rows: list[Row]) -> list[dict]:
    """The rows of docs/measures.md §2 with §3's managed, reoffended and rate. Raises Unbalanced."""
    counted = _counted(asked, rows)
    empty = dict.fromkeys((*MANAGEMENT, "managed", "reoffended"), 0)
    result = []
    for row in rows:
        for cell in CELLS:
            found = {**empty, **counted.get((row.level, row.unit.pk, cell), {})}
            if cell == TOTAL:
                found |= {"category_in": 0, "category_out": 0}
            if asked.definition.denominator == Denominator.AVERAGE:
                found["managed"] = _half(found["opening"] + found["closing"])
            line = {"unit": row.unit.code, "category": cell, **found}
            check_balance(line)
            result.append({**line, "rate": rate(found["reoffended"], found["managed"])})
    return result


def check_balance(line: dict) -> None:
    """opening + increases - decreases = closing (docs/measures.md §2), or Unbalanced with the cell named."""
    expected = line["opening"] + sum(line[name] for name in INCREASES) - sum(line[name] for name in DECREASES)
    if expected != line["closing"]:
        raise Unbalanced(
            _("Số liệu không cân đối ở đơn vị %(unit)s, diện %(category)s: tính ra %(expected)s, đếm được %(closing)s.")
            % {"unit": line["unit"], "category": line["category"], "expected": expected, "closing": line["closing"]}
        )


def rate(reoffended: int, managed: int | float) -> str | None:
    """100 × reoffended / managed, half up to two decimals; None when nobody is managed."""
    if not managed:
        return None
    exact = Decimal(100) * reoffended / Decimal(str(managed))
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def checksum(report: dict) -> str:
    """SHA-256 (hex) of the canonical JSON of a report without its own checksum: sorted keys, no spaces, UTF-8."""
    body = {key: value for key, value in report.items() if key != "checksum"}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def not_attributed(asked: Question, rows: list[Row]) -> list[dict]:
    """Reoffences of the period entered under a case of the unit that fall into no stay: listed, counted nowhere."""
    sql = f"""
        WITH {_facts(asked, rows)}
        SELECT cases_case.code, attributed.counted_on
        FROM attributed
        JOIN cases_case ON cases_case.id = attributed.case_id
        WHERE attributed.stay_id IS NULL AND EXISTS (
            SELECT 1 FROM stays JOIN scope ON scope.unit_id = stays.unit_id AND scope.level = {OWN}
            WHERE stays.case_id = attributed.case_id
        )
        ORDER BY attributed.counted_on, cases_case.code
    """
    return [{"case": code, "counted_on": str(day)} for code, day in _fetch(sql, asked, rows)]


def _own_units(rows: list[Row]) -> set[int]:
    """The units whose stays count in the row of the unit asked for."""
    return next(row.unit_ids for row in rows if row.level == OWN)


def _half(doubled: int) -> int | float:
    return doubled // 2 if doubled % 2 == 0 else doubled / 2


def _counted(asked: Question, rows: list[Row]) -> dict[tuple, dict]:
    """(level, unit id, category or "total") -> counts; cells without any stay or reoffence are absent."""
    found: dict[tuple, dict] = {}
    names = (*MANAGEMENT, "managed")
    for level, unit_id, cell, *counts in _fetch(_management_sql(asked, rows), asked, rows):
        found[level, unit_id, cell] = dict(zip(names, counts, strict=True))
    for level, unit_id, cell, people in _fetch(_reoffended_sql(asked, rows), asked, rows):
        found.setdefault((level, unit_id, cell), {})["reoffended"] = people
    return found


def _fetch(sql: str, asked: Question, rows: list[Row]) -> list[tuple]:
    values = {
        "start": connection.ops.adapt_datefield_value(asked.period.start),
        "end": connection.ops.adapt_datefield_value(asked.period.end),
        "known_at": connection.ops.adapt_datetimefield_value(asked.known_at),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


# --- the statements ---------------------------------------------------------------------------------------------------
# Only constants of this module and whole numbers from the units table are ever written into the text; dates and instants
# are parameters.


def _facts(asked: Question, rows: list[Row]) -> str:
    """CTEs `scope`, `stays`, `reoffences`, `attributed`: the facts as known, and where each unit's are counted.

    A reoffence belongs to the person's stay on its day, in whichever case of the person it was entered.
    """
    pairs = ", ".join(f"({unit_id}, {row.level}, {row.unit.pk})" for row in rows for unit_id in sorted(row.unit_ids))
    counted_on = "convicted_on" if asked.definition.counted_date == CountedDate.CONVICTION else "prosecuted_on"
    dropped = ", ".join(f"'{outcome.value}'" for outcome in NOT_COUNTED)
    known = "known_from <= %(known_at)s AND (known_until IS NULL OR known_until > %(known_at)s)"
    return f"""
        scope (unit_id, level, row_id) AS (VALUES {pairs}),
        stays AS (SELECT * FROM cases_stay WHERE {known}),
        reoffences AS (
            SELECT id, case_id, person_id, {counted_on} AS counted_on FROM cases_reoffence
            WHERE {known} AND outcome NOT IN ({dropped}) AND {counted_on} BETWEEN %(start)s AND %(end)s
        ),
        attributed AS (
            SELECT reoffences.*, (
                -- The table and not the CTE: this is asked once per reoffence and needs the table's index.
                SELECT stays.id FROM cases_stay AS stays
                WHERE {known} AND stays.person_id = reoffences.person_id AND stays.start_on <= reoffences.counted_on
                  AND (stays.end_on IS NULL OR stays.end_on >= reoffences.counted_on)
                ORDER BY stays.start_on DESC LIMIT 1
            ) AS stay_id
            FROM reoffences
        )"""


def _management_sql(asked: Question, rows: list[Row]) -> str:
    starts = "(start_on BETWEEN %(start)s AND %(end)s)"
    ends = "(end_on BETWEEN %(start)s AND %(end)s)"
    closing = "start_on <= %(end)s AND (end_on IS NULL OR end_on > %(end)s)"
    came = "(previous_unit IS NOT NULL AND (previous_row IS NULL OR previous_row <> row_id))"
    went = "(next_unit IS NOT NULL AND (next_row IS NULL OR next_row <> row_id))"
    when = {
        "opening": "start_on < %(start)s AND (end_on IS NULL OR end_on >= %(start)s)",
        "released": f"{starts} AND origin = '{Origin.PRISON.value}'",
        "transferred_in": f"{starts} AND (origin = '{Origin.ELSEWHERE.value}' OR {came})",
        "category_in": f"{starts} AND previous_row = row_id AND previous_category <> category",
        **{reason.value: f"{ends} AND end_reason = '{reason.value}'" for reason in CLOSURES},
        "transferred_out": f"{ends} AND {went}",
        "category_out": f"{ends} AND next_row = row_id AND next_category <> category",
        "closing": closing,
    }
    managed = "start_on <= %(end)s AND (end_on IS NULL OR end_on >= %(start)s)"
    if asked.definition.denominator == Denominator.AT_END:
        managed = closing
    counts = ",\n".join(f"COUNT(*) FILTER (WHERE {when[name]}) AS {name}" for name in MANAGEMENT)
    return f"""
        WITH {_facts(asked, rows)},
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
            LEFT JOIN scope AS before ON before.unit_id = linked.previous_unit AND before.level = scope.level
            LEFT JOIN scope AS after ON after.unit_id = linked.next_unit AND after.level = scope.level
        ),
        cells AS (
            SELECT placed.*, category AS cell FROM placed UNION ALL SELECT placed.*, '{TOTAL}' AS cell FROM placed
        )
        SELECT level, row_id, cell, {counts}, COUNT(DISTINCT CASE WHEN {managed} THEN person_id END) AS managed
        FROM cells GROUP BY level, row_id, cell"""


def _reoffended_sql(asked: Question, rows: list[Row]) -> str:
    return f"""
        WITH {_facts(asked, rows)},
        cells AS (
            SELECT scope.level, scope.row_id, stays.category AS cell, attributed.person_id
            FROM attributed JOIN stays ON stays.id = attributed.stay_id JOIN scope ON scope.unit_id = stays.unit_id
            UNION ALL
            SELECT scope.level, scope.row_id, '{TOTAL}' AS cell, attributed.person_id
            FROM attributed JOIN stays ON stays.id = attributed.stay_id JOIN scope ON scope.unit_id = stays.unit_id
        )
        SELECT level, row_id, cell, COUNT(DISTINCT person_id) FROM cells GROUP BY level, row_id, cell"""
