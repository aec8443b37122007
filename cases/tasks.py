"""Celery tasks of the app."""

from celery import shared_task

from cases.expungement import sealed_list


@shared_task
def update_sealed_list() -> None:
    """Write what a crash kept out of the list of sealed cases; scheduled hourly."""
    sealed_list.update()
