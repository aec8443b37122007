"""The database's own walls: a role stands at a unit of its level only (accounts/permissions/roles.py: LEVELS_OF_ROLE)."""

from django.db import migrations

LEVELS = {
    "commune_officer": ("commune",),
    "commune_committee": ("commune",),
    "district_leader": ("district", "province"),
    "province_viewer": ("province",),
    "bank_liaison": ("commune", "district"),
    "administrator": ("district", "province"),
}
NAME = "membership_level"


def build(apps, schema_editor):
    remove(apps, schema_editor)
    pairs = " OR ".join(
        f"(NEW.role = '{role}' AND level IN ({', '.join(repr(level) for level in levels)}))"
        for role, levels in LEVELS.items()
    )
    # A backup inserts memberships before units; a unit that does not exist is the foreign key's affair.
    wrong = f"EXISTS (SELECT 1 FROM areas_unit WHERE areas_unit.id = NEW.unit_id AND NOT ({pairs}))"
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {wrong} THEN RAISE EXCEPTION '{NAME}' USING ERRCODE = 'integrity_constraint_violation',"
                f" CONSTRAINT = '{NAME}'; END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE OF unit_id, role ON accounts_membership"
                f" FOR EACH ROW EXECUTE FUNCTION {NAME}()"
            )
            return
        for name, event in ((f"{NAME}_insert", "INSERT"), (f"{NAME}_update", "UPDATE OF unit_id, role")):
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON accounts_membership WHEN {wrong}"
                f" BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
            )


def remove(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME} ON accounts_membership")
            return
        for name in (f"{NAME}_insert", f"{NAME}_update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("areas", "0001_initial")]

    operations = [migrations.RunPython(build, remove)]
