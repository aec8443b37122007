"""Background work is asked for once, done once, and told truthfully."""

import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection
from django.utils import timezone

from audit import events as audit_events
from audit.models import AuditEvent, AuditHead
from jobs import queue as jobs_queue
from jobs.models import Job, JobProgress


@pytest.fixture
def kinds(monkeypatch):
    """The registered handlers, free to add to for one test."""
    monkeypatch.setattr(jobs_queue, "_handlers", dict(jobs_queue._handlers))
    return jobs_queue.handler


@pytest.fixture
def calls(kinds):
    """How often the handler of "count" was called."""
    done = []

    @kinds("count")
    def count(job, progress):
        done.append(job.pk)
        return {"n": len(done)}

    return done


def ask(world, kind="count", **more):
    return jobs_queue.enqueue(by=world.officer, kind=kind, params={}, **more)


def test_what_is_asked_for_is_done_and_answers(world, calls, run_jobs):
    job = ask(world)
    assert run_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == (Job.State.DONE, {"n": 1}, 1)


def test_a_job_is_done_once_however_often_it_is_delivered(world, calls, run_jobs):
    job = ask(world)
    run_jobs()
    assert jobs_queue.run(job.pk).state == Job.State.DONE
    assert len(calls) == 1


def test_a_running_job_is_not_taken_by_a_second_worker(world, calls):
    job = ask(world)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, started_at=timezone.now(), attempts=1)
    assert jobs_queue.run(job.pk).state == Job.State.RUNNING
    assert calls == []


def test_the_same_key_is_the_same_job(world, calls, run_jobs):
    assert ask(world, key="k") == ask(world, key="k")
    run_jobs()
    assert len(calls) == 1


def test_nobody_asks_for_work_that_nobody_can_do(world):
    with pytest.raises(KeyError):
        ask(world, kind="no.such.work")


def test_a_failing_handler_leaves_a_sentence_and_no_writes(world, kinds, run_jobs):
    @kinds("break")
    def broken(job, progress):
        def write():
            world.officer.memberships.all().update(role="administrator")
            raise RuntimeError("secret detail")

        return write

    job = ask(world, kind="break")
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "secret" not in job.error
    assert str(job.pk) in job.error
    assert world.officer.memberships.get().role == "commune_officer"


def test_an_error_meant_for_people_reaches_them_as_it_is(world, kinds, run_jobs):
    @kinds("refuse")
    def refuse(job, progress):
        raise jobs_queue.JobError("Tệp rỗng.")

    job = ask(world, kind="refuse")
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "Tệp rỗng.")


def test_writes_and_result_are_committed_together(world, kinds, run_jobs):
    @kinds("write")
    def work(job, progress):
        def write():
            world.officer.memberships.all().update(role="commune_committee")
            assert Job.objects.get(pk=job.pk).state == Job.State.RUNNING
            return {"written": 1}

        return write

    job = ask(world, kind="write")
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"written": 1})
    assert world.officer.memberships.get().role == "commune_committee"


def silence(job, *, attempts: int) -> None:
    """As if a worker had taken the job and been killed."""
    long_ago = timezone.now() - jobs_queue.SILENCE - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, started_at=long_ago, attempts=attempts)
    JobProgress.objects.create(job=job, heartbeat_at=long_ago)


def test_what_a_silent_worker_held_is_done_by_another(world, calls, run_jobs):
    job = ask(world)
    silence(job, attempts=1)
    assert run_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)


def test_a_worker_that_shows_life_keeps_its_job(world, calls):
    job = ask(world)
    silence(job, attempts=1)
    JobProgress.objects.filter(job=job).update(heartbeat_at=timezone.now())
    assert jobs_queue.relay(calls.append) == 0


def test_a_job_that_kills_its_workers_is_given_up(world, calls, run_jobs):
    job = ask(world)
    silence(job, attempts=jobs_queue.MAX_ATTEMPTS)
    assert run_jobs() == 0
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert calls == []


def test_the_slower_of_two_workers_writes_nothing(world, kinds):
    written = []

    @kinds("slow")
    def slow(job, progress):
        Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)  # another took it over meanwhile

        def write():
            written.append(job.pk)
            return {}

        return write

    job = jobs_queue.run(ask(world, kind="slow").pk)
    assert (job.state, job.result, written) == (Job.State.RUNNING, None, [])


def wait_for(condition) -> bool:
    until = time.monotonic() + 10
    while not (met := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    return bool(met)


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_says_nothing_still_shows_that_it_lives(world, kinds, monkeypatch):
    monkeypatch.setattr(jobs_queue, "BEAT", 0.05)

    @kinds("silent")
    def silent(job, progress):
        began = JobProgress.objects.get(job=job).heartbeat_at
        assert wait_for(lambda: JobProgress.objects.get(job=job).heartbeat_at > began)
        return {}

    job = jobs_queue.run(ask(world, kind="silent").pk)
    assert (job.state, job.error) == (Job.State.DONE, "")
    last = JobProgress.objects.get(job=job).heartbeat_at
    time.sleep(0.2)
    assert JobProgress.objects.get(job=job).heartbeat_at == last


@pytest.mark.django_db(transaction=True)
def test_an_attempt_that_was_superseded_no_longer_counts_as_life(world, kinds, monkeypatch):
    monkeypatch.setattr(jobs_queue, "BEAT", 0.05)
    long_ago = timezone.now() - 2 * jobs_queue.SILENCE

    @kinds("slow")
    def slow(job, progress):
        Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)
        JobProgress.objects.filter(job=job).update(heartbeat_at=long_ago)
        time.sleep(0.3)
        assert JobProgress.objects.get(job=job).heartbeat_at == long_ago
        return {}

    assert jobs_queue.run(ask(world, kind="slow").pk).state == Job.State.RUNNING


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_committing_is_alive_and_holds_up_nobody(world, kinds, calls):
    """On PostgreSQL its row is locked; on SQLite the whole database is, and the relay waits for that."""
    if connection.vendor == "sqlite":
        return
    entered, release = Event(), Event()

    @kinds("long.write")
    def work(job, progress):
        long_ago = timezone.now() - 2 * jobs_queue.SILENCE
        JobProgress.objects.filter(job=job).update(heartbeat_at=long_ago)
        Job.objects.filter(pk=job.pk).update(started_at=long_ago)

        def write():
            entered.set()
            release.wait(10)
            return {}

        return write

    job = ask(world, kind="long.write")

    def worker():
        try:
            jobs_queue.run(job.pk)
        finally:
            connection.close()

    thread = Thread(target=worker)
    thread.start()
    entered.wait(10)
    other = ask(world)
    sent: list = []
    began = time.monotonic()
    jobs_queue.relay(sent.append)
    assert time.monotonic() - began < 2
    assert sent == [str(other.pk)]
    release.set()
    thread.join()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 1)


def test_events_of_the_result_are_linked_at_the_end(world, kinds, run_jobs):
    """Long writing must not hold the head of the audit, for which every page waits."""

    @kinds("write")
    def work(job, progress):
        def write():
            audit_events.record(by=job.by, action="test.written")
            assert not AuditHead.objects.exists()
            return {}

        return write

    job = ask(world, kind="write")
    run_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert AuditEvent.objects.get().action == "test.written"


def test_a_lost_message_is_sent_again_and_a_fresh_one_is_not(world, calls):
    job = ask(world)
    sent: list = []
    assert [jobs_queue.relay(sent.append), jobs_queue.relay(sent.append)] == [1, 0]
    Job.objects.filter(pk=job.pk).update(published_at=timezone.now() - jobs_queue.LOST - timedelta(seconds=1))
    assert jobs_queue.relay(sent.append) == 1
    assert sent == [str(job.pk)] * 2


def test_percent_is_unknown_until_there_is_a_total(world, calls):
    job = ask(world)
    assert job.percent is None
    JobProgress.objects.create(job=job, done=1, total=3, heartbeat_at=timezone.now())
    assert Job.objects.get(pk=job.pk).percent == 33
