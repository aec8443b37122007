"""Celery tasks of the feed."""

from celery import shared_task

from feed.webhooks.services import queue_due


@shared_task
def send_webhooks() -> None:
    """Queue the messages whose next attempt is due; scheduled every 30 seconds."""
    queue_due()
