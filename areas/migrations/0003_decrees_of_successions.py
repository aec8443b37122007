"""Successions that stood there before belong to a decree for each day, as those that `load_units` writes."""

import hashlib

from django.db import migrations

DOCUMENT = "Dữ liệu có sẵn trước khi có sổ quyết định"


def fill(apps, schema_editor):
    successions = apps.get_model("areas", "UnitSuccession").objects
    for day in successions.order_by("on").values_list("on", flat=True).distinct():
        rows = successions.filter(on=day)
        lines = sorted(
            f"{row.predecessor.code}@{row.predecessor.valid_from}>{row.successor.code}@{row.successor.valid_from}:{row.is_main:d}"
            for row in rows.select_related("predecessor", "successor")
        )
        content = "".join(f"{line}\n" for line in lines)
        decree = apps.get_model("areas", "Decree").objects.create(
            document=DOCUMENT,
            on=day,
            content=content,
            digest=hashlib.sha256(content.encode()).hexdigest(),
            links=f"\n{content}",
        )
        rows.update(decree=decree)


class Migration(migrations.Migration):
    dependencies = [("areas", "0002_decree")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
