"""The texts of a fact may be erased, never altered, when the case is expunged (cases/expungement/erasure.py)."""

from django.db import migrations

from core.database_guards import append_only


class Migration(migrations.Migration):
    dependencies = [("loans", "0002_database_guards")]

    operations = [
        *append_only("loans_loanfact", set_once=("known_until",), erasable=("why", "document_number", "note")),
    ]
