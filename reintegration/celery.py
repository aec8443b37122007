"""The Celery application. The tasks are in the apps, their schedule is in schedule.py."""

import os

from celery import Celery
from kombu.transport import filesystem, redis

from reintegration.brokers import AtomicFilesystemChannel, ReconnectingRedisChannel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reintegration.settings")


redis.Transport.Channel = ReconnectingRedisChannel
filesystem.Transport.Channel = AtomicFilesystemChannel

app = Celery("reintegration")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
