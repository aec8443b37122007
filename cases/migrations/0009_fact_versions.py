"""Triggers that raise the version of a person's facts with every write that may change their duties."""

from django.db import migrations

from cases.worklist.fact_versions import fact_versions


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_stored_duties")]

    operations = [fact_versions()]
