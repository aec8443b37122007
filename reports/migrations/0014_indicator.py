"""The versions of a province's indicator, which the database never changes."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from core.database_guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("reports", "0013_report_check_before_signing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("start", models.DateField(verbose_name="Từ ngày")),
                ("end", models.DateField(verbose_name="Đến ngày")),
                ("version", models.PositiveIntegerField(verbose_name="Phiên bản")),
                ("is_complete", models.BooleanField(verbose_name="Đủ các đơn vị")),
                ("figures", models.JSONField()),
                ("checksum", models.CharField(max_length=64, verbose_name="Mã kiểm tra")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="Lập lúc"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người lập",
                    ),
                ),
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
                "verbose_name": "Chỉ tiêu của tỉnh",
                "verbose_name_plural": "Chỉ tiêu của tỉnh",
                "ordering": ["-end", "-start", "unit", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "start", "end", "version"), name="indicator_one_of_a_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gte", models.F("start"))), name="indicator_period_order"
                    ),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="indicator_version_from_one"),
                ],
            },
        ),
        *append_only("reports_indicator"),
    ]
