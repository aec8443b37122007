"""What every request passes: health, broken requests, refusals and a database that does not answer."""

import logging

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from accounts import health
from accounts.models import AuditEvent, Job


@pytest.fixture(autouse=True)
def quiet():
    """These tests provoke errors; the log of them says nothing new."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("django.request").setLevel(logging.NOTSET)


def test_healthz_needs_no_login_and_makes_no_session(client, db):
    response = client.get("/healthz", headers={"host": "probe.invalid"})
    assert response.status_code == 200
    told = response.json()
    assert set(told) == {"ok", "web", "database", "broker", "worker", "disk"}
    assert (told["ok"], told["database"], told["disk"]) == (True, "ok", "ok")
    assert not response.cookies


def test_healthz_says_which_part_is_down(client, db, monkeypatch):
    monkeypatch.setattr(health, "_database", lambda: "unreachable")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert (response.json()["database"], response.json()["worker"]) == ("unreachable", "unknown")


def test_healthz_names_a_worker_that_takes_nothing(client, world):
    job = Job.objects.create(kind="x", key="x", by=world.officer)
    assert health.report()["worker"] == "ok"
    Job.objects.filter(pk=job.pk).update(created_at=job.created_at - 2 * health.WAITING_TOO_LONG)
    assert health.report()["worker"] == "silent"


@pytest.mark.parametrize("address", ["/cases/?q=a%00b", "/cases/%00/"])
def test_a_nul_byte_in_the_address_is_a_bad_request(world, client_for, address):
    assert client_for(world.officer).get(address).status_code == 400


def test_a_nul_byte_in_a_form_is_a_bad_request(world, client_for):
    response = client_for(world.officer).post("/account/password/", {"old_password": "a\x00b"})
    assert response.status_code == 400


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_said_and_invites_to_try_again(world, monkeypatch, error):
    client = Client(raise_request_exception=False)
    client.force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")

    def broken(*args, **kwargs):
        raise error("gone")

    monkeypatch.setattr("accounts.audit.record", broken)
    response = client.get("/cases/")
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "Hệ thống đang bận" in response.content.decode()


def test_no_audit_row_no_page(world, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")

    def broken(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("accounts.audit.record", broken)
    response = client.get("/cases/")
    assert response.status_code == 500
    assert "no audit" not in response.content.decode()
    assert response["X-Request-ID"] in response.content.decode()


def test_an_address_that_does_not_exist_is_no_refusal(world, client_for):
    assert client_for(world.officer).get("/khong-co/").status_code == 404
    assert not AuditEvent.objects.filter(action="access.refused").exists()


def test_somebody_elses_job_is_not_there_and_asking_is_recorded(world, client_for):
    job = Job.objects.create(kind="x", key="x", by=world.officer_ha)
    client = client_for(world.officer)
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert AuditEvent.objects.get(action="access.refused").detail["path"] == f"/jobs/{job.pk}/"


def test_the_browser_gets_its_walls(world, client_for):
    response = client_for(world.officer).get("/")
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
