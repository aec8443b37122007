"""Which constraint refused a statement, on PostgreSQL and on SQLite."""

from collections.abc import Iterator
from typing import cast

from django.apps import apps
from django.db import IntegrityError
from django.db.models import Field, UniqueConstraint
from django.utils.translation import gettext as _

_SQLITE_CHECK, _SQLITE_UNIQUE = "CHECK constraint failed: ", "UNIQUE constraint failed: "


def violated_constraint(error: IntegrityError) -> str:
    """The name of the violated constraint; "" if the database does not name one.

    A unique column has the name that PostgreSQL gives it, `table_column_key`. SQLite reports the columns of a unique
    constraint instead of its name; if several constraints have the same columns, the first is returned.
    """
    diagnostics = getattr(error.__cause__, "diag", None)
    if diagnostics is not None:
        return diagnostics.constraint_name or ""
    text = str(error)
    if text.startswith(_SQLITE_UNIQUE):
        columns = text.removeprefix(_SQLITE_UNIQUE)
        return next((name for name, listed in _unique_columns() if listed == columns), "")
    return text.removeprefix(_SQLITE_CHECK)  # a trigger's message is the name alone (RAISE in a migration)


def constraint_message(error: IntegrityError) -> str:
    """The Vietnamese message of the violated constraint. Raises the error itself if no model declares the constraint."""
    name = violated_constraint(error)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.violation_error_message or _("Dữ liệu mâu thuẫn với dữ liệu đã có."))
        for field in model._meta.local_fields:
            if field.unique and _key_name(model, field) == name:
                return str(field.error_messages["unique"])
    raise error


def _unique_columns() -> Iterator[tuple[str, str]]:
    """(constraint name, its columns as SQLite lists them) of every unique constraint and unique field."""
    for model in apps.get_models():
        table = model._meta.db_table
        for constraint in model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                columns = [cast(Field, model._meta.get_field(name)).column for name in constraint.fields]
                listed = ", ".join(f"{table}.{column}" for column in columns)
                yield constraint.name, listed or f"index '{constraint.name}'"
        for field in model._meta.local_fields:
            if field.unique:
                yield _key_name(model, field), f"{table}.{field.column}"


def _key_name(model, field) -> str:
    return f"{model._meta.db_table}_{field.column}_key"
