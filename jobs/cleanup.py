"""Deletes what jobs kept about people once it was used: files of expired exports, unused files, results of old jobs."""

from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from audit import events as audit_events
from jobs.models import Export, Job, StoredFile

# How long somebody may come back to a checked register or its marked copy.
KEPT = timedelta(days=7)
# Jobs that finished earlier were cleaned before.
LOOK_BACK = timedelta(days=60)


@transaction.atomic
def delete_old() -> int:
    """Delete files and results that nobody needs any more; scheduled hourly. Returns the number of files deleted."""
    now = timezone.now()
    expired = Export.objects.select_for_update().filter(expires_at__lt=now).exclude(file=None)
    files = list(expired.values_list("file", flat=True))
    expired.update(file=None)
    files += _unused().filter(created_at__lt=now - KEPT, by__isnull=False).values_list("pk", flat=True)
    old = Job.objects.filter(finished_at__range=(now - LOOK_BACK, now - KEPT))
    results = sum(_forget(job) for job in old)
    StoredFile.objects.filter(pk__in=files).delete()
    if files or results:
        audit_events.record(by=None, action="files.delete", detail={"files": len(files), "results": results})
    return len(files)


def forget_result(job: Job, **kept) -> None:
    """Replace the result of a finished job by `kept` and the mark that the rest was removed."""
    Job.objects.filter(pk=job.pk).update(result={**kept, "removed": True})


def _forget(job: Job) -> bool:
    """Remove the result of a job except the address that it leads to. Returns False if nothing was left to remove."""
    if job.error:
        # It may name a person: the file that could not be read, or a cell.
        Job.objects.filter(pk=job.pk).update(error="")
    result = job.result or {}
    kept = {"url": result["url"]} if result.get("url") else {}
    if not result or result.get("removed") or result == kept:
        return False
    forget_result(job, **kept)
    return True


def _unused() -> QuerySet[StoredFile]:
    """Files to which no row refers: uploads of registers and their marked copies."""
    found = StoredFile.objects.all()
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if field.related_model is StoredFile:
                found = found.exclude(Exists(model._base_manager.filter(**{field.name: OuterRef("pk")})))
    return found
