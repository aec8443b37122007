"""A trigger on the dated values: half-years change only by an approved request, and their rows never change.

Rows that stood there before stay.
"""

from django.db import migrations

from core.database_guards import MESSAGE

TABLE = "law_lawsetting"
# Of every way to divide the year, those of later versions too (law/rules/periods.py).
OLD, NEW = (f"substr({row}.code, 1, 7) = 'period_'" for row in ("OLD", "NEW"))
REFUSED = "half-years take two people"
WITHOUT_REQUEST = (
    f"{NEW} AND (NEW.valid_to IS NOT NULL OR NOT EXISTS (SELECT 1 FROM law_halfyearrequest r WHERE"
    " r.id = NEW.request_id AND r.state = 'approved' AND r.code = NEW.code AND r.value = NEW.value"
    " AND r.valid_from = NEW.valid_from))"
)


def build(apps, schema_editor):
    changes = {"update": f"{OLD} OR {NEW}", "delete": OLD}
    if schema_editor.connection.vendor == "postgresql":  # audit 0002 creates refuse_change()
        # The condition of a trigger may hold no query, so the function asks.
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION require_half_year_request() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN IF {WITHOUT_REQUEST} THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN NEW; END $$",
            None,
        )
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_half_years_insert BEFORE INSERT ON {TABLE} FOR EACH ROW"
            " EXECUTE FUNCTION require_half_year_request()",
            None,
        )
        row, act = "FOR EACH ROW", "EXECUTE FUNCTION refuse_change()"
    else:
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_half_years_insert BEFORE INSERT ON {TABLE} WHEN {WITHOUT_REQUEST}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
            None,
        )
        row, act = "", f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {TABLE}'); END"
    for change, condition in changes.items():
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_half_years_{change} BEFORE {change.upper()} ON {TABLE} {row} WHEN ({condition}) {act}",
            None,
        )


def remove(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for change in ("insert", "update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_half_years_{change}{on}", None)


class Migration(migrations.Migration):
    dependencies = [("law", "0002_half_year_request"), ("audit", "0002_database_guards")]

    operations = [migrations.RunPython(build, remove)]
