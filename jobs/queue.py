"""The queue of background jobs: rows in the database (an outbox), executed by a Celery worker exactly once.

* `enqueue` inserts a row in the caller's transaction. The web process never connects to the broker.
* `relay` (beat, every second) publishes queued rows to the broker and requeues jobs whose worker stopped responding.
* `run` claims a row, calls the registered handler, and commits the handler's writes and the state of the job together.

A handler takes (job, progress). It returns the result (a JSON object), or a function that writes and returns the result; that
function runs inside the final transaction.
"""

import logging
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from core import logs
from jobs.models import Heartbeat, Job, JobProgress, StoredFile, memberships_of

logger = logging.getLogger(__name__)

# A worker without a heartbeat for SILENCE is considered dead. BEAT: seconds between two heartbeats.
SILENCE = timedelta(seconds=settings.JOB_SILENCE)
BEAT = settings.JOB_SILENCE / 6
# A message that was published this long ago and not claimed is considered lost.
LOST = SILENCE
# A job that was interrupted this often fails: it may be the cause. The limit is high because a machine that is restarted
# repeatedly interrupts the same harmless job several times.
MAX_ATTEMPTS = 20
RELAY = "relay"

Progress = Callable[[int, int, str], None]
Handler = Callable[[Job, Progress], dict | Callable[[], dict]]
_handlers: dict[str, Handler] = {}


class JobError(Exception):
    """A failure with a message for the user who asked for the job; not retried."""


class Superseded(Exception):
    """Another worker took over this job in the meantime; the writes of this one are rolled back."""


def handler(kind: str):
    """Decorator: register the function that executes jobs of this kind."""

    def register(function: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = function
        return function

    return register


def enqueue(
    *, by: User | None, kind: str, params: dict, key: str | None = None, published_at: datetime | None = None
) -> Job:
    """Insert a job, or return the one that has the same `key`. Raises KeyError for an unknown kind.

    Arguments: `published_at`, if the caller publishes the job after its commit. Should it die before, the relay does it when
    the message counts as lost.
    """
    if kind not in _handlers:
        raise KeyError(kind)
    job, _created = Job.objects.get_or_create(
        key=key or str(uuid.uuid4()),
        defaults={
            "kind": kind,
            "params": params,
            "by": by,
            "made_as": memberships_of(by),
            "published_at": published_at,
            "request_id": audit_events.origin.get().request_id,
        },
    )
    return job


def store_file(*, by: User | None, name: str, data: bytes, content_type: str) -> StoredFile:
    """Save a file in the database for the user `by`."""
    stored = StoredFile.of(name=name, data=data, content_type=content_type, by=by)
    stored.save(force_insert=True)
    return stored


def relay(publish: Callable[[str], None]) -> int:
    """Requeue interrupted jobs, then publish all queued ones. Returns the number of jobs published."""
    _requeue_interrupted()
    now = timezone.now()
    waiting = Job.objects.filter(state=Job.State.QUEUED).filter(Q(published_at=None) | Q(published_at__lt=now - LOST))
    published = 0
    for pk, published_at in list(waiting.order_by("created_at").values_list("pk", "published_at")[:100]):
        # Two relays may run at once; the one whose conditional update changes the row publishes it.
        if Job.objects.filter(pk=pk, state=Job.State.QUEUED, published_at=published_at).update(published_at=now):
            publish(str(pk))
            published += 1
    return published


def record_heartbeat() -> None:
    """Record that beat, broker and worker are running. Writes at most once every few seconds."""
    now = timezone.now()
    if not Heartbeat.objects.filter(name=RELAY, at__gt=now - timedelta(seconds=BEAT)).exists():
        Heartbeat.objects.update_or_create(name=RELAY, defaults={"at": now})


def run(job_id) -> Job:
    """Execute one job unless another worker has claimed it. Errors are stored in the row and not raised."""
    claimed = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1
    )
    job = Job.objects.select_related("by").get(pk=job_id)
    if not claimed:
        return job
    with _as_part_of_its_request(job):
        _execute(job)
    job.refresh_from_db()
    return job


@contextmanager
def _as_part_of_its_request(job: Job):
    """Audit events and log lines of the job carry the id of the request that asked for it."""
    origin_token = audit_events.origin.set(audit_events.Origin(request_id=job.request_id))
    log_token = logs.request_id.set(job.request_id)
    try:
        yield
    finally:
        audit_events.origin.reset(origin_token)
        logs.request_id.reset(log_token)


def _execute(job: Job) -> None:
    committing = Event()
    progress = _progress(job, committing)
    try:
        progress(0, 0, _("Đang bắt đầu"))
        with _heartbeats(job):
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


@contextmanager
def _heartbeats(job: Job):
    """Write a heartbeat every few seconds from a thread, also while the handler reports no progress."""
    finished = Event()
    Thread(target=_write_heartbeats, args=(job.pk, job.attempts, finished), name=f"job {job.pk}", daemon=True).start()
    try:
        yield
    finally:
        finished.set()


def _write_heartbeats(pk, attempt: int, finished: Event) -> None:
    # A handler that never returns must not send heartbeats for ever.
    until = time.monotonic() + settings.CELERY_TASK_TIME_LIMIT
    rows = JobProgress.objects.filter(job=pk, job__state=Job.State.RUNNING, job__attempts=attempt)
    while not finished.wait(BEAT) and time.monotonic() < until:
        try:
            rows.update(heartbeat_at=timezone.now())
        except DatabaseError:
            logger.warning("job %s: no heartbeat written", pk)  # the next heartbeat may succeed
        finally:
            connection.close()


@audit_events.deferred_events()
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
    def report(done: int, total: int, message: str) -> None:
        if committing.is_set():
            return  # not visible before the commit, and the row lock would block the heartbeat
        JobProgress.objects.update_or_create(
            job=job,
            defaults={"done": done, "total": total, "message": message[:200], "heartbeat_at": timezone.now()},
        )

    return report


def _requeue_interrupted() -> None:
    """Requeue jobs of workers that died; after MAX_ATTEMPTS mark them as failed."""
    since = timezone.now() - SILENCE
    interrupted = Job.objects.filter(state=Job.State.RUNNING, started_at__lt=since).filter(
        Q(progress=None) | Q(progress__heartbeat_at__lt=since)
    )
    if not interrupted.exists():
        return
    # A worker that is committing its result has locked its row: it is alive, so the relay skips it without waiting.
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        for job in interrupted.select_for_update(skip_locked=skip, of=("self",)):
            _requeue(job)


def _requeue(job: Job) -> None:
    if job.attempts < MAX_ATTEMPTS:
        job.state, job.published_at = Job.State.QUEUED, None
    else:
        job.state, job.finished_at = Job.State.FAILED, timezone.now()
        job.error = (
            _("Công việc đã bị ngắt %d lần nên dừng lại. Hãy thử lại; nếu vẫn lỗi, báo quản trị hệ thống.")
            % MAX_ATTEMPTS
        )
    job.save(update_fields=["state", "published_at", "finished_at", "error"])
