"""The second step of signing in: asked of whom it is required or who turned it on, and of nothing less."""

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.signin import second_factor
from audit.models import AuditEvent

SET_UP, VERIFY = "/account/second-factor/", "/account/second-step/"


@pytest.fixture
def required(settings):
    settings.REQUIRE_TOTP = True


def code_of(user, drift=0) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, drift=drift):06d}"


def turn_on(client, user) -> list[str]:
    """Set up as the page does; returns the recovery codes."""
    client.post(SET_UP, {"do": "start"})
    response = client.post(SET_UP, {"do": "confirm", "code": code_of(user)})
    return response.context["codes"]


@pytest.mark.parametrize("name", ["admin", "province", "bank"])
def test_who_sees_much_must_set_it_up_before_anything_else(required, world, client_for, name):
    user = getattr(world, name)
    client = client_for(user)
    for address in ("/", "/account/password/", "/reports/", "/admin/"):
        response = client.get(address)
        assert response.status_code in (302, 404), address
        assert response.status_code == 404 or response.url.startswith(SET_UP), address
    turn_on(client, user)
    assert client.get("/", follow=True).status_code == 200


@pytest.mark.parametrize("name", ["officer", "committee", "leader"])
def test_others_may_do_without(required, world, client_for, name):
    assert client_for(getattr(world, name)).get("/cases/").status_code == 200


def test_a_trial_requires_it_of_nobody(world, client_for):
    assert client_for(world.admin).get("/").status_code == 200


def test_with_a_phone_the_password_alone_opens_nothing(world, client_for):
    turn_on(client_for(world.officer), world.officer)
    client = client_for(world.officer)
    for address in ("/", "/cases/", "/account/password/", SET_UP):
        assert client.get(address).url.startswith(VERIFY), address
    assert client.post(SET_UP, {"do": "remove"}).url.startswith(VERIFY)
    assert TOTPDevice.objects.filter(user=world.officer, confirmed=True).exists()
    assert client.post("/account/logout/").url == "/account/login/"


def test_the_code_opens_the_page_one_was_going_to(world, client_for):
    turn_on(client_for(world.officer), world.officer)
    client = client_for(world.officer)
    response = client.post(VERIFY, {"code": code_of(world.officer, drift=1), "next": "/cases/?q=a"})
    assert response.url == "/cases/?q=a"
    assert client.get("/cases/").status_code == 200


def test_a_code_is_good_once(world, client_for):
    client = client_for(world.officer)
    turn_on(client, world.officer)
    client = client_for(world.officer)
    assert client.post(VERIFY, {"code": code_of(world.officer)}).status_code == 200
    assert AuditEvent.objects.filter(action="signin.second_failed", by=world.officer).count() == 1


def test_a_recovery_code_is_good_once(world, client_for):
    [code, *others] = turn_on(client_for(world.officer), world.officer)
    assert len(others) == second_factor.RECOVERY_CODES - 1
    client = client_for(world.officer)
    assert client.post(VERIFY, {"code": f" {code.upper()} "}).status_code == 302
    client = client_for(world.officer)
    assert client.post(VERIFY, {"code": code}).status_code == 200
    assert not StaticToken.objects.filter(token=code).exists()


def test_the_way_on_never_leads_to_another_site(world, client_for):
    turn_on(client_for(world.officer), world.officer)
    client = client_for(world.officer)
    code = code_of(world.officer, drift=1)
    assert client.post(VERIFY, {"code": code, "next": "//elsewhere.example/"}).url == "/"


def test_a_wrong_code_turns_nothing_on(world, client_for):
    client = client_for(world.officer)
    client.post(SET_UP, {"do": "start"})
    wrong = f"{(int(code_of(world.officer)) + 1) % 1000000:06d}"
    response = client.post(SET_UP, {"do": "confirm", "code": wrong})
    assert response.context["form"].errors
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_looking_at_the_page_changes_nothing(world, client_for):
    client_for(world.officer).get(SET_UP)
    assert not TOTPDevice.objects.exists()


def test_where_it_is_required_it_cannot_be_turned_off(required, world, client_for):
    client = client_for(world.admin)
    turn_on(client, world.admin)
    assert client.post(SET_UP, {"do": "remove"}).status_code == 403


def test_where_it_is_not_it_can(world, client_for):
    client = client_for(world.officer)
    turn_on(client, world.officer)
    assert client.post(SET_UP, {"do": "remove"}).status_code == 302
    assert client.get("/").status_code == 200
    assert client_for(world.officer).get("/").status_code == 200


def test_a_running_setup_does_not_replace_a_phone_in_use(world, client_for):
    client = client_for(world.officer)
    turn_on(client, world.officer)
    assert client.post(SET_UP, {"do": "start"}).status_code == 403


def test_the_administrator_forgets_a_lost_phone_and_the_sessions_end(world, client_for, post_form):
    turn_on(owner := client_for(world.officer), world.officer)
    data = {"full_name": "Võ Văn Bắc", "rank": "Thiếu tá", "is_active": "on", "forget_second_factor": "on"}
    address = f"/admin/accounts/user/{world.officer.pk}/change/"
    assert post_form(client_for(world.admin), address, data).status_code == 302
    assert owner.get("/").status_code == 302
    assert client_for(world.officer).get("/").status_code == 200
    assert AuditEvent.objects.get(action="account.second_factor_off").by == world.admin


def test_the_key_is_drawn_here(world, client_for):
    client = client_for(world.officer)
    client.post(SET_UP, {"do": "start"})
    assert "data:image/svg+xml;base64," in client.get(SET_UP).content.decode()
