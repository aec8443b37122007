"""Answers the health checks and /metrics before sessions and logins are looked at; counts and limits all other requests."""

import time

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from accounts.site import error_views
from jobs import capacity, health, metrics


class HealthMiddleware:
    """First of all middleware: /healthz and /readyz need no session, no login and no database connection."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answers the two addresses with JSON; passes every other request on."""
        if request.path_info not in health.MAX_WAIT:
            return self.get_response(request)
        status, report = health.report(request.path_info)
        return JsonResponse(report, status=status, headers={"Cache-Control": "no-store"})


class MetricsMiddleware:
    """Counts requests and answers /metrics, if METRICS_TOKEN is set; without it there is no such address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answers the address of the metrics with 403 without the token; counts every other request and its time."""
        if not settings.METRICS_TOKEN:
            return self.get_response(request)
        if request.path_info == metrics.PATH:
            if not metrics.is_allowed(request):
                return HttpResponse(status=403, headers={"Cache-Control": "no-store"})
            return HttpResponse(metrics.text(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
        began = time.perf_counter()
        response = self.get_response(request)
        metrics.count(request, response.status_code, began)
        return response


class CapacityMiddleware:
    """Leaves threads free for /healthz and /metrics while a database that hangs holds the working requests (capacity.py)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer the request, or with 503 if no place becomes free."""
        with capacity.place() as is_free:
            return self.get_response(request) if is_free else error_views.busy(request)
