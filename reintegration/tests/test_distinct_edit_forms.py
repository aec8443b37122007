"""The form that corrects a record shows each of its values beside the label of its own field."""

from datetime import date
from typing import Any

from django.db.models import Model
from django.forms import Select

from cases.records.registry import RECORDS
from core.dates import vn_date
from reintegration.tests.distinct_case import make_distinct_case
from reintegration.tests.test_distinct_pages import Fields


def shown_as(value: Any) -> set[str]:
    """How a form may show a value: sums with or without points."""
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, date):
        return {vn_date(value)}
    if isinstance(value, int):
        return {str(value), f"{value:,}".replace(",", ".")}
    return {str(value)} if isinstance(value, str) and value else set()


def test_each_value_of_a_record_stands_in_its_own_field(world, client_for):
    made = make_distinct_case(world.tinh_bac, world.tinh_ha)
    client = client_for(world.officer)
    compared, wrong = 0, []
    for slug, kind in RECORDS.items():
        row = made.rows.get(kind.model)
        if row is None:
            continue
        answer = client.get(f"/cases/{made.case.public_id}/records/{slug}/{row.public_id}/")
        assert answer.status_code == 200, slug
        shown = Fields(answer.content.decode()).by_label
        for bound in answer.context["form"]:
            value = getattr(row, bound.name, None)
            expected = shown_as(value)
            if isinstance(bound.field.widget, Select) and expected or isinstance(value, Model):
                # The options of a list are named by their keys.
                expected = {str(getattr(value, "pk", value))}
            label = str(bound.label)
            if expected and label in shown:
                compared += 1
                if shown[label] not in expected:
                    wrong.append((slug, label, shown[label], expected))
    assert wrong == []
    assert compared > 60
