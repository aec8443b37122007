"""An administrator cannot move a unit's people into the figures of another unit."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from areas.models import Unit, UnitSuccession


@pytest.fixture
def save(world, client_for, post_form):
    """save(unit, …): posts the unit's page as the administrator, without its successions."""

    def post(unit, **more):
        names = ("code", "name", "kind", "level", "source_note")
        data = {name: getattr(unit, name) for name in names} | {"parent": unit.parent_id}
        data |= {"valid_from": f"{unit.valid_from:%d/%m/%Y}"}
        data |= {"valid_to": f"{unit.valid_to:%d/%m/%Y}"} if unit.valid_to else {}
        rows = list(unit.successor_links.order_by("on", "-is_main", "successor"))
        data |= {"successor_links-TOTAL_FORMS": len(rows), "successor_links-INITIAL_FORMS": len(rows)}
        for place, link in enumerate(rows):
            fields = {"id": link.pk, "predecessor": unit.pk, "successor": link.successor_id, "is_main": "on"}
            fields |= {"on": f"{link.on:%d/%m/%Y}", "source_note": link.source_note}
            data |= {f"successor_links-{place}-{name}": value for name, value in fields.items()}
        client = client_for(world.admin)
        return post_form(client, reverse("admin:areas_unit_change", args=[unit.pk]), {**data, **more})

    return post


def test_a_commune_with_cases_stays_in_its_district(world, case, save):
    answer = save(world.tinh_bac, parent=world.tu_nghia.pk)
    assert answer.status_code != 302
    assert "Đơn vị này đã có hồ sơ" in answer.content.decode()
    world.tinh_bac.refresh_from_db()
    assert world.tinh_bac.parent == world.son_tinh


def test_a_district_stays_in_its_province_for_the_cases_below_it(world, case):
    elsewhere = {"kind": "tỉnh", "level": "province", "valid_from": world.son_tinh.valid_from}
    world.son_tinh.parent = Unit.objects.create(code="99", name="Khác", valid_to=world.son_tinh.valid_to, **elsewhere)
    with pytest.raises(ValidationError, match="đã có hồ sơ"):
        world.son_tinh.clean()


def test_a_commune_with_cases_keeps_its_main_successor(world, case, save):
    link = UnitSuccession.objects.get(predecessor=world.tinh_bac, is_main=True)
    other = Unit.objects.on(link.on).communes().exclude(pk=link.successor_id).first()
    answer = save(world.tinh_bac, **{"successor_links-0-successor": other.pk})
    assert "Đơn vị này đã có hồ sơ" in answer.content.decode()
    link.refresh_from_db()
    assert link.successor_id != other.pk


def test_a_unit_without_cases_can_be_corrected_and_one_with_cases_renamed(world, case, save):
    assert save(world.tinh_ha, parent=world.tu_nghia.pk).status_code == 302
    assert save(world.tinh_bac, name="Tịnh Bắc Mới").status_code == 302
