"""/metrics opens with its token only, counts requests by route, and names nobody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from audit import events as audit_events
from cases.tests.factories import receive
from jobs import metrics
from jobs.health import HealthMonitor
from jobs.models import Heartbeat, Job

TOKEN = "t" * 40
ALLOWED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture(autouse=True)
def database_says(monkeypatch):
    """database_says(function): what the thread finds; by default nothing, since a test's transaction is its own."""

    def use(found):
        monkeypatch.setattr(metrics, "_monitor", HealthMonitor(found, unknown={}))

    use(dict)
    return use


def value(text: str, name: str) -> float:
    """The sum of the values of all lines of this name."""
    found = [float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name)]
    assert found, name
    return sum(found)


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": TOKEN}, {"Authorization": "ẩ"}]
)
def test_without_the_token_nothing_is_told(client, headers):
    response = client.get("/metrics", headers=headers)
    assert (response.status_code, response.content) == (403, b"")


def test_a_site_without_a_token_has_no_such_address(client, db, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_requests_are_counted_by_route_method_and_status(world, client_for, client):
    officer = client_for(world.officer)
    name = 'reintegration_requests_total{method="GET",route="cases:detail",status="200"}'
    case = receive(world, name="Qzcanary Văn Tên")
    address = case.get_absolute_url()
    officer.get(address)
    before = value(client.get("/metrics", headers=ALLOWED).content.decode(), name)
    for _turn in range(3):
        officer.get(address, {"q": "Qzcanary"})
    officer.get("/Qzcanary/")
    text = client.get("/metrics", headers=ALLOWED).content.decode()
    assert value(text, name) == before + 3
    assert value(text, 'reintegration_request_seconds_count{route="cases:detail"}') >= 3
    assert 'route="none",status="404"' in text
    for personal in ("Qzcanary", str(case.public_id), world.officer.username, "127.0.0.1"):
        assert personal not in text


def test_what_the_database_says_is_a_gauge_each(client, database_says):
    database_says(lambda: dict.fromkeys(metrics.HELP, 7.0))
    text = client.get("/metrics", headers=ALLOWED).content.decode()
    for name in metrics.HELP:
        assert value(text, f"reintegration_{name} ") == 7
    assert value(text, "reintegration_database_up ") == 1


def test_a_database_that_fails_is_told_and_the_rest_still_comes(client, database_says):
    def broken():
        raise DatabaseError("gone")

    database_says(broken)
    text = client.get("/metrics", headers=ALLOWED).content.decode()
    assert value(text, "reintegration_database_up ") == 0
    assert "reintegration_jobs_queued" not in text
    assert "reintegration_request_seconds" in text


def test_the_gauges_are_what_is_in_the_database(world):
    now = timezone.now()
    before = metrics.gauges()
    assert (before["jobs_queued"], before["oldest_queued_job_seconds"]) == (0, 0)
    assert before["backup_age_seconds"] == float("inf")
    for state in ("queued", "queued", "running", "failed", "done"):
        Job.objects.create(kind="x", key=f"{state}{now}{Job.objects.count()}", state=state, finished_at=now)
    Job.objects.create(kind="x", key="long ago", state="failed", finished_at=now - timedelta(days=2))
    Job.objects.filter(state="queued").update(created_at=now - timedelta(seconds=90))
    Heartbeat.objects.create(name="backup", at=now - timedelta(hours=3))
    audit_events.record(by=None, action="x")
    found = metrics.gauges()
    assert (found["jobs_queued"], found["jobs_running"], found["jobs_failed_last_day"]) == (2, 1, 1)
    assert 90 <= found["oldest_queued_job_seconds"] < 120
    assert 3 * 3600 <= found["backup_age_seconds"] < 3 * 3600 + 60
    assert found["audit_events"] == before["audit_events"] + 1
    assert found["audit_head_age_seconds"] < 60
    assert set(found) == set(metrics.HELP)
