"""Triggers on reports as in 0009, but a report is signed only after its check."""

from importlib import import_module

from django.db import migrations

earlier = import_module("reports.migrations.0009_report_life_guards")
STEPS = {step: columns for step, columns in earlier.STEPS.items() if step != ("draft", "signed")}


def build(apps, schema_editor):
    earlier.guard(schema_editor, STEPS)


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_report_inputs")]

    operations = [migrations.RunPython(build, earlier.build)]
