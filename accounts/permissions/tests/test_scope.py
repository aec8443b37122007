"""Whose people one may see follows from the memberships of the day, at the next request."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.permissions.roles import may, needs
from accounts.permissions.scope import reportable_units, visible_unit_keys, visible_units
from accounts.users import services
from areas.models import Unit
from core.dates import today


def names(units) -> set[str]:
    return set(units.values_list("name", flat=True))


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_an_officer_sees_the_own_commune_only(world):
    seen = visible_units(world.officer)
    assert world.tinh_bac in seen
    assert world.tinh_ha not in seen
    assert world.son_tinh not in seen


def test_a_leader_sees_the_district_and_all_below_and_no_other(world):
    seen = visible_units(world.leader)
    assert {world.son_tinh, world.tinh_bac, world.tinh_ha} <= set(seen)
    assert world.tu_nghia not in seen
    assert not set(seen) & set(visible_units(world.leader_other))


@pytest.mark.parametrize("name", ["province", "bank", "admin", "stranger"])
def test_who_does_not_manage_people_sees_none(world, name):
    assert list(visible_units(getattr(world, name))) == []


def test_the_province_sees_figures_of_all_its_districts(world):
    assert {world.son_tinh, world.tu_nghia, world.tinh_bac} <= set(reportable_units(world.province))
    assert list(reportable_units(world.bank)) == []


def test_moving_an_officer_changes_the_next_request(world):
    assert world.tinh_bac in visible_units(world.officer)
    services.end_membership(membership=world.officer.memberships.get(), end_on=today(), by=world.admin)
    services.grant_membership(
        user=world.officer, unit=world.tinh_ha, role="commune_officer", start_on=today(), by=world.admin
    )
    assert names(visible_units(world.officer)) == {"Tịnh Hà"}
    assert may(fresh(world.officer), "cases.view")


def test_a_role_that_begins_tomorrow_or_ended_today_gives_nothing(world):
    membership = world.officer.memberships.get()
    membership.start_on = today() + timedelta(days=1)
    membership.save()
    assert list(visible_units(world.officer)) == []
    membership.start_on, membership.end_on = date(2023, 1, 1), today()
    membership.save()
    assert list(visible_units(world.officer)) == []
    assert not may(fresh(world.officer), "cases.view")


def test_a_deactivated_user_sees_and_may_nothing(world):
    services.deactivate_user(user=world.officer, by=world.admin)
    user = fresh(world.officer)
    assert list(visible_units(user)) == []
    assert not may(user, "home")


def test_the_officer_of_the_merged_commune_sees_what_it_was_made_from(world):
    successor = Unit.objects.filter(
        predecessor_links__predecessor=world.tinh_bac, predecessor_links__is_main=True
    ).get()
    services.grant_membership(
        user=world.stranger, unit=successor, role="commune_officer", start_on=date(2025, 7, 1), by=None
    )
    assert world.tinh_bac in visible_units(world.stranger)


def test_an_unknown_action_is_a_bug_and_says_so(world):
    with pytest.raises(KeyError):
        may(world.officer, "cases.fly")
    with pytest.raises(KeyError):
        needs("cases.fly")


def asked_of_units(made) -> int:
    return sum("WITH RECURSIVE" in query["sql"] for query in made)


def test_the_units_are_asked_for_once_a_request(world, client_for):
    client = client_for(world.leader)
    for address in ("/dashboard/", "/cases/", "/reports/"):
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        assert asked_of_units(made) == 1, address


def test_outside_a_request_they_are_asked_for_each_time(world):
    """A job or a command may hold its user for long: what it may see is what the memberships say now."""
    with CaptureQueriesContext(connection) as made:
        for _time in range(2):
            visible_unit_keys(world.officer)
    assert asked_of_units(made) == 2


def test_the_next_request_sees_a_new_membership_and_a_new_unit(world, client_for):
    client = client_for(world.officer)
    assert "Tịnh Hà" not in client.get("/cases/").content.decode()
    services.grant_membership(
        user=world.officer, unit=world.tinh_ha, role="commune_officer", start_on=today(), by=world.admin
    )
    assert "Tịnh Hà" in client.get("/cases/").content.decode()
    far = Unit.objects.communes().filter(parent=world.tu_nghia).first()
    assert f'value="{far.pk}"' not in client.get("/cases/").content.decode()
    Unit.objects.filter(pk=far.pk).update(parent=world.tinh_ha)
    assert f'value="{far.pk}"' in client.get("/cases/").content.decode()


def test_what_is_remembered_is_the_users_own_and_of_one_request(world):
    world.officer.unit_keys = {}
    assert set(visible_unit_keys(world.officer)) == set(visible_units(world.officer).values_list("pk", flat=True))
    assert User.unit_keys is None
    assert fresh(world.officer).unit_keys is None
