"""The first page, the progress of a background job, and the download of a stored file."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.permissions.roles import Role, needs
from accounts.site.navigation import entries_for, panels_for
from audit import events as audit_events
from jobs import ownership
from jobs.models import Export, Job, StoredFile

RECENT_JOBS = 5
FIRST_PAGES = {Role.DISTRICT_LEADER: "dashboard:page", Role.PROVINCE_VIEWER: "indicator:page"}


@require_safe
@needs("home")
def home(request):
    """The first page: where the user can go, and the state of the work that the user asked for.

    A leader reads the dashboard and the province its indicator.
    """
    for role, address in FIRST_PAGES.items():
        if role in request.user.roles:
            return redirect(address)
    recent = Job.objects.filter(by=request.user).select_related("progress").order_by("-created_at")[:RECENT_JOBS]
    jobs = ownership.open_rows(request.user, recent)
    context = {"entries": entries_for(request.user), "panels": panels_for(request.user), "jobs": jobs}
    return render(request, "jobs/home.html", context)


@require_safe
@needs("jobs.view")
def job(request, pk):
    """The progress of one of the user's jobs; redirects to its result once it is done.

    HTMX asks for the moving part alone.
    """
    job = ownership.open_or_404(request.user, Job.objects.select_related("progress"), pk=pk)
    if job.is_finished or not request.htmx:  # not every question of the moving part
        audit_events.record(by=request.user, action="job.view", target=job, detail={"kind": job.kind})
    url = (job.result or {}).get("url", "")
    if job.state == Job.State.DONE and url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    return render(request, "jobs/_job.html" if request.htmx else "jobs/job.html", {"job": job})


@require_safe
@needs("jobs.view")
def file(request, pk):
    """Download a file that the user gave to the system or that it made for the user, always as an attachment."""
    files = StoredFile.objects.exclude(pk__in=Export.objects.exclude(file=None).values("file"))
    stored = ownership.open_or_404(request.user, files, pk=pk)
    audit_events.record(by=request.user, action="file.download", target=stored, detail={"sha256": stored.sha256})
    response = HttpResponse(bytes(stored.data), content_type=stored.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
