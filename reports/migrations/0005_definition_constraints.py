"""One current definition a day; and the database refuses every change of a version but its end."""

from django.db import migrations, models

from core.database_guards import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_definition_versions"), ("audit", "0002_database_guards")]

    operations = [
        migrations.AlterModelOptions(
            "measuredefinition",
            options={
                "ordering": ["-valid_from", "-known_from"],
                "verbose_name": "Cách tính tỷ lệ tái phạm",
                "verbose_name_plural": "Cách tính tỷ lệ tái phạm",
            },
        ),
        migrations.AddConstraint(
            "measuredefinition",
            models.UniqueConstraint(
                condition=models.Q(known_until=None),
                fields=("valid_from",),
                name="definition_once_a_day",
                violation_error_message="Đã có một quy định áp dụng từ ngày này.",
            ),
        ),
        migrations.AddConstraint(
            "measuredefinition",
            models.CheckConstraint(
                condition=models.Q(("known_until", None), ("known_until__gt", models.F("known_from")), _connector="OR"),
                name="definition_known_order",
                violation_error_message="Thời điểm thôi tin phải sau thời điểm bắt đầu tin.",
            ),
        ),
        *append_only("reports_measuredefinition", set_once=("known_until",)),
    ]
