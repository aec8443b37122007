"""Names of files and errors of jobs are encrypted; the reason of an export is kept with its audit event.

A reason of before cannot be added to an event of the chain; it stands in the detail of that event.
"""

from django.db import migrations

from core.encrypted_fields import EncryptedTextField

# (model, column) of texts that stood in clear.
COLUMNS = (("StoredFile", "name"), ("Job", "error"))


def encrypt(apps, schema_editor):
    for model_name, column in COLUMNS:
        model = apps.get_model("jobs", model_name)
        for pk, text in model.objects.values_list("pk", f"{column}_in_clear").iterator():
            model.objects.filter(pk=pk).update(**{column: text})


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="export", name="export_has_reason"),
        migrations.RemoveField(model_name="export", name="reason"),
        migrations.RenameField(model_name="storedfile", old_name="name", new_name="name_in_clear"),
        migrations.RenameField(model_name="job", old_name="error", new_name="error_in_clear"),
        migrations.AddField(
            model_name="storedfile",
            name="name",
            field=EncryptedTextField(verbose_name="Tên tệp", default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="job", name="error", field=EncryptedTextField(blank=True, default=""), preserve_default=False
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
        migrations.RemoveField(model_name="storedfile", name="name_in_clear"),
        migrations.RemoveField(model_name="job", name="error_in_clear"),
    ]
