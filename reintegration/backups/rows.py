"""Rows of every table as JSON and back. The form is the same for both databases."""

import base64
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.encrypted_fields import EncryptedJSONField

# Sessions are not restored: everybody signs in again. Duties are computed again from what is restored.
LEFT_OUT = {"accounts_usersession", "cases_dutyanswer", "cases_storedduty"}
# Django fills these when a database is migrated; a restored database gets the rows of the backup instead.
MADE_BY_MIGRATE = ("auth_permission", "django_content_type")
# Tables with a few megabytes in a row are read a few rows at a time.
LARGE_ROWS = {"jobs_storedfile", "reports_report"}
CHUNK, LARGE_CHUNK = 500, 4
# An encrypted column is plain in the encrypted backup, and encrypted again when it is restored.
JSON_FIELDS = (models.JSONField, EncryptedJSONField)


@cache
def tables() -> dict[str, type[models.Model]]:
    """All tables that a backup holds. A table stands after those it refers to, because triggers look into them."""
    found: dict[str, type[models.Model]] = {}

    def add(model: type[models.Model], waiting: frozenset = frozenset()) -> None:
        name = model._meta.db_table
        if name in found or name in waiting or name in LEFT_OUT:
            return
        for field in model._meta.local_concrete_fields:
            if isinstance(field.related_model, type):
                add(field.related_model, waiting | {name})
        found[name] = model

    every = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    for model in sorted(every, key=lambda model: model._meta.db_table):
        add(model)
    return found


def columns(model: type[models.Model]) -> list[models.Field]:
    """The columns of a table that are stored, in the order of its rows in a backup."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def all_rows(model: type[models.Model]) -> models.QuerySet:
    """All rows, also those that the model's own manager leaves out."""
    return models.QuerySet(model).order_by()


def read(model: type[models.Model]) -> Iterator[list]:
    """The rows of a table as lists that JSON can hold."""
    chunk = LARGE_CHUNK if model._meta.db_table in LARGE_ROWS else CHUNK
    fields = columns(model)
    is_json = [isinstance(field, JSON_FIELDS) for field in fields]
    names = [field.attname for field in fields]
    for row in all_rows(model).values_list(*names).iterator(chunk_size=chunk):
        yield [value if free else _encoded(value) for value, free in zip(row, is_json, strict=True)]


class Table:
    """Inserts rows of a backup into the table of the present database."""

    def __init__(self, model: type[models.Model]):
        self._fields = columns(model)
        quote = connection.ops.quote_name
        names = ", ".join(quote(str(field.column)) for field in self._fields)
        self._sql = (
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(self._fields))})"
        )

    def insert(self, rows: list[list]) -> None:
        """Insert rows as `read` gave them; times and keys stay as they are."""
        with connection.cursor() as cursor:
            cursor.executemany(self._sql, [self._values(row) for row in rows])

    def _values(self, row: list) -> list:
        return [
            field.get_db_prep_save(value if isinstance(field, JSON_FIELDS) else _decoded(value), connection)
            for field, value in zip(self._fields, row, strict=True)
        ]


def migrations() -> list[str]:
    """The migrations of this version, as "app.name"."""
    return sorted(".".join(node) for node in MigrationLoader(None).graph.nodes)


def is_migrated() -> bool:
    """Whether the database has all migrations of this version."""
    return set(MigrationLoader(connection).graph.nodes) <= set(MigrationRecorder(connection).applied_migrations())


def _encoded(value):
    match value:
        case bytes() | memoryview():
            return {"bytes": base64.b64encode(value).decode()}
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case UUID():
            return {"uuid": str(value)}
        case Decimal():
            return {"decimal": str(value)}
        case None | bool() | int() | float() | str():
            return value
    raise TypeError(type(value))


_DECODERS: dict[str, Callable[[str], object]] = {
    "bytes": base64.b64decode,
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
    "decimal": Decimal,
}


def _decoded(value):
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _DECODERS[kind](text)
    return value
