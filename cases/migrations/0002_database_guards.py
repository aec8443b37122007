"""Database constraints for counted facts: no update, no delete, no overlapping stays of one person."""

from django.db import migrations

from core.database_guards import append_only

EXCLUSION = """
    ALTER TABLE cases_stay ADD CONSTRAINT stay_no_overlap EXCLUDE USING gist
    (person_id WITH =, daterange(start_on, end_on) WITH &&) WHERE (known_until IS NULL)
"""
TRIGGER = """
    CREATE TRIGGER stay_no_overlap BEFORE INSERT ON cases_stay
    WHEN NEW.known_until IS NULL AND EXISTS (
        SELECT 1 FROM cases_stay WHERE person_id = NEW.person_id AND known_until IS NULL
        AND start_on < COALESCE(NEW.end_on, '9999-12-31') AND NEW.start_on < COALESCE(end_on, '9999-12-31')
    )
    BEGIN SELECT RAISE(ABORT, 'stay_no_overlap'); END
"""


def no_overlap(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(EXCLUSION)
    else:
        schema_editor.execute(TRIGGER)


def allow_overlap(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE cases_stay DROP CONSTRAINT stay_no_overlap")
    else:
        schema_editor.execute("DROP TRIGGER stay_no_overlap")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("audit", "0002_database_guards")]

    operations = [
        migrations.RunPython(no_overlap, allow_overlap),
        *append_only("cases_stay", set_once=("known_until",)),
        *append_only("cases_reoffence", set_once=("known_until",)),
    ]
