"""Only some requests work at the same time; the health check needs no place among them."""

from threading import BoundedSemaphore, Event, Thread

import pytest
from django.http import HttpResponse

from jobs import capacity, health
from jobs.middleware import CapacityMiddleware


@pytest.fixture
def full(monkeypatch, settings):
    """One place, which is taken."""
    settings.WEB_WAIT = 0.05
    places = BoundedSemaphore(1)
    places.acquire()
    monkeypatch.setattr(capacity, "_places", places)
    return places


def test_a_request_without_a_place_is_told_to_try_again(client, full):
    response = client.get("/account/login/")
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "Hệ thống đang bận" in response.content.decode()
    assert response["X-Request-ID"] in response.content.decode()


def test_health_and_metrics_need_no_place(client, full, settings, monkeypatch):
    settings.METRICS_TOKEN = "t" * 40
    monkeypatch.setattr(health, "_monitor", health.HealthMonitor(lambda: dict.fromkeys(health.PARTS, "ok")))
    assert client.get("/healthz").status_code == 200
    assert client.get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).status_code == 200


def test_a_place_is_free_again_also_after_an_error(rf, monkeypatch):
    monkeypatch.setattr(capacity, "_places", BoundedSemaphore(1))

    def fails(request):
        raise RuntimeError

    for _ in range(3):
        with pytest.raises(RuntimeError):
            CapacityMiddleware(fails)(rf.get("/"))
    assert CapacityMiddleware(lambda request: HttpResponse("x"))(rf.get("/")).status_code == 200


def test_who_waits_gets_the_place_that_becomes_free(rf, full, settings):
    settings.WEB_WAIT = 10
    found, began = [], Event()

    def ask():
        began.set()
        found.append(CapacityMiddleware(lambda request: HttpResponse("x"))(rf.get("/")).status_code)

    thread = Thread(target=ask)
    thread.start()
    began.wait(5)
    full.release()
    thread.join(5)
    assert found == [200]
