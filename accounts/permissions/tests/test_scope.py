"""Whose people one may see follows from the memberships of the day, at the next request."""

from datetime import date, timedelta

import pytest

from accounts.permissions.roles import may, needs
from accounts.permissions.scope import reportable_units, visible_units
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
