"""The loans of a report (docs/measures.md §4): part of measures.py, apart only for its length; nothing else imports it.

A loan counts in the period of its first payment, the money when it is paid. People are those for whom these loans are, as the
stays of their cases tell at the instant asked about; the workers of an establishment are not counted as people. What is owed
at the end of the period is the last balance told by then and what was paid out after it.

Two statements, whatever the number of loans.
"""

from collections.abc import Iterable
from datetime import date, datetime
from statistics import median

from django.db import connection

from core.dates import Period

SINCE = date(2023, 10, 10)
ALL = ("all", "all")
# Who may borrow for what (Điều 5): an establishment not for training.
KINDS = (("person", "production"), ("person", "training"), ("establishment", "production"))
SPAN = ("loans", "people", "amount")
REQUESTS = ("received", "approved", "refused", "waiting")


def loans(unit_ids: Iterable[int], period: Period, known_at: datetime) -> dict:
    """The object `loans` of docs/operations-contract.md §3 for the loans that were asked for in these communes."""
    counted = {(row["borrower"], row["purpose"]): row for row in _fetch(_cells(unit_ids), period, known_at)}
    total = counted.get(ALL, {})
    waits = [(_day(row["first_on"]) - _day(row["asked_on"])).days for row in _fetch(_waits(unit_ids), period, known_at)]
    return {
        "period": _span(counted, "period"),
        "since_2023_10_10": _span(counted, "since"),
        "outstanding": int(total.get("outstanding", 0)),
        "overdue": int(total.get("overdue", 0)),
        "requests": {
            **{name: total.get(name, 0) for name in REQUESTS},
            "median_days": median(waits) if waits else None,
        },
    }


def _span(counted: dict, name: str) -> dict:
    def of(kind: tuple[str, str], wanted: Iterable[str]) -> dict:
        row = counted.get(kind, {})
        return {key: int(row.get(f"{name}_{key}", 0)) for key in wanted}

    # What a register told against the law is in the total, so it has a line of its own too.
    kinds = (*KINDS, *sorted(kind for kind in counted if kind not in (ALL, *KINDS)))
    by = [
        {"borrower": borrower, "purpose": purpose, **of((borrower, purpose), ("loans", "amount"))}
        for borrower, purpose in kinds
    ]
    return {**of(ALL, SPAN), "by": by}


def _day(found) -> date:
    """SQLite tells a date of a statement of ours as text."""
    return date.fromisoformat(str(found))


def _fetch(sql: str, period: Period, known_at: datetime) -> list[dict]:
    days = {"start": period.start, "end": period.end, "since": SINCE}
    values = {name: connection.ops.adapt_datefield_value(day) for name, day in days.items()}
    values["known_at"] = connection.ops.adapt_datetimefield_value(known_at)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# --- the statements ---------------------------------------------------------------------------------------------------
# Only constants of this module and whole numbers from the units table are ever written into the text.

KNOWN = "known_from <= %(known_at)s AND (known_until IS NULL OR known_until > %(known_at)s)"


def _lent(unit_ids: Iterable[int]) -> str:
    """CTE `lent`: one row a loan, of what was known and had happened by the end of the period."""
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
            SELECT asked.day AS asked_on, asked.purpose, decided.day AS decided_on, decided.is_approved,
                CASE WHEN loan.case_id IS NULL THEN 'establishment' ELSE 'person' END AS borrower,
                -- As believed then: of two records found to be of one person later, two.
                -- A case is not taken back while it has a loan (cases/facts/case_locks.py), so there are stays.
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


def _cells(unit_ids: Iterable[int]) -> str:
    in_period, in_all = "first_on >= %(start)s", "first_on >= %(since)s"
    decided = "decided_on >= %(start)s"
    return f"""
        WITH {_lent(unit_ids)},
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


def _waits(unit_ids: Iterable[int]) -> str:
    return f"WITH {_lent(unit_ids)} SELECT asked_on, first_on FROM lent WHERE first_on >= %(start)s"
