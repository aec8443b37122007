"""The command seed_demo."""

import json

import pytest
from django.core.management import CommandError

from accounts.models import User
from accounts.permissions.scope import reportable_units
from demo.people.district import DISTRICT
from demo.tests.commands import run

# The tests share the users.
pytestmark = pytest.mark.django_db

ROLES = {
    "commune_officer", "commune_officer_2", "commune_officer_other_district", "commune_committee", "district_leader",
    "district_leader_2", "province_viewer", "bank_liaison", "administrator",
}  # fmt: skip


# Before the users are there.
@pytest.mark.parametrize("command", ["load_demo", "seed_demo"])
def test_production_is_refused_and_left_untouched(settings, command):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="chạy thật"):
        run(command)
    assert not User.objects.exists()


@pytest.fixture(scope="module")
def by_role(shared_rows) -> dict:
    """What seed_demo printed in the empty system."""
    with shared_rows(lambda: run("seed_demo", "--roles", "--json")) as output:
        yield json.loads(output)


def test_seed_demo_gives_one_user_per_role_as_json(by_role):
    assert set(by_role) == ROLES
    for role, one in by_role.items():
        assert {"login", "password", "unit"} <= set(one)
        assert one["role"] == role.removesuffix("_other_district").removesuffix("_2")
        user = User.objects.get(username=one["login"])
        assert user.check_password(one["password"])
        [membership] = user.current_memberships
        assert (membership.unit.code, membership.unit.ref) == (one["unit"], one["unit_ref"])


def test_seed_demo_prints_the_same_passwords_again(by_role):
    assert json.loads(run("seed_demo", "--roles", "--json")) == by_role
    assert run("seed_demo", "--json") == run("seed_demo", "--json")


def test_a_changed_password_is_not_shown_and_not_reset(by_role):
    user = User.objects.get(username="quantri")
    user.set_password("mưa rơi trên mái tôn 9")
    user.save()

    assert json.loads(run("seed_demo", "--roles", "--json"))["administrator"]["password"] is None
    assert "(đã đổi)" in run("seed_demo")
    user.refresh_from_db()
    assert user.check_password("mưa rơi trên mái tôn 9")


def test_a_demo_user_can_really_sign_in(by_role, client):
    login = by_role["district_leader"]

    client.post("/account/login/", {"username": login["login"], "password": login["password"]})
    assert client.session["_auth_user_id"] == str(User.objects.get(username=login["login"]).pk)


def test_the_other_leader_reports_on_another_district(by_role):
    units = [
        set(reportable_units(User.objects.get(username=by_role[role]["login"])).values_list("code", flat=True))
        for role in ("district_leader", "district_leader_2")
    ]

    assert DISTRICT in units[0]
    assert DISTRICT not in units[1]
