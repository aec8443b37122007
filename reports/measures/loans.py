"""The loan figures of a report (docs/measures.md §4). management.py and dashboard/lending.py import this module.

A loan counts in the period of its first disbursement; each disbursement counts on its own day. The people are the released
persons of these loans; an establishment's workers are not counted. The outstanding debt at the end of the period is the last
recorded balance plus the disbursements after it. There are two SQL statements for any number of loans.
"""

from collections.abc import Iterable
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db import connection

from core.dates import Period

# The day on which Decision 22/2023/QĐ-TTg came into force.
DECISION_DATE = date(2023, 10, 10)
ALL = ("all", "all")
# Borrowers and purposes under Decision 22/2023/QĐ-TTg, Điều 5: establishments may not borrow for training.
KINDS = (("person", "production"), ("person", "training"), ("establishment", "production"))
SPAN = ("loans", "people", "amount")
REQUESTS = ("received", "approved", "refused", "waiting")


def loan_figures(unit_ids: Iterable[int], period: Period, known_at: datetime) -> dict[str, Any]:
    """Count the loans that were requested in these units.

    Arguments: `unit_ids`, communes including their predecessors; `period`, both days included; `known_at`, the instant whose
    facts are counted.
    Returns: the object `loans` of docs/operations-contract.md §3. Amounts are đồng; `median_days` is the median number of days
    between the request and the first disbursement, None without disbursements.
    """
    by_kind = {(row["borrower"], row["purpose"]): row for row in _fetch(_counts_sql(unit_ids), period, known_at)}
    total = by_kind.get(ALL, {})
    waits = [
        (_day(row["first_on"]) - _day(row["asked_on"])).days for row in _fetch(_waits_sql(unit_ids), period, known_at)
    ]
    return {
        "period": _span_figures(by_kind, "period"),
        "since_2023_10_10": _span_figures(by_kind, "since"),
        "outstanding": int(total.get("outstanding", 0)),
        "overdue": int(total.get("overdue", 0)),
        "requests": {
            **{name: total.get(name, 0) for name in REQUESTS},
            "median_days": median(waits) if waits else None,
        },
    }


def _span_figures(by_kind: dict[tuple[str, str], dict[str, Any]], name: str) -> dict[str, Any]:
    def values(kind: tuple[str, str], keys: Iterable[str]) -> dict[str, int]:
        row = by_kind.get(kind, {})
        return {key: int(row.get(f"{name}_{key}", 0)) for key in keys}

    # An imported register may contain kinds that the law does not allow. They are in the total, so they get a line too.
    kinds = (*KINDS, *sorted(kind for kind in by_kind if kind not in (ALL, *KINDS)))
    by = [
        {"borrower": borrower, "purpose": purpose, **values((borrower, purpose), ("loans", "amount"))}
        for borrower, purpose in kinds
    ]
    return {**values(ALL, SPAN), "by": by}


def _day(value: date | str) -> date:
    """SQLite returns the dates of a raw statement as text."""
    return date.fromisoformat(str(value))


def _fetch(sql: str, period: Period, known_at: datetime) -> list[dict[str, Any]]:
    days = {"start": period.start, "end": period.end, "since": DECISION_DATE}
    values = {name: connection.ops.adapt_datefield_value(day) for name, day in days.items()}
    values["known_at"] = connection.ops.adapt_datetimefield_value(known_at)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# --- SQL --------------------------------------------------------------------------------------------------------------
# The text of a statement contains only constants of this module and integers from the units table.

KNOWN = "known_from <= %(known_at)s AND (known_until IS NULL OR known_until > %(known_at)s)"


def loans_cte(unit_ids: Iterable[int]) -> str:
    """The CTE `lent`: a row for each loan, from the facts known at `known_at` and dated up to the period's end."""
    units = ", ".join(str(int(key)) for key in sorted(unit_ids)) or "NULL"
    return f"""
        facts AS (
            SELECT loan_id, kind, "on" AS day, amount, overdue, is_approved, purpose FROM loans_loanfact
            WHERE {KNOWN} AND "on" <= %(end)s AND loan_id IN (SELECT id FROM loans_loan WHERE unit_id IN ({units}))
        ),
        balances AS (
            SELECT facts.*, ROW_NUMBER() OVER (PARTITION BY loan_id ORDER BY day DESC) AS place
            FROM facts WHERE kind = 'balance'
        ),
        paid AS (
            SELECT part.loan_id, MIN(part.day) AS first_on,
                SUM(CASE WHEN part.day >= %(start)s THEN part.amount ELSE 0 END) AS in_period,
                SUM(CASE WHEN part.day >= %(since)s THEN part.amount ELSE 0 END) AS in_all,
                SUM(CASE WHEN last.day IS NULL OR part.day > last.day THEN part.amount ELSE 0 END) AS after_balance
            FROM facts AS part LEFT JOIN balances AS last ON last.loan_id = part.loan_id AND last.place = 1
            WHERE part.kind = 'disbursement' GROUP BY part.loan_id
        ),
        lent AS (
            SELECT loan.id AS loan_id, loan.case_id, loan.unit_id, asked.day AS asked_on, asked.purpose,
                decided.day AS decided_on, decided.is_approved,
                CASE WHEN loan.case_id IS NULL THEN 'establishment' ELSE 'person' END AS borrower,
                -- The person as known at that instant: two records that were merged later count as two people.
                -- A case with a loan cannot be withdrawn (cases/facts/case_locks.py), so it has stays.
                (
                    SELECT person_id FROM cases_stay WHERE {KNOWN} AND case_id = loan.case_id
                    ORDER BY start_on DESC LIMIT 1
                ) AS person_id,
                paid.first_on, COALESCE(paid.in_period, 0) AS in_period, COALESCE(paid.in_all, 0) AS in_all,
                COALESCE(paid.after_balance, 0) + COALESCE(last.amount, 0) AS outstanding,
                COALESCE(last.overdue, 0) AS overdue
            FROM facts AS asked
            JOIN loans_loan AS loan ON loan.id = asked.loan_id
            LEFT JOIN facts AS decided ON decided.loan_id = asked.loan_id AND decided.kind = 'decision'
            LEFT JOIN paid ON paid.loan_id = asked.loan_id
            LEFT JOIN balances AS last ON last.loan_id = asked.loan_id AND last.place = 1
            WHERE asked.kind = 'request'
        )"""


def _counts_sql(unit_ids: Iterable[int]) -> str:
    in_period, in_all = "first_on >= %(start)s", "first_on >= %(since)s"
    decided = "decided_on >= %(start)s"
    return f"""
        WITH {loans_cte(unit_ids)},
        cells AS (
            SELECT lent.*, borrower AS cell_borrower, purpose AS cell_purpose FROM lent
            UNION ALL SELECT lent.*, '{ALL[0]}', '{ALL[1]}' FROM lent
        )
        SELECT cell_borrower AS borrower, cell_purpose AS purpose,
            COUNT(*) FILTER (WHERE {in_period}) AS period_loans,
            COUNT(*) FILTER (WHERE {in_all}) AS since_loans,
            COUNT(DISTINCT CASE WHEN {in_period} THEN person_id END) AS period_people,
            COUNT(DISTINCT CASE WHEN {in_all} THEN person_id END) AS since_people,
            SUM(in_period) AS period_amount, SUM(in_all) AS since_amount,
            SUM(outstanding) AS outstanding, SUM(overdue) AS overdue,
            COUNT(*) FILTER (WHERE asked_on >= %(start)s) AS received,
            COUNT(*) FILTER (WHERE is_approved AND {decided}) AS approved,
            COUNT(*) FILTER (WHERE NOT is_approved AND {decided}) AS refused,
            COUNT(*) FILTER (WHERE decided_on IS NULL) AS waiting
        FROM cells GROUP BY cell_borrower, cell_purpose"""


def _waits_sql(unit_ids: Iterable[int]) -> str:
    return f"WITH {loans_cte(unit_ids)} SELECT asked_on, first_on FROM lent WHERE first_on >= %(start)s"
