"""The rows of a workbook as an import will store them, with what the file has where a value was converted.

The rows hold ID numbers, so they are kept encrypted with the result of a check.
"""

import base64
import json
import re
import zlib
from uuid import UUID

from cases.choices import Sex
from cases.people.id_encryption import DecryptionError, decrypt, encrypt
from core.dates import vn_date
from core.money import grouped
from core.percent import format_rate
from core.text import fold, nfc
from law.choices import Category, Purpose
from loans.choices import EntrustedBody, FactKind
from register.planning.import_plan import REJECTED, ImportPlan
from register.reading.columns import CASES, CHANGES, COLUMNS, LOANS
from register.reading.lines import Line
from register.reading.loan_rows import unit_with_parent
from register.reading.names import written_other_names
from register.reading.reoffence_facts import shown_fact
from register.reading.rows import CaseRow, ChangeRow, LoanRow
from register.reading.vocabulary import CHANGE_LABELS

PAGE = 50
_DATE = re.compile(r"\d+(?:[/.-]\d+)+")
_LOAN_FACTS = {
    FactKind.REQUEST.value: ("asked", "asked_on"),
    FactKind.DECISION.value: ("approved", "decided_on"),
    FactKind.DISBURSEMENT.value: ("paid", "paid_on"),
    FactKind.BALANCE.value: ("owed", "owed_on"),
}
_CASE_TEXTS = {"origin": "origin_text", "officer": "officer_text", "helper": "helper_text", "job": "job_text"}


def preview_of(plan: ImportPlan) -> list[dict]:
    """[{"sheet", "headers", "rows": [{"sheet", "row", "outcome", "cells": [[value, original or null], …]}, …]}, …]."""
    parsed = plan.parsed
    outcomes = {item.row.row: item.status for item in plan.items.values() if item.row}
    changes = {row: outcome for item in plan.accepted for row, outcome in item.outcomes.items()}
    kinds = (
        (CASES, {row.row: _case_values(row) for row in parsed.cases}, outcomes),
        (CHANGES, {row.row: _change_values(row) for row in parsed.changes}, changes),
        (LOANS, {row.row: _loan_values(row) for row in parsed.loans}, plan.loan_outcomes),
    )
    found = []
    for name, values, outcome_of in kinds:
        if name not in parsed.tables:
            continue
        table = parsed.tables[name]
        shown = {field for row in values.values() for field, value in row.items() if value} | table.headers.keys()
        columns = [column for column in COLUMNS[name] if column.field in shown]
        rows = [
            _row(line, [column.field for column in columns], values.get(line.row), outcome_of) for line in table.lines
        ]
        found.append({"sheet": name, "headers": [column.header for column in columns], "rows": rows})
    return found


def encrypted(preview: list[dict], record: UUID) -> str:
    """The preview, compressed and encrypted for the job with this id."""
    text = base64.b64encode(zlib.compress(json.dumps(preview, ensure_ascii=False).encode())).decode()
    return base64.b64encode(encrypt(text, record)).decode()


def decrypted(text: str, record: UUID) -> list[dict]:
    """The preview again; empty if it cannot be decrypted any more."""
    try:
        packed = decrypt(base64.b64decode(text), record)
    except (DecryptionError, ValueError):
        return []
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def _row(line: Line, fields: list[str], values: dict[str, str] | None, outcomes: dict) -> dict:
    cells = []
    for field in fields:
        written = nfc(line.originals.get(field) or line.text(field))
        value = written if values is None else values.get(field, "")
        differs = values is not None and _differs(value, written)
        if field == "id_number":
            value, written = _masked(value), _masked(written)
        cells.append([value, written if differs else None])
    number = getattr(line.row, "number", line.row)
    outcome = outcomes.get(line.row, REJECTED) if values is not None else REJECTED
    return {"sheet": line.sheet, "row": number, "outcome": outcome, "cells": cells}


def _masked(number: str) -> str:
    """An ID number as every page shows it: only the first and the last three digits."""
    return f"{number[0]}{'*' * (len(number) - 4)}{number[-3:]}" if len(number) > 4 else number


def _differs(value: str, written: str) -> bool:
    """Whether a reader would see another value. Letter case, and zeros and signs of dates, do not count."""
    one, other = fold(value), fold(written)
    if _DATE.fullmatch(one) and _DATE.fullmatch(other):
        one, other = (re.sub(r"\b0+", "", re.sub("[.-]", "/", text)) for text in (one, other))
    return one != other


def _case_values(row: CaseRow) -> dict[str, str]:
    values = {
        column.field: _text(getattr(row, _CASE_TEXTS.get(column.field, column.field))) for column in COLUMNS[CASES]
    }
    return values | {
        "sex": str(Sex(row.sex).label) if row.sex else "",
        "id_number": row.id_number.number if row.id_number else "",
        "other_names": written_other_names(row.other_names),
        "unit": unit_with_parent(row.unit),
        "category": str(Category(row.category).label),
        "sentence": row.sentence.text if row.sentence else "",
    }


def _change_values(row: ChangeRow) -> dict[str, str]:
    values = {
        column.field: _text(getattr(row, column.field)) for column in COLUMNS[CHANGES] if column.field != "to_unit"
    }
    return values | {
        **{name: shown_fact(name, getattr(row, name)) for name in ("is_intentional", "crime_class")},
        "kind": CHANGE_LABELS[row.kind],
        "to_unit": unit_with_parent(row.to_unit) if row.to_unit else "",
    }


def _loan_values(row: LoanRow) -> dict[str, str]:
    facts = {fact.kind: fact for fact in row.facts}
    values = {
        "code": row.code,
        "business_name": row.business_name,
        "unit": unit_with_parent(row.unit) if row.unit else "",
        "purpose": str(Purpose(row.facts[0].purpose).label),
        "loan_code": row.details.get("code", ""),
    }
    for kind, (name, day) in _LOAN_FACTS.items():
        if fact := facts.get(kind):
            values[name], values[day] = grouped(fact.amount), vn_date(fact.on)
    if FactKind.BALANCE.value in facts:
        values["overdue"] = grouped(facts[FactKind.BALANCE.value].overdue)
    for name in ("named_borrower", "savings_group", "group_head", "term_months"):
        values[name] = _text(row.details.get(name))
    if rate := row.details.get("annual_rate"):
        values["annual_rate"] = format_rate(rate)
    if body := row.details.get("entrusted_body"):
        values["entrusted_body"] = str(EntrustedBody(body).label)
    return values


def _text(value) -> str:
    if value is None:
        return ""
    return vn_date(value) if hasattr(value, "isoformat") else str(value)
