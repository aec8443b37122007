"""Shared PCs: sessions end by themselves, one user has one, and the browser keeps nothing."""

import time

import pytest

from accounts import services
from accounts.models import AuditEvent, UserSession

LOGIN = "/account/login/"


@pytest.fixture
def later(monkeypatch):
    """later(seconds): the clock of the session limits goes on."""
    offset = [0.0]
    real = time.time
    monkeypatch.setattr("accounts.middleware.time.time", lambda: real() + offset[0])

    def go(seconds):
        offset[0] += seconds

    return go


def test_after_half_an_hour_without_a_request_one_signs_in_again(world, client_for, later):
    client = client_for(world.officer)
    assert client.get("/").status_code == 200
    later(29 * 60)
    assert client.get("/").status_code == 200
    later(31 * 60)
    assert client.get("/").url == LOGIN
    assert not UserSession.objects.filter(user=world.officer).exists()


def test_after_twelve_hours_one_signs_in_again_however_busy(world, client_for, later):
    client = client_for(world.officer)
    for _ in range(36):
        assert client.get("/").status_code == 200
        later(20 * 60)
    later(1)
    assert client.get("/").url == LOGIN


def test_a_second_sign_in_ends_the_first_session_and_nobody_elses(world, client_for):
    first, other = client_for(world.officer), client_for(world.leader)
    second = client_for(world.officer)
    assert first.get("/").status_code == 302
    assert second.get("/").status_code == other.get("/").status_code == 200


def test_a_deactivated_user_is_out_at_once(world, client_for):
    client = client_for(world.officer)
    services.deactivate_user(user=world.officer, by=world.admin)
    assert not UserSession.objects.filter(user=world.officer).exists()
    assert client.get("/").status_code == 302


def test_a_changed_password_ends_the_other_sessions(world, client_for):
    client = client_for(world.officer)
    services.reset_password(user=world.officer, password="bốn con mèo xanh lơ", by=world.admin)
    assert client.get("/").status_code == 302


def test_a_fragment_asked_for_after_the_session_sends_the_whole_page_to_sign_in(world, client_for, later):
    client, htmx = client_for(world.officer), {"HX-Request": "true"}
    assert client.get("/cases/", headers=htmx).status_code == 200
    later(31 * 60)
    for _ in ("the session that is over", "nobody any more"):
        response = client.get("/cases/", headers=htmx)
        assert response["HX-Redirect"].startswith(LOGIN)


@pytest.mark.parametrize("address", ["/", "/cases/", "/account/password/", "/khong-co/"])
def test_the_browser_keeps_no_page_of_a_signed_in_user(world, client_for, address):
    assert "no-store" in client_for(world.officer).get(address)["Cache-Control"]


def test_signing_in_and_out_and_failing_to_are_told(world, client):
    client.post(LOGIN, {"username": "officer", "password": "sai"})
    client.post(LOGIN, {"username": "mật khẩu gõ nhầm ô", "password": "sai"})
    client.post(LOGIN, {"username": "officer", "password": world.password})
    client.post("/account/logout/")
    told = list(AuditEvent.objects.order_by("number").values_list("action", "by", "target_id"))
    pk = world.officer.pk
    assert told == [
        ("signin.failed", None, str(pk)),
        ("signin.failed", None, ""),
        ("signin.in", pk, ""),
        ("signin.out", pk, ""),
    ]


def fail(client, name, address, times=5):
    for _ in range(times):
        response = client.post(LOGIN, {"username": name, "password": "sai"}, REMOTE_ADDR=address)
    return response


@pytest.mark.parametrize("name", ["officer", "khong.co.ai"])
def test_five_failures_lock_a_known_and_an_unknown_name_alike(world, client, name):
    assert fail(client, name, "10.0.0.1", times=4).status_code == 200
    locked = fail(client, name, "10.0.0.1", times=1)
    assert locked.status_code == 429
    assert "15 phút" in locked.content.decode()
    right = {"username": name, "password": world.password}
    assert client.post(LOGIN, right, REMOTE_ADDR="10.0.0.1").status_code == 429


def test_a_lock_holds_for_the_name_at_that_address_alone(world, client):
    fail(client, "officer", "10.0.0.1")
    right = {"password": world.password}
    assert client.post(LOGIN, {**right, "username": "OFFICER "}, REMOTE_ADDR="10.0.0.1").status_code == 429
    assert client.post(LOGIN, {**right, "username": "leader"}, REMOTE_ADDR="10.0.0.1").status_code == 302
    client.post("/account/logout/")
    assert client.post(LOGIN, {**right, "username": "officer"}, REMOTE_ADDR="10.0.0.2").status_code == 302
    assert AuditEvent.objects.filter(action="signin.locked").exists()
