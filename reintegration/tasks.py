"""Celery tasks of the installation as a whole."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases.expungement.sealed_list import SealedListError
from jobs.models import Heartbeat
from reintegration.backups.archive import BackupError
from reintegration.backups.drill import drill

logger = logging.getLogger(__name__)

DRILL_EVERY = timedelta(days=30)


@shared_task
def drill_backup() -> bool:
    """Run the restore drill if none has succeeded for a month; asked nightly, so that a failed one is tried again.

    Without BACKUP_KEY nothing is done, and /readyz says so. A failure stands in the audit. Returns whether it succeeded.
    """
    if not settings.BACKUP_KEY:
        return False
    if Heartbeat.objects.filter(name="drill", at__gt=timezone.now() - DRILL_EVERY).exists():
        return False
    try:
        drill()
    except (BackupError, SealedListError) as error:
        logger.error("the restore drill failed: %s", error)
        return False
    return True
