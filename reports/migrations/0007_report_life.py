"""The life of a report: checked, signed (until now "issued"), submitted, accepted or returned."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.database_guards import drop


def unguard(apps, schema_editor):
    drop(schema_editor.connection, "reports_report")


def rename(old, new):
    def run(apps, schema_editor):
        apps.get_model("reports", "Report").objects.filter(state=old).update(state=new)

    return run


def person(label):
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.RESTRICT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_ratetarget"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RunPython(unguard, unguard),
        *(
            migrations.RemoveConstraint("report", name)
            for name in (
                *("report_state_known", "report_issued_is_signed"),
                *("report_number_once_a_year", "report_replacing_has_reason"),
            )
        ),
        migrations.RenameField("report", "issued_by", "signed_by"),
        migrations.RenameField("report", "issued_at", "signed_at"),
        migrations.RenameField("report", "reissue_why", "replaces_why"),
        migrations.AlterField("report", "signed_by", person("Người ký")),
        migrations.AlterField("report", "signed_at", models.DateTimeField(null=True, verbose_name="Ký lúc")),
        migrations.AlterField("report", "replaces_why", models.TextField(blank=True, verbose_name="Lý do thay thế")),
        migrations.AlterField(
            "report",
            "replaces",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="replacements",
                to="reports.report",
                verbose_name="Thay thế",
            ),
        ),
        migrations.AlterField(
            "report",
            "state",
            models.CharField(
                choices=[
                    ("draft", "Dự thảo"),
                    ("checked", "Đã kiểm tra"),
                    ("signed", "Đã ký"),
                    ("submitted", "Đã gửi cấp trên"),
                    ("accepted", "Đã được chấp nhận"),
                    ("returned", "Bị trả lại"),
                    ("discarded", "Dự thảo đã bỏ"),
                ],
                default="draft",
                max_length=9,
                verbose_name="Trạng thái",
            ),
        ),
        migrations.AddField("report", "checked_by", person("Người kiểm tra")),
        migrations.AddField("report", "checked_at", models.DateTimeField(null=True, verbose_name="Kiểm tra lúc")),
        migrations.AddField("report", "answers", models.JSONField(null=True, verbose_name="Giải trình")),
        migrations.AddField("report", "submitted_by", person("Người gửi")),
        migrations.AddField("report", "submitted_at", models.DateTimeField(null=True, verbose_name="Gửi lúc")),
        migrations.AddField("report", "decided_by", person("Người quyết định")),
        migrations.AddField("report", "decided_at", models.DateTimeField(null=True, verbose_name="Quyết định lúc")),
        migrations.AddField(
            "report",
            "return_why",
            models.TextField(blank=True, default="", verbose_name="Lý do trả lại"),
            preserve_default=False,
        ),
        migrations.RunPython(rename("issued", "signed"), rename("signed", "issued")),
    ]
