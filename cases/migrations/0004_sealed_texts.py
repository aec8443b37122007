"""The texts of expunged cases, encrypted apart; texts of facts may be erased, never altered (cases/expungement/erasure.py).

Why a sealed case was opened is kept with the audit event.
"""

from django.db import migrations, models

import core.encrypted_fields
from core.database_guards import append_only

TEXTS = ("why", "document_number", "note")


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_decider_since")]

    operations = [
        migrations.RemoveField(model_name="sealedcaseaccess", name="document_number"),
        migrations.RemoveField(model_name="sealedcaseaccess", name="why"),
        migrations.CreateModel(
            name="SealedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=36)),
                ("texts", core.encrypted_fields.EncryptedJSONField()),
            ],
            options={
                "verbose_name": "Nội dung đã niêm phong",
                "verbose_name_plural": "Nội dung đã niêm phong",
                "constraints": [models.UniqueConstraint(fields=("table", "key"), name="sealed_text_once")],
            },
        ),
        *append_only("cases_stay", set_once=("known_until",), erasable=(*TEXTS, "end_document_number", "end_note")),
        *append_only("cases_reoffence", set_once=("known_until",), erasable=TEXTS),
    ]
