"""Importing a register in the browser: upload, read the check, apply. The work itself is done by jobs (jobs.py)."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from core.errors import Refused
from jobs import ownership
from jobs.models import Job
from jobs.queue import enqueue, store_file
from register import uploads
from register.forms import RegisterApplyForm, RegisterUploadForm
from register.header_choices import HeaderChoiceForm, remember_headers
from register.preview import PAGE, decrypted
from register.uploads import APPLY, CHECK

# The page shows the first errors and warnings. The marked workbook contains all of them.
SHOWN_ISSUES = 200
OUTCOMES = {"created": _("tạo mới"), "updated": _("cập nhật"), "unchanged": _("không đổi"), "rejected": _("bị loại")}


@require_http_methods(["GET", "POST"])
@needs("cases.import")
def upload(request):
    """Stores an uploaded workbook and starts its check. The form checks the file type, a worker reads the content."""
    form = bind(request, RegisterUploadForm, user=request.user)
    if done := submit(request, form, partial(_keep_and_check, request.user)):
        return done
    recent = Job.objects.filter(by=request.user, kind__in=[CHECK, APPLY]).order_by("-created_at")[:10]
    earlier = ownership.open_rows(request.user, recent)
    return render(request, "register/import_upload.html", {"form": form, "earlier": earlier}, status=form_status(form))


def _keep_and_check(user, cleaned: dict) -> str:
    file = cleaned["file"]
    stored = store_file(by=user, name=file.name, data=file.read(), content_type=file.content_type or "")
    job = enqueue(by=user, kind=CHECK, params={"file": str(stored.pk)})
    return reverse("register:import-check", args=[job.pk])


@require_safe
@needs("cases.import")
def check(request, job_id):
    """Progress of a check or import, then its result. HTMX requests get only the changing part of the page."""
    job = _my_job(request, job_id)
    if job.is_finished or not request.htmx:  # not every question of the moving part
        audit_events.record(by=request.user, action="register.view", target=job, detail={"kind": job.kind})
    outcome = job.result or {}
    context = {
        "job": job,
        "applying": job.kind == APPLY,
        "outcome": outcome,
        "errors": outcome.get("errors", [])[:SHOWN_ISSUES],
        "warnings": outcome.get("warnings", [])[:SHOWN_ISSUES],
        "set_aside": outcome.get("set_aside", [])[:SHOWN_ISSUES],
        "shown": SHOWN_ISSUES,
        "applied_by": _apply_jobs(job),
        "preview": _preview_page(request, job, outcome),
        "unknown_headers": outcome.get("unknown_headers", []),
    }
    if context["unknown_headers"]:
        context["header_form"] = HeaderChoiceForm(unknown=context["unknown_headers"])
    return render(request, "register/_import_state.html" if request.htmx else "register/import_check.html", context)


@require_POST
@needs("cases.import")
def apply(request, job_id):
    """Starts the import of a checked workbook. The key of the job contains the check, so a second click starts nothing."""
    job = _my_job(request, job_id)
    form = RegisterApplyForm(request.POST)
    if not _may_go_on(job) or not form.is_valid():
        raise PermissionDenied
    good_rows = form.cleaned_data["good_rows"]
    applying = enqueue(
        by=request.user,
        kind=APPLY,
        params={"file": job.params["file"], "good_rows": good_rows},
        key=f"{APPLY}:{job.pk}:{'good' if good_rows else 'all'}",
    )
    return redirect("register:import-check", applying.pk)


@require_POST
@needs("cases.import")
def discard(request, job_id):
    """Delete a checked workbook that will not be applied."""
    job = _my_job(request, job_id)
    if job.kind != CHECK:
        raise PermissionDenied
    try:
        uploads.discard(by=request.user, job=job)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("register:import-check", job.pk)
    messages.success(request, gettext("Đã bỏ sổ: tệp và kết quả kiểm tra đã được xóa."))
    return redirect("register:import")


@require_POST
@needs("cases.import")
def headers(request, job_id):
    """Stores what the office chose for unknown headers and checks the same file again."""
    job = _my_job(request, job_id)
    unknown = (job.result or {}).get("unknown_headers", [])
    form = HeaderChoiceForm(request.POST, unknown=unknown)
    if not _may_go_on(job) or not form.is_valid():
        raise PermissionDenied
    remember_headers(by=request.user, chosen=form.chosen())
    again = enqueue(by=request.user, kind=CHECK, params={"file": job.params["file"]})
    return redirect("register:import-check", again.pk)


def _preview_page(request, job: Job, outcome: dict) -> list[dict]:
    """The rows of one page of each sheet of the preview."""
    sheets = decrypted(outcome["preview"], job.pk) if outcome.get("preview") else []
    for sheet in sheets:
        pages = Paginator(sheet["rows"], PAGE)
        sheet["page"] = pages.get_page(request.GET.get("page"))
        sheet["rows"] = [
            {**row, "cells": list(zip(sheet["headers"], row["cells"], strict=True)), "label": OUTCOMES[row["outcome"]]}
            for row in sheet["page"]
        ]
    return sheets


def _my_job(request, job_id) -> Job:
    job = ownership.open_or_404(request.user, Job.objects.all(), pk=job_id)
    if job.kind not in (CHECK, APPLY):
        raise Http404
    return job


def _may_go_on(job: Job) -> bool:
    """Whether the workbook of a check is still there."""
    return job.kind == CHECK and job.state == Job.State.DONE and not (job.result or {}).get("removed")


def _apply_jobs(job: Job):
    return Job.objects.filter(by=job.by, kind=APPLY, key__startswith=f"{APPLY}:{job.pk}:")
