"""Triggers on reports: no row is deleted, no figure changes, and an issued report or discarded draft does not change."""

from django.db import migrations

from core.database_guards import MESSAGE, drop

TABLE = "reports_report"
# The columns that issuing a draft sets. No other column may change.
SET_BY_ISSUING = (
    *("state", "number", "signed_on", "number_year", "issued_by_id", "issued_at", "docx_id", "pdf_id", "xlsx_id"),
    *("replaces_id", "reissue_why", "learnt"),
)
YEAR = {"postgresql": "EXTRACT(YEAR FROM NEW.signed_on)", "sqlite": "CAST(strftime('%Y', NEW.signed_on) AS INTEGER)"}


def build(apps, schema_editor):
    connection = schema_editor.connection
    unequal = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, TABLE)]
    changed = [f"NEW.{name} {unequal} OLD.{name}" for name in columns if name not in SET_BY_ISSUING]
    other_year = f"NEW.state = 'issued' AND NEW.number_year {unequal} {YEAR[connection.vendor]}"
    condition = " OR ".join(["OLD.state <> 'draft'", other_year, *changed])
    if connection.vendor == "postgresql":  # audit 0002 creates refuse_change()
        row, act = "FOR EACH ROW", "EXECUTE FUNCTION refuse_change()"
    else:
        row, act = "", f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {TABLE}'); END"
    drop(connection, TABLE)
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {row} WHEN ({condition}) {act}", None
    )
    schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {row} {act}", None)


def remove(apps, schema_editor):
    drop(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("audit", "0002_database_guards")]

    operations = [migrations.RunPython(build, remove)]
