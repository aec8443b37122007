"""Triggers: a succession is written only as a decree orders it, and neither it nor a decree is ever deleted.

Successions decide in which unit's rate people count (reports/measures/rows.py).
"""

from django.db import migrations

from core.database_guards import append_only

TABLE, DECREE = "areas_unitsuccession", "areas_decree"
REFUSED = "succession without decree"


def _without_decree(vendor: str) -> str:
    day, feed, find = (
        ("to_char({0}.valid_from, 'YYYY-MM-DD')", "chr(10)", "strpos")
        if vendor == "postgresql"
        else ("{0}.valid_from", "char(10)", "instr")
    )
    old, new = (f"{row}.code || '@' || {day.format(row)}" for row in ("o", "n"))
    line = f"{feed} || {old} || '>' || {new} || ':' || CASE WHEN NEW.is_main THEN '1' ELSE '0' END || {feed}"
    return (
        f'NOT EXISTS (SELECT 1 FROM {DECREE} d, areas_unit o, areas_unit n WHERE d.id = NEW.decree_id AND d."on" = NEW."on"'
        f" AND o.id = NEW.predecessor_id AND n.id = NEW.successor_id AND {find}(d.links, {line}) > 0)"
    )


def build(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for sql in _statements(schema_editor.connection.vendor):
            cursor.execute(sql)


def _statements(vendor: str) -> list[str]:
    wrong = _without_decree(vendor)
    if vendor == "postgresql":
        # The condition of a trigger may hold no query, so the function asks.
        return [
            "CREATE OR REPLACE FUNCTION require_decree() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN IF {wrong} THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {TABLE}_decree BEFORE INSERT OR UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION require_decree()",
            "CREATE OR REPLACE FUNCTION refuse_deletion() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$",
            f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION refuse_deletion()",
        ]
    return [
        *(
            f"CREATE TRIGGER {TABLE}_decree_{change} BEFORE {change.upper()} ON {TABLE} WHEN {wrong}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            for change in ("insert", "update")
        ),
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, 'append-only: {TABLE}'); END",
    ]


def remove(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    with schema_editor.connection.cursor() as cursor:
        for name in ("decree", "decree_insert", "decree_update", "no_delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}{on}")


class Migration(migrations.Migration):
    dependencies = [("areas", "0004_succession_needs_decree")]

    operations = [migrations.RunPython(build, remove), *append_only(DECREE)]
