"""Triggers on reports: no row is deleted, no figure changes, and a state is left only as a verb leaves it.

Each step of a report's life sets its own columns; no other column changes, and nothing changes without a step.
"""

from django.db import migrations

from core.database_guards import MESSAGE, drop

TABLE = "reports_report"
SIGNING = (
    *("number", "signed_on", "number_year", "signed_by_id", "signed_at", "docx_id", "pdf_id", "xlsx_id"),
    *("replaces_id", "replaces_why", "learnt"),
)
# From one state to the next -> the columns that the step sets beside the state.
STEPS = {
    ("draft", "checked"): ("checked_by_id", "checked_at", "answers"),
    ("draft", "signed"): SIGNING,
    ("checked", "signed"): SIGNING,
    ("draft", "discarded"): (),
    ("checked", "discarded"): (),
    ("signed", "submitted"): ("submitted_by_id", "submitted_at"),
    ("submitted", "accepted"): ("decided_by_id", "decided_at"),
    ("submitted", "returned"): ("decided_by_id", "decided_at", "return_why"),
}
YEAR = {"postgresql": "EXTRACT(YEAR FROM NEW.signed_on)", "sqlite": "CAST(strftime('%Y', NEW.signed_on) AS INTEGER)"}


def guard(schema_editor, steps_allowed):
    """Create the triggers that allow these steps and no other change."""
    connection = schema_editor.connection
    same = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, TABLE)]
    steps = []
    for (old, new), free in steps_allowed.items():
        kept = [f"NEW.{name} {same} OLD.{name}" for name in columns if name not in ("state", *free)]
        if new == "signed":
            kept.append(f"NEW.number_year {same} {YEAR[connection.vendor]}")
        steps.append(f"(OLD.state = '{old}' AND NEW.state = '{new}' AND {' AND '.join(kept)})")
    condition = f"NOT ({' OR '.join(steps)})"
    if connection.vendor == "postgresql":  # audit 0002 creates refuse_change()
        row, act = "FOR EACH ROW", "EXECUTE FUNCTION refuse_change()"
    else:
        row, act = "", f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {TABLE}'); END"
    drop(connection, TABLE)
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {row} WHEN ({condition}) {act}", None
    )
    schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {row} {act}", None)


def build(apps, schema_editor):
    guard(schema_editor, STEPS)


def remove(apps, schema_editor):
    drop(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_report_life_constraints"), ("audit", "0002_database_guards")]

    operations = [migrations.RunPython(build, remove)]
