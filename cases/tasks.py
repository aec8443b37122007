"""Celery tasks of the app."""

from celery import shared_task

from cases.expungement import erasure, sealed_list


@shared_task
def update_sealed_list() -> None:
    """Write what a crash kept out of the list of sealed cases, and erase their texts; scheduled hourly."""
    sealed_list.update()
    erasure.erase_sealed(by=None)
