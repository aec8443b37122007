"""Workers that are killed: every job is done exactly once and none is lost. Two beats do no harm.

FAULT_KILLS in the environment sets how often workers are killed (5).
"""

import os
import signal
import time
from contextlib import suppress
from random import Random

import pytest

from audit.models import AuditEvent
from jobs import queue as jobs_queue
from jobs.models import Heartbeat, Job, StoredFile
from reintegration.testing.processes import children_of
from reintegration.testing.site import HttpClient, wait_until
from reports.jobs import MAKE_REPORT
from reports.models import Report

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]

KILLS = int(os.environ.get("FAULT_KILLS", "5"))
TRIES = 6 * KILLS
RECOVERY = 120


def ask(world, number: int = 0) -> Job:
    params = {"unit": world.son_tinh.ref, "start": "2023-12-15", "end": "2024-06-14", "texts": {}}
    return jobs_queue.enqueue(by=world.leader, kind=MAKE_REPORT, params=params, key=f"report {number}")


def running() -> set[tuple]:
    return set(Job.objects.filter(state=Job.State.RUNNING).values_list("pk", "attempts"))


def waiting() -> bool:
    return Job.objects.filter(state=Job.State.QUEUED).exists()


def all_done() -> bool:
    return not Job.objects.exclude(state=Job.State.DONE).exists()


def check_done_once(count: int) -> None:
    """Every job left one report with its three files and one line in the audit."""
    assert list(Job.objects.exclude(state=Job.State.DONE).values_list("state", "error")) == []
    assert Job.objects.count() == count
    assert sorted(Report.objects.values_list("version", flat=True)) == list(range(1, count + 1))
    assert StoredFile.objects.count() == 3 * count
    assert AuditEvent.objects.filter(action="report.make").count() == count
    assert len({job.result["url"] for job in Job.objects.all()}) == count


def kill_children(site, worker):
    """The processes that do the work; the one above them lives on and starts others."""
    for pid in children_of(worker.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return worker


def kill_all(site, worker):
    site.kill(worker)
    return site.worker()


def test_killed_workers_lose_no_job_and_do_none_twice(site, world):
    random = Random(KILLS)
    worker, _beat = site.worker(), site.beat()
    cut: set = set()
    hits, asked = 0, 0
    for number in range(TRIES):
        if hits == KILLS:
            break
        if not waiting():
            ask(world, asked)
            asked += 1
        before = wait_until(lambda dead=cut: running() - dead, RECOVERY, "a job to run")
        time.sleep(random.uniform(0, 0.4))
        before &= running()
        kill = kill_children if number % 3 and children_of(worker.pid) else kill_all
        worker = kill(site, worker)
        left = before & running()  # still marked as running, and nobody there who runs it
        hits, cut = hits + bool(left), cut | left
    assert hits == KILLS
    wait_until(all_done, RECOVERY, "what was cut off to be done")
    check_done_once(asked)
    # A kill may also hit a job that was taken between the look and the kill.
    assert sum(Job.objects.values_list("attempts", flat=True)) >= asked + len(cut)


def test_two_beats_do_nothing_twice(site, world):
    site.worker()
    for _ in range(2):
        site.beat()
    for number in range(3):
        ask(world, number)
    wait_until(all_done, RECOVERY)
    first = Heartbeat.objects.get(name=jobs_queue.RELAY).at
    wait_until(lambda: Heartbeat.objects.get(name=jobs_queue.RELAY).at > first, what="the relay to go on")
    check_done_once(3)
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_work_asked_for_on_a_page_is_done(site, world, cookie):
    """Web, database, relay, broker and worker together, each a process of its own."""
    site.worker()
    site.beat()
    http_client = HttpClient(site.web(), session=cookie(world.leader))
    form = {"unit": world.son_tinh.pk, "half_year": "", "start": "15/12/2023", "end": "14/06/2024"}
    answer = http_client.fill_in("/reports/new/", form)
    assert answer.status == 302, answer.text
    wait_until(lambda: http_client.get(answer.location).location.startswith("/reports/"), RECOVERY, "the report")
