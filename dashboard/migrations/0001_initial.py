import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("checked_at", models.DateTimeField()),
                ("compared", models.PositiveIntegerField()),
                ("differences", models.JSONField(default=list)),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="areas.unit"),
                ),
            ],
            options={
                "verbose_name": "Đối chiếu số liệu",
                "verbose_name_plural": "Đối chiếu số liệu",
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "start", "end"), name="reconciliation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("end__gte", models.F("start"))), name="reconciliation_period"
                    ),
                ],
            },
        ),
    ]
