"""What every request passes: broken requests, refusals, a database that does not answer, the walls in the browser."""

import logging

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from accounts.site import middleware
from audit.models import AuditEvent
from jobs.models import Job


@pytest.fixture(autouse=True)
def quiet():
    """These tests provoke errors; the log of them says nothing new."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("django.request").setLevel(logging.NOTSET)


@pytest.mark.parametrize("address", ["/cases/?q=a%00b", "/cases/%00/"])
def test_a_nul_byte_in_the_address_is_a_bad_request(world, client_for, address):
    assert client_for(world.officer).get(address).status_code == 400


def test_a_nul_byte_in_a_form_is_a_bad_request(world, client_for):
    response = client_for(world.officer).post("/account/password/", {"old_password": "a\x00b"})
    assert response.status_code == 400


def test_a_nul_byte_in_a_cookie_is_a_bad_request(world, client):
    assert client.get("/cases/", headers={"cookie": r'sessionid="a\000b"'}).status_code == 400


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
@pytest.mark.parametrize("address", ["/", "/account/login/", "/cases/", "/khong-co/"])
def test_other_methods_are_refused_everywhere(client, db, method, address):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    ("address", "kept"), [("", ""), ("fe80::1%eth0", "fe80::1"), ("unix:", ""), ("2001:DB8::1", "2001:db8::1")]
)
def test_an_address_is_kept_as_the_database_would(rf, address, kept):
    assert middleware._address(rf.get("/", REMOTE_ADDR=address)) == kept


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_said_and_invites_to_try_again(world, monkeypatch, error):
    client = Client(raise_request_exception=False)
    client.force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")

    def broken(*args, **kwargs):
        raise error("gone")

    monkeypatch.setattr("audit.events.record", broken)
    response = client.get("/cases/")
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "Hệ thống đang bận" in response.content.decode()


def test_no_audit_row_no_page(world, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")

    def broken(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("audit.events.record", broken)
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
    assert AuditEvent.objects.get(action="access.refused").detail["args"] == {"pk": str(job.pk)}


HEADERS = {
    "Content-Security-Policy": "base-uri 'none'; default-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " img-src 'self' data:; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), fullscreen=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@pytest.mark.parametrize("address", ["/", "/account/login/", "/cases/", "/khong-co/"])
def test_every_page_has_exactly_these_headers(world, client_for, address):
    response = client_for(world.officer).get(address)
    policies = {name: response.get(name, "") for name in HEADERS}
    for name, between in (("Content-Security-Policy", "; "), ("Permissions-Policy", ", ")):
        policies[name] = between.join(sorted(policies[name].split(between)))
    assert policies == HEADERS
