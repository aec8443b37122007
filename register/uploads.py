"""An uploaded register is deleted once it was applied or discarded, with what its checks found."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from core.errors import Refused
from jobs.cleanup import KEPT, forget_result
from jobs.models import Job, StoredFile

CHECK, APPLY = "register.check", "register.apply"
# What a result keeps: no words of the workbook.
COUNTS = ("sheets", "accepted", "applied")


@transaction.atomic
def discard(*, by: User, job: Job) -> None:
    """Delete the workbook of a check that will not be applied. Raises Refused while the check or an import of it runs."""
    row = Job.objects.select_for_update().get(pk=job.pk)
    applying = Job.objects.filter(by=by, kind=APPLY, key__startswith=f"{APPLY}:{row.pk}:")
    if not row.is_finished or applying.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists():
        raise Refused(_("Công việc này còn đang chạy; hãy chờ xong rồi bỏ sổ."))
    delete_upload(job=row)
    audit_events.record(by=by, action="register.discard", target=row)


def delete_upload(*, job: Job, with_marked: bool = True) -> None:
    """Delete the workbook that a job read, and the results of its checks.

    Arguments: `with_marked`, also the marked copies; after an import of the good rows they are still needed.
    """
    file = job.params["file"]
    checks = Job.objects.filter(by=job.by, kind=CHECK, created_at__gte=job.created_at - KEPT)
    for check in checks.select_for_update():
        if check.params.get("file") != file or not check.is_finished:
            continue
        result = check.result or {}
        kept = {name: result[name] for name in COUNTS if name in result}
        address = result.get("marked_file_url", "")
        if address and not with_marked:
            kept["marked_file_url"] = address
        elif address:
            StoredFile.objects.filter(pk=_key_in(address), by=job.by).delete()
        forget_result(check, **kept)
    StoredFile.objects.filter(pk=file, by=job.by).delete()


def _key_in(address: str) -> UUID:
    return UUID(address.rstrip("/").rpartition("/")[2])
