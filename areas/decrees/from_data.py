"""Writes the data files of `load_units` as the file of one day, so that a reorganisation is not written down twice."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date

from areas.decrees.file import COLUMNS, Action

Row = dict[str, str]


def file_of(day: date, document: str, units: Iterable[Row], successions: Iterable[Row]) -> str:
    """The CSV text of all that begins or ends on the day. Arguments: rows of units.csv and successions.csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([["document", document], ["on", day.isoformat()], COLUMNS])
    rows = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    rows.writerows(_lines(day.isoformat(), list(units), list(successions)))
    return text.getvalue()


def _lines(day: str, units: list[Row], successions: list[Row]) -> Iterator[Row]:
    for row in units:
        if row["valid_from"] == day:
            names = {name: row[name] for name in ("code", "level", "kind", "name")}
            yield {"action": Action.CREATE, **names, "parent": _code(row["parent"]), "note": row["source_note"]}
    ordered = sorted((one for one in successions if one["on"] == day), key=lambda one: one["is_main"], reverse=True)
    parts: dict[str, list[Row]] = {}
    for one in ordered:
        parts.setdefault(one["predecessor"], []).append(one)
    for old, found in parts.items():
        action = Action.MERGE if len(found) == 1 else Action.SPLIT
        for one in found:
            into = _code(one["successor"])
            yield {"action": action, "unit": _code(old), "into": into, "note": one["source_note"]}
    for row in units:
        if row["valid_to"] == day and f"{row['code']}@{row['valid_from']}" not in parts:
            yield {"action": Action.ABOLISH, "unit": row["code"]}


def _code(ref: str) -> str:
    return ref.partition("@")[0]
