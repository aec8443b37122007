from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    """The time of a report's draft is read from the system's clock. No column changes.

    SQLite would make the table anew, without its triggers.
    """

    dependencies = [("reports", "0014_indicator")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="report",
                    name="created_at",
                    field=models.DateTimeField(default=core.clock.now, editable=False, verbose_name="Lập lúc"),
                )
            ]
        )
    ]
