"""The Celery application. What a task does lives in the apps; the timetable lives in settings."""

import os

from celery import Celery
from kombu.transport.redis import Channel, Transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reintegration.settings")


class SteadyChannel(Channel):
    """A channel of a connection that is gone says so.

    kombu's own fails with an AttributeError when a task that outlived its connection is acknowledged, which ends the worker
    where it should only connect again.
    """

    def _connparams(self, *args, **kwargs):
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("the connection of this channel is closed")
        return super()._connparams(*args, **kwargs)


Transport.Channel = SteadyChannel

app = Celery("reintegration")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
