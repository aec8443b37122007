"""Shared PCs: sessions end by themselves, one user has one, and the browser keeps nothing."""

import time

import pytest
from django.contrib.sessions.backends.base import UpdateError

from accounts.models import UserSession
from accounts.users import services
from audit.models import AuditEvent
from core.dates import today

LOGIN = "/account/login/"


@pytest.fixture
def later(monkeypatch):
    """later(seconds): the clock of the session limits goes on."""
    offset = [0.0]
    real = time.time
    monkeypatch.setattr("accounts.site.middleware.time.time", lambda: real() + offset[0])

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


def notice(client) -> str:
    """What the sign-in page tells the browser whose session ended; asked for after a page it no longer gets."""
    assert client.get("/cases/").status_code == 302
    messages = list(client.get(LOGIN).context["messages"])
    return " ".join(map(str, messages))


def test_a_second_sign_in_ends_the_first_session_with_a_notice_and_nobody_elses(world, client_for):
    first, other = client_for(world.officer), client_for(world.leader)
    second = client_for(world.officer)
    assert "máy khác" in notice(first)
    assert notice(first) == ""
    assert second.get("/").status_code == other.get("/dashboard/").status_code == 200


def test_a_request_under_way_does_not_bring_an_ended_session_back(world, client_for):
    client = client_for(world.officer)
    under_way = client.session
    assert "_auth_user_id" in under_way  # read now
    client_for(world.officer)
    under_way["seen"] = 1
    with pytest.raises(UpdateError):
        under_way.save()
    assert client.get("/").status_code == 302


def test_a_cookie_nobody_knows_is_told_nothing(world, client):
    client.cookies["sessionid"] = "x" * 32
    assert notice(client) == ""


def test_signing_in_changes_the_session_id(world, client):
    client.get(LOGIN)
    before = client.cookies["sessionid"].value
    client.post(LOGIN, {"username": "officer", "password": world.password})
    assert client.cookies["sessionid"].value != before
    assert not UserSession.objects.filter(session_key=before).exists()


def test_a_deactivated_user_is_out_at_once(world, client_for):
    client = client_for(world.officer)
    services.deactivate_user(user=world.officer, by=world.admin)
    assert not UserSession.objects.filter(user=world.officer).exists()
    assert "quản trị hệ thống" in notice(client)


def test_a_link_for_a_new_password_ends_the_sessions(world, client_for):
    client = client_for(world.officer)
    services.issue_password_link(user=world.officer, by=world.admin)
    assert "Mật khẩu" in notice(client)


def test_one_who_changes_the_password_stays_and_all_other_sessions_end(world, client_for, later):
    client = client_for(world.officer)
    chosen = {"new_password1": "bốn con mèo xanh lơ", "new_password2": "bốn con mèo xanh lơ"}
    stolen = UserSession.objects.get(user=world.officer)
    stolen.pk = "s" * 32
    stolen.save(force_insert=True)
    assert client.post("/account/password/", {**chosen, "old_password": world.password}).status_code == 302
    assert client.get("/").status_code == 200
    assert not UserSession.objects.filter(pk=stolen.pk).exists()


def test_another_role_needs_a_new_session(world, client_for):
    client = client_for(world.officer)
    grant(world, "commune_committee", world.tinh_bac)
    assert "Vai trò" in notice(client)


def test_a_role_taken_away_ends_the_session(world, client_for):
    client = client_for(world.officer)
    services.end_membership(membership=world.officer.memberships.get(), end_on=today(), by=world.admin)
    assert "Vai trò" in notice(client)


def test_the_same_role_in_another_unit_goes_on_at_once(world, client_for):
    client, here = client_for(world.officer), world.officer.memberships.get()
    grant(world, here.role, world.tinh_ha)
    services.end_membership(membership=here, end_on=today(), by=world.admin)
    page = client.get("/").content.decode()
    assert "xã Tịnh Hà" in page
    assert "xã Tịnh Bắc" not in page


def grant(world, role, unit):
    services.grant_membership(user=world.officer, unit=unit, role=role, start_on=today(), by=world.admin)


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
    events = list(AuditEvent.objects.order_by("number").values_list("action", "by", "target_id"))
    pk = world.officer.pk
    assert events == [
        ("signin.failed", None, str(pk)),
        ("signin.failed", None, ""),
        ("signin.in", pk, ""),
        ("signin.out", pk, ""),
    ]
