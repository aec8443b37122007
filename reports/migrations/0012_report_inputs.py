"""The keys of the cases that a report counted. Its triggers are made again: they name every column."""

from importlib import import_module

from django.db import migrations, models

from core.database_guards import drop

earlier = import_module("reports.migrations.0009_report_life_guards")


def unguard(apps, schema_editor):
    drop(schema_editor.connection, earlier.TABLE)


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_due_report")]

    operations = [
        migrations.RunPython(unguard, earlier.build),
        migrations.AddField("report", "inputs", models.JSONField(null=True)),
        migrations.RunPython(earlier.build, unguard),
    ]
