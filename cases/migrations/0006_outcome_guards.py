"""Append-only triggers: of confirmations, and of reoffences once more, because the triggers name the columns of the table."""

from django.db import migrations

from core.database_guards import append_only

TEXTS = ("why", "document_number", "note", "prosecuted_by", "articles", "outcome_number", "outcome_body")


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_reoffence_outcome")]

    operations = [
        *append_only("cases_reoffence", set_once=("known_until",), erasable=TEXTS),
        *append_only("cases_reoffenceconfirmation"),
    ]
