"""A definition of the rate is a version: another one from the same day ends it."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_decider_since")]

    operations = [
        migrations.RenameField("measuredefinition", "decided_at", "known_from"),
        migrations.AlterField(
            "measuredefinition",
            "known_from",
            models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="Biết từ"),
        ),
        migrations.AddField(
            "measuredefinition",
            "known_until",
            models.DateTimeField(editable=False, null=True, verbose_name="Biết đến"),
        ),
        migrations.AddField(
            "measuredefinition",
            "why",
            models.TextField(blank=True, default="", verbose_name="Lý do"),
            preserve_default=False,
        ),
        migrations.AlterField(
            "measuredefinition",
            "valid_from",
            models.DateField(
                help_text="Kỳ báo cáo kết thúc từ ngày này trở đi tính theo quy định này. Báo cáo đã lập không thay đổi.",
                verbose_name="Áp dụng từ",
            ),
        ),
    ]
