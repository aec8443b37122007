"""/healthz answers whatever happens; /readyz says no when the site cannot work; neither waits long."""

import socket
import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.utils import timezone

from jobs import health
from jobs import queue as jobs_queue
from jobs.models import Heartbeat, Job, JobProgress

WELL = dict.fromkeys(health.PARTS, "ok")


@pytest.fixture
def looks(monkeypatch):
    """looks(function): what the thread sees from now on; nothing has been seen yet."""

    def use(look):
        monkeypatch.setattr(health, "_monitor", health.HealthMonitor(look))

    return use


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_needs_to_sign_in_and_no_session_begins(client, looks, path):
    looks(lambda: WELL)
    response = client.get(path, headers={"host": "probe.invalid"})
    assert response.status_code == 200
    assert response.json() == {"ok": True, "web": "ok", **WELL}
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("part", health.PARTS)
def test_a_part_that_is_down_is_named_and_only_readyz_says_no(client, looks, part):
    looks(lambda: {**WELL, part: "unreachable"})
    alive, ready = client.get("/healthz"), client.get("/readyz")
    assert alive.json()[part] == ready.json()[part] == "unreachable"
    assert alive.status_code == 200
    # Without the broker work waits in the database; a late drill takes nothing away.
    assert ready.status_code == (200 if part in ("broker", "drill") else 503)


def test_a_look_that_hangs_holds_nobody_up(client, looks):
    release = Event()
    looks(lambda: release.wait(20) and WELL)
    try:
        for path, status in [("/healthz", 200), ("/readyz", 503)]:
            began = time.monotonic()
            response = client.get(path)
            assert time.monotonic() - began < 3
            assert (response.status_code, response.json()["database"]) == (status, "unknown")
    finally:
        release.set()


def test_what_was_seen_before_a_hang_is_not_taken_for_ready(client, looks, monkeypatch):
    release, seen = Event(), []

    def look():
        seen.append(1)
        return WELL if len(seen) == 1 else release.wait(20) and WELL

    looks(look)
    monkeypatch.setattr(health, "FRESH", 0.05)
    assert client.get("/readyz").status_code == 200
    time.sleep(0.1)
    try:
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").json()["database"] == "ok"  # as last seen
    finally:
        release.set()


def test_many_requests_at_once_are_one_look(looks):
    release, seen = Event(), []

    def look():
        seen.append(1)
        return release.wait(20) and WELL

    looks(look)
    threads = [Thread(target=health.report, args=["/readyz"]) for _ in range(20)]
    for thread in threads:
        thread.start()
    release.set()
    for thread in threads:
        thread.join()
    assert len(seen) == 1


def test_a_look_that_fails_is_an_unknown_state(client, looks):
    def broken():
        raise RuntimeError

    looks(broken)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_the_parts_are_looked_at_for_real(db):
    jobs_queue.record_heartbeat()
    seen = health.check_parts()
    assert (seen["database"], seen["worker"], seen["disk"]) == ("ok", "ok", "ok")


def test_a_worker_that_never_showed_itself_is_silent(db):
    assert health.check_parts()["worker"] == "silent"


def test_a_relay_that_stopped_is_silence(db):
    jobs_queue.record_heartbeat()
    Heartbeat.objects.update(at=timezone.now() - health.SILENT_AFTER)
    assert health.check_parts()["worker"] == "silent"


def test_a_job_that_nobody_takes_is_silence(world):
    jobs_queue.record_heartbeat()
    job = Job.objects.create(kind="x", key="x", by=world.officer)
    assert health.check_parts()["worker"] == "ok"
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - 2 * health.SILENT_AFTER)
    assert health.check_parts()["worker"] == "silent"


def test_a_worker_busy_with_long_work_is_not_silent(world):
    job = Job.objects.create(kind="x", key="x", by=world.officer, state=Job.State.RUNNING)
    JobProgress.objects.create(job=job, heartbeat_at=timezone.now())
    assert health.check_parts()["worker"] == "ok"


def test_the_relay_notes_itself_now_and_then(db):
    jobs_queue.record_heartbeat()
    first = Heartbeat.objects.get().at
    jobs_queue.record_heartbeat()
    assert Heartbeat.objects.get().at == first
    Heartbeat.objects.update(at=first - timedelta(seconds=2 * jobs_queue.BEAT))
    jobs_queue.record_heartbeat()
    assert Heartbeat.objects.get().at > first


def test_a_frozen_broker_takes_connections_and_is_found_all_the_same(settings, monkeypatch):
    monkeypatch.setattr(health, "BROKER_TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        settings.REDIS_URL = f"redis://127.0.0.1:{frozen.getsockname()[1]}/0"
        assert health._broker() == "unreachable"
    assert health._broker() == "unreachable"


def test_a_full_disk_is_said(monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**80)
    assert health._disk() == "full"
