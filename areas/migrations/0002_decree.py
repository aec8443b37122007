import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Decree",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.CharField(max_length=200, verbose_name="số văn bản")),
                ("on", models.DateField(verbose_name="từ ngày")),
                ("content", models.TextField(verbose_name="nội dung")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("links", models.TextField(blank=True)),
                ("applied_at", models.DateTimeField(auto_now_add=True, verbose_name="áp dụng lúc")),
            ],
            options={
                "verbose_name": "quyết định sắp xếp đơn vị",
                "verbose_name_plural": "quyết định sắp xếp đơn vị",
                "ordering": ["on", "pk"],
            },
        ),
        migrations.AddField(
            model_name="unitsuccession",
            name="decree",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="successions",
                to="areas.decree",
                verbose_name="quyết định",
            ),
        ),
    ]
