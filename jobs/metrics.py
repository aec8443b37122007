"""/metrics for Prometheus: counts, times and ages. Labels are names of routes, methods and statuses, nothing about people.

Requests are counted in every web process and added up (PROMETHEUS_MULTIPROC_DIR, set by the settings of a web process). What is
in the database is read in a thread, so that a database that hangs holds up no request (jobs/health.py).
"""

import hmac
import os
import time
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from audit import events as audit_events
from audit.models import AuditEvent
from jobs.health import HealthMonitor
from jobs.models import Heartbeat, Job
from jobs.queue import RELAY

PATH = "/metrics"
# Seconds: how long a scrape waits for the database, and how old the figures may be.
MAX_WAIT, FRESH = 2.0, 5.0
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
NO_ROUTE = "none"
NEVER = float("inf")

REQUESTS = Counter("reintegration_requests", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram(
    "reintegration_request_seconds",
    "Seconds until the answer was ready",
    ["route"],
    buckets=(0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
)
# What `gauges` reads, with the help text of each.
HELP = {
    "jobs_queued": "Jobs that wait for a worker",
    "jobs_running": "Jobs that a worker executes",
    "jobs_failed_last_day": "Jobs that failed in the last 24 hours",
    "oldest_queued_job_seconds": "Age of the job that waits longest; 0 if none waits",
    "relay_age_seconds": "Since beat, broker and worker last did their work",
    "audit_events": "Number of the last audit event",
    "audit_head_age_seconds": "Since the last audit event",
    "backup_age_seconds": "Since the last backup that succeeded",
    "drill_age_seconds": "Since the last restore drill that succeeded",
}


def count(request, status: int, began: float) -> None:
    """Count one answered request. `began`: time.perf_counter() when it arrived."""
    match = getattr(request, "resolver_match", None)
    route = (match.view_name if match else "") or NO_ROUTE
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(time.perf_counter() - began)


def is_allowed(request) -> bool:
    """Whether the request carries the token (Authorization: Bearer …)."""
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())


def text() -> bytes:
    """All metrics in the text format of Prometheus."""
    found = _monitor.state(wait=MAX_WAIT, newest=FRESH)
    return generate_latest(_request_registry()) + generate_latest(_database_registry(found))


def gauges() -> dict[str, float]:
    """What the database says now; nothing if it does not answer."""
    now = timezone.now()
    try:
        jobs = Job.objects.aggregate(
            queued=Count("pk", filter=Q(state=Job.State.QUEUED)),
            running=Count("pk", filter=Q(state=Job.State.RUNNING)),
            failed=Count("pk", filter=Q(state=Job.State.FAILED, finished_at__gt=now - timedelta(days=1))),
            oldest=Min("created_at", filter=Q(state=Job.State.QUEUED)),
        )
        beats = dict(Heartbeat.objects.values_list("name", "at"))
        head = audit_events.head()
        last_event = AuditEvent.objects.filter(pk=head.number).values_list("at", flat=True).first()
    except DatabaseError:
        return {}
    return {
        "jobs_queued": jobs["queued"],
        "jobs_running": jobs["running"],
        "jobs_failed_last_day": jobs["failed"],
        "oldest_queued_job_seconds": _age(jobs["oldest"], now, 0.0),
        "relay_age_seconds": _age(beats.get(RELAY), now),
        "audit_events": head.number,
        "audit_head_age_seconds": _age(last_event, now),
        "backup_age_seconds": _age(beats.get("backup"), now),
        "drill_age_seconds": _age(beats.get("drill"), now),
    }


_monitor = HealthMonitor(gauges, unknown={})


def _age(at, now, default: float = NEVER) -> float:
    return max(0.0, (now - at).total_seconds()) if at else default


def _request_registry() -> CollectorRegistry:
    """The counts of all web processes, or of this one where there is only one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        own = CollectorRegistry()
        for metric in (REQUESTS, SECONDS):
            own.register(metric)
        return own
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return registry


def _database_registry(found: dict[str, float]) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_DatabaseCollector(found))
    return registry


class _DatabaseCollector(Collector):
    """What was read just now; kept in no file, unlike the counts of requests."""

    def __init__(self, found: dict[str, float]):
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("reintegration_database_up", "Whether the database answered")
        up.add_metric([], float(bool(self._found)))
        yield up
        for name, value in self._found.items():
            gauge = GaugeMetricFamily(f"reintegration_{name}", HELP[name])
            gauge.add_metric([], value)
            yield gauge
