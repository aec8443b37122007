"""The reasons of events in a table of their own: deletable, never changed."""

import django.db.models.deletion
from django.db import migrations, models

import core.encrypted_fields
from core.database_guards import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_database_guards")]

    operations = [
        migrations.CreateModel(
            name="EventReason",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.RESTRICT,
                        primary_key=True,
                        related_name="reason",
                        serialize=False,
                        to="audit.auditevent",
                    ),
                ),
                ("content", core.encrypted_fields.EncryptedJSONField()),
            ],
            options={"verbose_name": "Lý do trong nhật ký", "verbose_name_plural": "Lý do trong nhật ký"},
        ),
        *append_only("audit_eventreason", deletable=True),
    ]
