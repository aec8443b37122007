"""The tick for Chương XIII and XXVI was off by default; from now on an empty one follows the article of the offence."""

from django.db import migrations


def clear_default(apps, schema_editor):
    apps.get_model("cases", "Offence").objects.filter(needs_court=False).update(needs_court=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_judgments_days_obligations")]

    operations = [migrations.RunPython(clear_default, migrations.RunPython.noop)]
