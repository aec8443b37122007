"""The demo users: their units and their passwords."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.permissions.scope import visible_units
from areas.models import Unit
from demo import users
from demo.people.district import DISTRICT, FRAME


def test_there_is_an_officer_for_every_commune_of_the_district(world):
    made = users.seed_users()
    district = Unit.objects.find(DISTRICT, on=FRAME.last)
    covered = {
        unit.pk for one in users.USERS if one.role == "commune_officer" for unit in visible_units(made[one.username])
    }

    assert set(Unit.objects.on(FRAME.last).filter(parent=district).values_list("pk", flat=True)) < covered


def test_two_officers_and_two_leaders_share_no_unit(world):
    made = users.seed_users()

    for first, second in (("commune_officer", "commune_officer_2"), ("district_leader", "district_leader_2")):
        seen = [set(visible_units(made[users.BY_ROLE[key]]).values_list("pk", flat=True)) for key in (first, second)]
        assert all(seen)
        assert seen[0].isdisjoint(seen[1])


def test_passwords_are_stable_and_differ_between_installations(world, settings):
    first = users.credentials(users.seed_users())
    again = users.credentials(users.seed_users())

    assert first == again
    assert all(one["password"] for one in first)
    assert len({one["password"] for one in first}) == len(users.USERS)
    settings.SECRET_KEY = "another installation " * 3
    assert users.password("quantri") != next(one["password"] for one in first if one["login"] == "quantri")
    assert users.credentials(users.seed_users())[0]["password"] is None


@pytest.mark.django_db
@pytest.mark.parametrize("key", range(20))
def test_every_validator_accepts_every_demo_password(key, settings):
    settings.SECRET_KEY = f"key number {key} " * 4

    for one in users.USERS:
        validate_password(users.password(one.username), User(username=one.username, full_name=one.full_name))
    with pytest.raises(ValidationError):
        validate_password("sontinh2024", User(username="x"))
