"""Which target applies to a unit and a period, and what the dashboard says of it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from reports.targets.models import RateTarget, target_on


def test_the_nearest_unit_and_the_latest_row_in_force_decide(world):
    assert target_on(world.tinh_bac, date(2024, 6, 14)) is None
    of_province = RateTarget.objects.create(
        unit=world.quang_ngai, valid_from=date(2024, 1, 1), highest_rate="1.5", document="KH 10/KH-UBND"
    )
    old = RateTarget.objects.create(
        unit=world.son_tinh, valid_from=date(2023, 1, 1), valid_to=date(2023, 12, 31), highest_rate="3", document="KH 1"
    )
    assert target_on(world.tinh_bac, date(2023, 12, 31)) == old
    assert target_on(world.tinh_bac, date(2024, 1, 1)) == of_province
    own = RateTarget.objects.create(
        unit=world.son_tinh, valid_from=date(2024, 6, 14), highest_rate="1", document="KH 2"
    )
    assert target_on(world.son_tinh, date(2024, 6, 14)) == own
    assert target_on(world.son_tinh, date(2024, 6, 13)) == of_province


@pytest.mark.parametrize(
    "wrong", [{"highest_rate": "101"}, {"highest_rate": "-1"}, {"document": ""}, {"valid_to": date(2023, 1, 1)}]
)
def test_an_impossible_target_is_refused_by_the_database(world, wrong):
    given = {"unit": world.son_tinh, "valid_from": date(2024, 1, 1), "highest_rate": "1", "document": "KH", **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        RateTarget.objects.create(**given)


def test_an_administrator_enters_it_and_the_audit_tells(world, client_for):
    form = {"unit": world.son_tinh.pk, "valid_from": "01/01/2024", "highest_rate": "1,5", "document": "KH 10/KH-UBND"}
    answer = client_for(world.admin).post("/admin/reports/ratetarget/add/", form)
    assert answer.status_code == 302
    assert str(RateTarget.objects.get().highest_rate) == "1.50"
    assert AuditEvent.objects.filter(action__startswith="settings.target", by=world.admin).exists()
