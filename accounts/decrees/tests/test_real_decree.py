"""The reorganisation of 1/7/2025: what the data files hold and what the decree made from them does are one."""

import pytest

from accounts.decrees.services import apply_decree, check_decree
from areas.models import Unit, UnitSuccession
from areas.tests.old_map import MERGED, real_decree
from core.dates import today


def the_map():
    """Units and successions, without the keys and notes of the rows."""
    units = Unit.objects.values_list(
        "code", "name", "kind", "level", "parent__code", "parent__valid_from", "valid_from", "valid_to"
    )
    links = UnitSuccession.objects.values_list(
        "predecessor__code", "predecessor__valid_from", "successor__code", "successor__valid_from", "on", "is_main"
    )
    return set(units), set(links)


@pytest.fixture
def loaded_map(db):
    """Before another fixture forgets it."""
    return the_map()


def test_the_decree_makes_the_map_of_the_data_files(loaded_map, old_world):
    assert len(loaded_map[0]) == 394 > Unit.objects.count()
    check = apply_decree(by=None, data=real_decree())
    assert the_map() == loaded_map
    assert (len(check.plan.ended), len(check.plan.created)) == (297, 97)


def test_the_new_province_has_96_communes(old_world):
    apply_decree(by=None, data=real_decree())
    province = Unit.objects.find("51", MERGED)
    assert Unit.objects.on(MERGED).filter(parent=province).communes().count() == 96


def test_on_loaded_units_only_the_roles_follow(world, loaded_map):
    check = apply_decree(by=None, data=real_decree())
    assert the_map() == loaded_map
    assert not check.plan.is_new_map
    held = {
        user: world.__dict__[user].memberships.on(today()).select_related("unit")
        for user in ("officer", "officer_ha", "leader", "admin", "province")
    }
    assert {user: [row.unit.ref for row in rows] for user, rows in held.items()} == {
        "officer": ["21205@2025-07-01"],
        "officer_ha": ["21220@2025-07-01"],
        "leader": [],
        "admin": ["51@2025-07-01"],
        "province": ["51@2025-07-01"],
    }
    served = world.bank.memberships.on(today()).values_list("unit__name", flat=True)
    assert set(served) == {"Ba Gia", "Sơn Tịnh", "Thọ Phong", "Trường Giang"}


def test_the_only_split_unit_asks_for_its_people(old_world):
    check = check_decree(real_decree())
    assert check.errors == []
    assert [one.unit.name for one in check.plan.ended.values() if one.is_split] == ["Trà Bùi"]
