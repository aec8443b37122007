"""Answers the health checks before sessions and logins are looked at."""

from django.http import JsonResponse

from jobs import health


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
