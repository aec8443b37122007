from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("reports", "0005_definition_constraints"),
    ]

    operations = [
        migrations.CreateModel(
            name="RateTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="Áp dụng từ")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="Đến hết ngày")),
                (
                    "highest_rate",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="Tỷ lệ cao nhất (%)",
                    ),
                ),
                ("document", models.CharField(max_length=200, verbose_name="Văn bản giao chỉ tiêu")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="areas.unit",
                        verbose_name="Đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "Chỉ tiêu tỷ lệ tái phạm",
                "verbose_name_plural": "Chỉ tiêu tỷ lệ tái phạm",
                "ordering": ["unit", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "valid_from"),
                        name="target_once",
                        violation_error_message="Đơn vị này đã có chỉ tiêu áp dụng từ ngày này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="target_days",
                        violation_error_message="Chỉ tiêu hết hạn trước khi bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("highest_rate__gte", 0), ("highest_rate__lte", 100)), name="target_rate"
                    ),
                    models.CheckConstraint(condition=models.Q(("document", ""), _negated=True), name="target_document"),
                ],
            },
        ),
    ]
