"""Lets a row of half-years that two people approved be replaced from its own day.

SQLite makes the table anew for this, which drops its triggers; they are created again.
"""

from importlib import import_module

from django.db import migrations, models

guards = import_module("law.migrations.0003_half_years_by_two")


class Migration(migrations.Migration):
    dependencies = [("law", "0003_half_years_by_two")]

    operations = [
        migrations.AlterModelOptions(
            name="lawsetting",
            options={
                "ordering": ["code", "valid_from", "pk"],
                "verbose_name": "Quy định của pháp luật",
                "verbose_name_plural": "Quy định của pháp luật",
            },
        ),
        migrations.RunPython(guards.remove, guards.build),
        migrations.RemoveConstraint(model_name="lawsetting", name="law_setting_once_a_day"),
        migrations.AddConstraint(
            model_name="lawsetting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request", None)),
                fields=("code", "valid_from"),
                name="law_setting_once_a_day",
                violation_error_message="Quy định này đã có dòng áp dụng từ ngày đó.",
            ),
        ),
        migrations.RunPython(guards.build, guards.remove),
    ]
