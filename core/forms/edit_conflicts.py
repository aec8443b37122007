"""Optimistic locking: detects that somebody else changed a record between opening a form and saving it.

A model with a `version` column is compared by its service function. For everything else (the stays of a case, a request that
waits for a decision, a record about to be struck out) the form carries a digest of a description of the record. The
description is made again inside the writing transaction; if its digest differs, nothing is written and the description is
shown to the user beside the typed values.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar, cast

from django.db.models import Field, Model, QuerySet
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.dates import vn_date
from core.errors import EditConflict

_Row = TypeVar("_Row", bound=Model)
DIGEST_LENGTH = 16
# (label, value) pairs as a user reads them.
Description = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """Whether `record`, with everything the form depends on, is still as the user saw it."""

    record: Model
    # Called at each comparison; reads the database, not objects that the view fetched earlier.
    describe: Callable[[], Description]
    # Rows to lock until the transaction ends; None: only `record`.
    rows: QuerySet | None = None

    def digest(self) -> str:
        """The text that a form sends back as `version`."""
        return _digest(self.describe())

    def check(self, seen: str) -> None:
        """Lock the rows and compare. Call in the transaction that writes. Raises EditConflict if `seen` is outdated."""
        rows = type(self.record)._base_manager.filter(pk=self.record.pk) if self.rows is None else self.rows
        # FOR NO KEY UPDATE: inserting rows that refer to these stays possible.
        list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))
        description = [(str(label), str(text)) for label, text in self.describe()]
        if _digest(description) != seen:
            raise EditConflict(self.record, version=_digest(description), description=description)


def version_of_fields(row: Model, *names: str) -> RecordVersion:
    """The stored values of the named fields; without names, of all editable fields."""
    return RecordVersion(row, lambda: field_values(stored_row(row), *names))


def stored_row(row: _Row) -> _Row:
    """The row as the database has it now; a form may already have changed the instance it was given."""
    return type(row)._base_manager.get(pk=row.pk)


def field_values(row: Model, *names: str) -> list[tuple[str, str]]:
    """(label, value) of the named fields; without names, of all editable fields."""
    fields = [cast(Field, row._meta.get_field(name)) for name in names] or [
        one for one in row._meta.concrete_fields if one.editable and not one.primary_key
    ]
    return [(str(one.verbose_name).capitalize(), display_value(row, one.name)) for one in fields]


def display_value(row: Model, name: str) -> str:
    """The value of a field as a page shows it."""
    display = getattr(row, f"get_{name}_display", None)
    return as_text(display() if display else getattr(row, name))


def as_text(value) -> str:
    """A Python value as a page shows it; "" for None."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime):
        return localize(localtime(value))
    if isinstance(value, date):
        return vn_date(value)
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(map(as_text, value))
    return str(value)


def _digest(description: Description) -> str:
    text = json.dumps([[str(label), str(value)] for label, value in description], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]
