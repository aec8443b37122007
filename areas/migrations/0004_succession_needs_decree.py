import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("areas", "0003_decrees_of_successions")]

    operations = [
        migrations.AlterField(
            model_name="unitsuccession",
            name="decree",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="successions",
                to="areas.decree",
                verbose_name="quyết định",
            ),
        ),
    ]
