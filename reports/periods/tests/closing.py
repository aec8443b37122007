"""Closing a period in tests, without a broker: what the messages would do is done in place, and may be killed at any step."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.dates import today
from jobs import queue as jobs_queue
from jobs.models import Job, JobProgress
from reports import tasks
from reports.periods import jobs as period_jobs
from reports.periods.models import ReportingPeriod

# Where a worker may die: before and after each of these.
STEPS = [
    (tasks, "plan_periods"),
    (tasks, "close_period"),
    (tasks, "draft_all"),
    (tasks, "finish_period"),
    (jobs_queue, "run"),
    (period_jobs, "prepare_report"),
    (period_jobs, "save_report"),
    (jobs_queue, "_finish"),
]
LONG_AGO = timedelta(hours=1)


class Killed(BaseException):
    """The worker is gone; no code of ours catches this."""


def ended_period(**given) -> ReportingPeriod:
    """The first half of 2024, over and open, and the current half-year, with which the schedule goes on."""
    days = {"preset": "admin_report", "source": "x"}
    ReportingPeriod.objects.create(
        kind="first", year=2999, start=today(), end=date(2999, 6, 14), due_on=date(2999, 6, 19), **days
    )
    half = {"start": date(2023, 12, 15), "end": date(2024, 6, 14), "due_on": date(2024, 6, 19)}
    return ReportingPeriod.objects.create(**{"kind": "first", "year": 2024, **half, **days, **given})


def run_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the jobs of a chord one after another, then its finish."""

    def draft_all(period, jobs) -> None:
        for job in jobs:
            jobs_queue.run(job.pk)
        tasks.finish(period.pk)

    monkeypatch.setattr(tasks, "draft_all", draft_all)


def die_at(monkeypatch: pytest.MonkeyPatch, deadly: Callable[[int], bool]) -> list[str]:
    """From now on the worker dies at the steps whose number is deadly. Returns the steps that were reached, as they are."""
    reached: list[str] = []

    def step(name: str) -> None:
        reached.append(name)
        if deadly(len(reached)):
            raise Killed(name)

    def around(name: str, function: Callable) -> Callable:
        def call(*args, **kwargs):
            step(f"before {name}")
            result = function(*args, **kwargs)
            step(f"after {name}")
            return result

        return call

    for module, name in STEPS:
        monkeypatch.setattr(module, name, around(name, getattr(module, name)))
    return reached


def tick() -> bool:
    """One round of the schedule and of the relay after everything has been silent for long. False if the worker died."""
    then = timezone.now() - LONG_AGO
    Job.objects.filter(state=Job.State.RUNNING).update(started_at=then)
    Job.objects.filter(state=Job.State.QUEUED).update(published_at=then)
    JobProgress.objects.update(heartbeat_at=then)
    waiting: list[str] = []
    try:
        jobs_queue.relay(waiting.append)
        for job_id in waiting:
            jobs_queue.run(job_id)
        tasks.close_periods()
    except Killed:
        return False
    return True


def close_in_spite_of(monkeypatch: pytest.MonkeyPatch, deadly: Callable[[int], bool]) -> tuple[int, list[str]]:
    """Tick until the worker survives twice. Returns how often it died, and the steps that were reached."""
    run_in_place(monkeypatch)
    reached = die_at(monkeypatch, deadly)
    deaths = survived = 0
    while survived < 2:
        alive = tick()
        deaths, survived = deaths + (not alive), survived + 1 if alive else 0
    return deaths, reached
