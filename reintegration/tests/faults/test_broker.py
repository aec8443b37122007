"""A broker that freezes, dies or forgets: pages answer as ever, and what was asked for is done when it is back."""

import os
import signal
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from jobs.models import Job
from reintegration.testing.servers import CannotStart
from reintegration.testing.site import HttpClient, wait_until
from reports.models import Report

pytestmark = [pytest.mark.servers, pytest.mark.once, pytest.mark.django_db(transaction=True)]
pytestmark += [pytest.mark.xdist_group("faults")]

# What waits for a broker that does not answer waits longer than this: the time limit of the connection to it.
HELD_UP = 2.0
# Long enough for everybody's connections to it to be given up.
FROZEN = 5
RECOVERY = 60


@pytest.fixture
def broker(servers, site):
    try:
        site.env["REDIS_URL"] = servers.valkey()
    except CannotStart as error:
        pytest.skip(str(error))
    return servers


@pytest.fixture
def http_client(broker, site, cookie, world):
    """The leader, on a site whose parts have all just worked together."""
    site.worker()
    site.beat()
    found = HttpClient(site.web(), session=cookie(world.leader))
    ask(found, world)
    wait_until(lambda: done() == 1, RECOVERY, "the first report")
    return found


def ask(http_client, world):
    form = {"unit": world.son_tinh.pk, "half_year": "", "start": "15/12/2023", "end": "14/06/2024"}
    answer = http_client.fill_in("/reports/new/", form)
    assert answer.status == 302, answer.text
    return answer


def done() -> int:
    return Job.objects.filter(state=Job.State.DONE).count()


def check_answers(http_client, world) -> None:
    """A POST that asks for work and plain pages are as quick as ever."""
    assert ask(http_client, world).seconds < HELD_UP
    for path in ("/cases/worklist/", "/cases/", "/reports/", "/cases/import/") * 3:
        answer = http_client.get(path)
        assert (answer.status, answer.seconds < HELD_UP) == (200, True), (path, answer.seconds)


@contextmanager
def frozen(broker):
    pid = broker.processes[-1].pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_frozen_broker_holds_up_no_page_and_the_work_is_done_when_it_thaws(broker, http_client, world):
    with frozen(broker):
        check_answers(http_client, world)
        assert http_client.get("/healthz").status == 200
        wait_until(lambda: '"broker": "unreachable"' in http_client.get("/healthz").text, what="health to notice")
        time.sleep(FROZEN)
        assert done() == 1
    wait_until(lambda: done() == 2, RECOVERY, "the report asked for meanwhile")
    assert Report.objects.count() == 2


def test_a_broker_that_died_with_all_it_held_costs_no_job(broker, site, http_client, world):
    port = urlsplit(site.env["REDIS_URL"]).port
    for count in (3, 5):
        ask(http_client, world)
        wait_until(lambda: Job.objects.filter(state=Job.State.RUNNING).exists(), RECOVERY, "a job to run")
        broker.kill()  # while it holds the message of a running job
        check_answers(http_client, world)
        broker.valkey(port)
        wait_until(lambda count=count: done() == count, RECOVERY, "both reports")
    assert sorted(Report.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5]
