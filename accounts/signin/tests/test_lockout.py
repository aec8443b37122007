"""Guessing passwords: by one name at one address, one name from anywhere, one address with many names."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.utils import timezone

from accounts.signin import lockout
from accounts.users import services
from audit.models import AuditEvent

LOGIN = "/account/login/"


def fail(client, name, address, times=5):
    for _ in range(times):
        response = client.post(LOGIN, {"username": name, "password": "sai"}, REMOTE_ADDR=address)
    return response


def enter(client, world, name, address="10.0.0.1") -> int:
    return client.post(LOGIN, {"username": name, "password": world.password}, REMOTE_ADDR=address).status_code


def age(by: timedelta) -> None:
    """All failures happened that much earlier."""
    for kept in (AccessAttempt, AccessFailureLog):
        for row in kept.objects.all():
            kept.objects.filter(pk=row.pk).update(attempt_time=row.attempt_time - by)


@pytest.mark.parametrize("name", ["officer", "khong.co.ai"])
def test_five_failures_lock_a_known_and_an_unknown_name_alike(world, client, name):
    assert fail(client, name, "10.0.0.1", times=4).status_code == 200
    locked = fail(client, name, "10.0.0.1", times=1)
    assert locked.status_code == 429
    assert "15 phút" in locked.content.decode()
    assert enter(client, world, name) == 429


def test_a_lock_holds_for_the_name_at_that_address_alone(world, client):
    fail(client, "officer", "10.0.0.1")
    assert enter(client, world, "OFFICER ") == 429
    assert enter(client, world, "leader") == 302
    client.post("/account/logout/")
    assert enter(client, world, "officer", "10.0.0.2") == 302
    assert AuditEvent.objects.filter(action="signin.locked", target_id=str(world.officer.pk)).exists()


def test_a_lock_ends_however_often_somebody_knocks(world, client):
    fail(client, "officer", "10.0.0.1")
    age(timedelta(minutes=14))
    assert fail(client, "officer", "10.0.0.1").status_code == 429
    age(timedelta(minutes=2))
    assert enter(client, world, "officer") == 302


def test_twenty_failures_from_anywhere_lock_the_name_for_a_day(world, client):
    for number in range(5):
        fail(client, "officer", f"10.0.1.{number}", times=4)
    assert enter(client, world, "officer", "10.0.2.1") == 429
    assert enter(client, world, "leader", "10.0.2.1") == 302
    client.post("/account/logout/")
    age(timedelta(hours=23))
    assert enter(client, world, "officer", "10.0.2.1") == 429
    age(timedelta(hours=2))
    assert enter(client, world, "officer", "10.0.2.1") == 302


def test_ten_names_from_one_address_lock_the_address(world, client):
    for number in range(lockout.ADDRESS_LIMIT):
        fail(client, f"ten.{number}", "10.0.0.9", times=1)
    assert enter(client, world, "officer", "10.0.0.9") == 429
    assert enter(client, world, "officer", "10.0.0.8") == 302
    client.post("/account/logout/")
    age(lockout.ADDRESS_WINDOW)
    assert enter(client, world, "officer", "10.0.0.9") == 302


def test_a_new_password_link_lifts_the_locks_of_the_name(world, client):
    for number in range(5):
        fail(client, "officer", f"10.0.1.{number}", times=4)
    services.issue_password_link(user=world.officer, by=world.admin)
    world.officer.set_password(world.password)
    world.officer.save()
    assert enter(client, world, "officer", "10.0.1.1") == 302


def test_the_address_a_client_writes_itself_counts_for_nothing(world, client):
    for number in range(5):
        headers = {"X-Forwarded-For": f"10.9.9.{number}"}
        client.post(LOGIN, {"username": "officer", "password": "sai"}, REMOTE_ADDR="10.0.0.1", headers=headers)
    assert enter(client, world, "officer") == 429
    assert set(AuditEvent.objects.values_list("ip", flat=True)) == {"10.0.0.1"}


def test_behind_our_proxy_the_hop_it_wrote_counts(world, client, settings):
    settings.BEHIND_TLS_PROXY = True
    for number in range(5):
        headers = {"X-Forwarded-For": f"10.9.9.{number}, 10.3.3.3"}
        client.post(LOGIN, {"username": "officer", "password": "sai"}, REMOTE_ADDR="127.0.0.1", headers=headers)
    assert set(AuditEvent.objects.values_list("ip", flat=True)) == {"10.3.3.3"}
    right = {"username": "officer", "password": world.password}
    assert (
        client.post(LOGIN, right, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "10.3.3.3"}).status_code == 429
    )
    assert (
        client.post(LOGIN, right, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "10.3.3.4"}).status_code == 302
    )


def test_no_typed_name_is_kept(world, client):
    fail(client, "mật khẩu gõ nhầm ô", "10.0.0.1")
    kept = [*AccessAttempt.objects.values(), *AccessFailureLog.objects.values()]
    assert kept
    assert "nhầm" not in repr(kept)


def test_failures_older_than_a_day_are_forgotten(world, client):
    fail(client, "officer", "10.0.0.1", times=2)
    age(timedelta(days=2))
    fail(client, "leader", "10.0.0.1", times=1)
    assert AccessFailureLog.objects.count() == 1
    assert AccessFailureLog.objects.get().attempt_time > timezone.now() - timedelta(minutes=1)


def test_the_locked_page_lets_no_other_site_read_it(world, client):
    response = client.post(
        LOGIN, {"username": "officer", "password": "sai"}, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    fail(client, "officer", "127.0.0.1")
    response = client.post(
        LOGIN, {"username": "officer", "password": "sai"}, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert response.status_code == 429
    assert "Access-Control-Allow-Origin" not in response
    assert "text/html" in response["Content-Type"]
