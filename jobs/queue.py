"""Background work: asked for in the database, done by a Celery worker, exactly once.

* `enqueue` writes a row in the caller's transaction (an outbox). The web process never talks to the broker.
* `relay` (beat, every second) tells the broker about rows that wait, and gives back those whose worker fell silent.
* `run` claims a row, lets the registered handler work, and commits the handler's writes and the job's end together.

A handler takes (job, progress) and does its reading, calculating and drawing; it returns the result (a JSON object), or a
function that writes and returns the result and runs inside the final transaction.
"""

import logging
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from jobs.models import Heartbeat, Job, JobProgress, StoredFile

logger = logging.getLogger(__name__)

# After how long without a sign of life a worker is taken for dead, and how often it gives one, in seconds.
SILENCE = timedelta(seconds=settings.JOB_SILENCE)
BEAT = settings.JOB_SILENCE / 6
# A message published this long ago and not yet taken is taken for lost.
LOST = SILENCE
# A job that was cut off this often is given up: it may be what kills its workers. Many, because a machine that is restarted
# again and again hits the same innocent job several times.
MAX_ATTEMPTS = 20
RELAY = "relay"

Progress = Callable[[int, int, str], None]
Handler = Callable[[Job, Progress], dict | Callable[[], dict]]
_handlers: dict[str, Handler] = {}


class JobError(Exception):
    """What went wrong in words for the person who asked; not retried."""


class Superseded(Exception):
    """Another worker took this job over in the meantime; what this one did is rolled back."""


def handler(kind: str):
    """Register the function that does jobs of this kind."""

    def register(function: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = function
        return function

    return register


def enqueue(*, by: User | None, kind: str, params: dict, key: str | None = None) -> Job:
    """Ask for work. The same `key` is the same job, however often it is asked for."""
    if kind not in _handlers:
        raise KeyError(kind)
    job, _created = Job.objects.get_or_create(
        key=key or str(uuid.uuid4()), defaults={"kind": kind, "params": params, "by": by}
    )
    return job


def store_file(*, by: User | None, name: str, data: bytes, content_type: str) -> StoredFile:
    stored = StoredFile.of(name=name, data=data, content_type=content_type, by=by)
    stored.save(force_insert=True)
    return stored


def relay(publish: Callable[[str], None]) -> int:
    """Give back silent jobs, then publish every job that waits. Returns how many were published."""
    _give_back_silent()
    now = timezone.now()
    waiting = Job.objects.filter(state=Job.State.QUEUED).filter(Q(published_at=None) | Q(published_at__lt=now - LOST))
    published = 0
    for pk, seen in list(waiting.order_by("created_at").values_list("pk", "published_at")[:100]):
        # Two relays may run; the one whose conditional update hits the row sends it.
        if Job.objects.filter(pk=pk, state=Job.State.QUEUED, published_at=seen).update(published_at=now):
            publish(str(pk))
            published += 1
    return published


def note_relay() -> None:
    """The relay runs: beat, broker and worker do their work. Written every few seconds, not every time."""
    now = timezone.now()
    if not Heartbeat.objects.filter(name=RELAY, at__gt=now - timedelta(seconds=BEAT)).exists():
        Heartbeat.objects.update_or_create(name=RELAY, defaults={"at": now})


def run(job_id) -> Job:
    """Do one job, if nobody else has it. Errors end up in the row, not in the caller."""
    claimed = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1
    )
    job = Job.objects.select_related("by").get(pk=job_id)
    if not claimed:
        return job
    committing = Event()
    progress = _progress(job, committing)
    try:
        progress(0, 0, _("Đang bắt đầu"))
        with _alive(job):
            outcome = _handlers[job.kind](job, progress)
            committing.set()
            _finish(job, outcome)
    except Superseded:
        logger.warning("job %s (%s) was taken over by another worker", job.pk, job.kind)
    except JobError as error:
        _fail(job, str(error))
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _fail(job, _("Có lỗi ngoài dự kiến, dữ liệu không thay đổi. Hãy báo quản trị hệ thống mã %s.") % job.pk)
    job.refresh_from_db()
    return job


@contextmanager
def _alive(job: Job):
    """A thread that says every few seconds that this attempt goes on, also while the handler is busy and silent."""
    over = Event()
    Thread(target=_beat, args=(job.pk, job.attempts, over), name=f"job {job.pk}", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _beat(pk, attempt: int, over: Event) -> None:
    # A handler that hangs for ever must not look alive for ever.
    until = time.monotonic() + settings.CELERY_TASK_TIME_LIMIT
    mine = JobProgress.objects.filter(job=pk, job__state=Job.State.RUNNING, job__attempts=attempt)
    while not over.wait(BEAT) and time.monotonic() < until:
        try:
            mine.update(heartbeat_at=timezone.now())
        except DatabaseError:
            logger.warning("job %s: no heartbeat written", pk)  # busy or gone; the next one may get through
        finally:
            connection.close()


@audit_events.gathered()
def _finish(job: Job, outcome) -> None:
    row = Job.objects.select_for_update().get(pk=job.pk)
    if row.state != Job.State.RUNNING or row.attempts != job.attempts:
        raise Superseded
    result = outcome() if callable(outcome) else outcome
    row.state, row.result, row.finished_at = Job.State.DONE, result, timezone.now()
    row.save(update_fields=["state", "result", "finished_at"])


def _fail(job: Job, message: str) -> None:
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts).update(
        state=Job.State.FAILED, error=message, finished_at=timezone.now()
    )


def _progress(job: Job, committing: Event) -> Progress:
    def tell(done: int, total: int, message: str) -> None:
        if committing.is_set():
            return  # nobody could read it before the commit, and the row would be locked against the heartbeat
        JobProgress.objects.update_or_create(
            job=job,
            defaults={"done": done, "total": total, "message": message[:200], "heartbeat_at": timezone.now()},
        )

    return tell


def _give_back_silent() -> None:
    """Queue again what a killed worker left behind; after MAX_ATTEMPTS say that it failed."""
    since = timezone.now() - SILENCE
    silent = Job.objects.filter(state=Job.State.RUNNING, started_at__lt=since).filter(
        Q(progress=None) | Q(progress__heartbeat_at__lt=since)
    )
    if not silent.exists():
        return
    # A worker that is committing its result holds its row: it is alive, and the relay does not wait for it.
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        for job in silent.select_for_update(skip_locked=skip, of=("self",)):
            _give_back(job)


def _give_back(job: Job) -> None:
    if job.attempts < MAX_ATTEMPTS:
        job.state, job.published_at = Job.State.QUEUED, None
    else:
        job.state, job.finished_at = Job.State.FAILED, timezone.now()
        job.error = (
            _("Công việc đã bị ngắt %d lần nên dừng lại. Hãy thử lại; nếu vẫn lỗi, báo quản trị hệ thống.")
            % MAX_ATTEMPTS
        )
    job.save(update_fields=["state", "published_at", "finished_at", "error"])
