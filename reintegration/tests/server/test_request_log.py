"""One line per request with an id that is found again in the answer, the audit, the job and the error page."""

import json
import logging
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from audit import events as audit_events
from audit.models import AuditEvent
from cases.tests.factories import receive
from core import logs
from core.logs import JsonFormatter
from jobs import queue as jobs_queue
from jobs.models import Job

GIVEN = "4bec834c-bdda-46f7-90cd-44c2e1dec3cc"


@pytest.fixture
def lines():
    """lines(): the objects that the log holds by now."""
    found: list[str] = []

    class Keeps(logging.Handler):
        def emit(self, record):
            found.append(self.format(record))

    handler = Keeps()
    handler.setFormatter(JsonFormatter())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in found]
    root.removeHandler(handler)
    root.setLevel(level)


def of_requests(lines) -> list[dict]:
    return [line for line in lines() if line["logger"] == "request"]


def test_a_request_is_one_line_by_route_and_without_what_was_typed(world, client_for, lines):
    case = receive(world, name="Qzcanary Văn Tên")
    response = client_for(world.officer).get(case.get_absolute_url(), {"q": "Qzcanary"})
    (line,) = of_requests(lines)
    assert (line["method"], line["route"], line["status"], line["user"]) == (
        "GET",
        "cases:detail",
        200,
        world.officer.pk,
    )
    assert line["request_id"] == response["X-Request-ID"]
    assert line["ms"] >= 0
    text = json.dumps(line, ensure_ascii=False)
    for personal in ("Qzcanary", str(case.public_id), world.officer.username, world.officer.full_name):
        assert personal not in text


def test_an_unknown_address_is_logged_without_the_address(client, db, lines):
    client.get("/051203004567/")
    (line,) = of_requests(lines)
    assert (line["route"], line["status"], line["user"]) == ("", 404, None)
    assert "051203004567" not in json.dumps(lines())
    # Django's own line about it, written after the middleware, has the id too.
    assert {one["request_id"] for one in lines()} == {line["request_id"]}


def test_the_proxys_id_is_kept(world, client_for, lines):
    response = client_for(world.officer).get("/cases/", headers={"X-Request-ID": GIVEN.upper()})
    assert response["X-Request-ID"] == GIVEN
    assert of_requests(lines)[-1]["request_id"] == GIVEN
    assert AuditEvent.objects.order_by("-number").first().request_id == GIVEN


@pytest.mark.parametrize(
    "text", ["051203004567", "Nguyễn Văn Ân", "a" * 36, GIVEN + "\r\nx", f"{GIVEN} ", "", "0" * 400]
)
def test_any_other_text_is_replaced(client, db, text):
    made = client.get("/account/login/", headers={"X-Request-ID": text})["X-Request-ID"]
    assert made != text
    assert str(uuid.UUID(made)) == made


def test_the_error_page_shows_the_id(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    client = Client(raise_request_exception=False)
    client.force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")
    assert GIVEN in client.get("/cases/?q=%00", headers={"X-Request-ID": GIVEN}).content.decode()
    monkeypatch.setattr("audit.events.record", broken)
    response = client.get("/cases/", headers={"X-Request-ID": GIVEN})
    assert response.status_code == 500
    assert GIVEN in response.content.decode()


def test_a_job_carries_the_id_of_the_request_that_asked_for_it(world, lines, monkeypatch):
    def works(job, progress):
        audit_events.record(by=None, action="test.job")
        logging.getLogger("cases").info("in the job")
        return {}

    monkeypatch.setitem(jobs_queue._handlers, "traced", works)
    token = audit_events.origin.set(audit_events.Origin(ip="10.0.0.1", request_id=GIVEN))
    job = jobs_queue.enqueue(by=world.officer, kind="traced", params={})
    audit_events.origin.reset(token)
    assert jobs_queue.run(job.pk).state == Job.State.DONE
    assert AuditEvent.objects.get(action="test.job").request_id == GIVEN
    assert next(line for line in lines() if line["message"] == "in the job")["request_id"] == GIVEN
    assert logs.request_id.get() == ""
    assert audit_events.origin.get() == audit_events.NO_ORIGIN


def test_a_line_is_one_object_and_an_error_is_told_without_its_words(lines):
    try:
        int("".join(["051203", "004567x"]))
    except ValueError:
        logging.getLogger("cases").exception("it failed\n%s", "two\u2028lines")
    (line,) = lines()
    assert line["message"] == "it failed\ntwo lines"
    assert line["trace"].startswith("builtins.ValueError")
    assert "051203004567" not in json.dumps(line)
    assert line["at"].startswith(str(timezone.now().year))
