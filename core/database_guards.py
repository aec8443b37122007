"""Database triggers that refuse changes and deletions of append-only rows, on SQLite and PostgreSQL alike."""

from django.db import migrations

MESSAGE = "append-only"
# What stands where a text of an expunged case stood (cases/expungement/erasure.py).
ERASED = "…"


def append_only(
    table: str,
    *,
    set_once: tuple[str, ...] = (),
    free: tuple[str, ...] = (),
    erasable: tuple[str, ...] = (),
    deletable: bool = False,
) -> list[migrations.RunPython]:
    """Migration operations that make a table append-only.

    DELETE is refused unless the table is `deletable`. UPDATE is refused except of `set_once` columns
    from NULL to a value, of `free` columns, and of
    `erasable` texts to ERASED.

    A refused statement raises IntegrityError (SQLite) or InternalError (PostgreSQL) with "append-only" in its text.
    """

    def build(apps, schema_editor):
        drop(schema_editor.connection, table)
        create(schema_editor.connection, table, set_once, free, erasable, deletable)

    def remove(apps, schema_editor):
        drop(schema_editor.connection, table)

    return [migrations.RunPython(build, remove)]


def create(
    connection,
    table: str,
    set_once: tuple[str, ...],
    free: tuple[str, ...] = (),
    erasable: tuple[str, ...] = (),
    deletable: bool = False,
) -> None:
    """Creates the triggers that make the table append-only. Arguments as of `append_only`."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        columns = [name for name in columns if name not in free]
        *before, no_delete = _statements(connection.vendor, table, columns, set_once, erasable)
        for sql in before if deletable else (*before, no_delete):
            cursor.execute(sql)


def drop(connection, table: str) -> None:
    """Drops the triggers of the table; does nothing if there are none."""
    with connection.cursor() as cursor:
        for name in (f"{table}_no_update", f"{table}_no_delete"):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _statements(
    vendor: str, table: str, columns: list[str], set_once: tuple[str, ...], erasable: tuple[str, ...]
) -> list[str]:
    unequal = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = [f'NEW."{name}" {unequal} OLD."{name}"' for name in columns if name not in (*set_once, *erasable)]
    changed += [f'(OLD."{name}" IS NOT NULL AND NEW."{name}" {unequal} OLD."{name}")' for name in set_once]
    changed += [
        f"""(NEW."{name}" {unequal} OLD."{name}" AND (OLD."{name}" = '' OR NEW."{name}" {unequal} '{ERASED}'))"""
        for name in erasable
    ]
    condition = " OR ".join(changed)
    if vendor == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{MESSAGE}: %', TG_TABLE_NAME; END $$",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({condition})"
            " EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        ]
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END",
    ]
