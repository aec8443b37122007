"""The audit log is append-only: the database refuses every UPDATE and DELETE."""

from django.db import migrations

from core.database_guards import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [*append_only("audit_auditevent")]
