# Every process that imports Django must know this Celery app: without it a web process would send
# to Celery's default broker on amqp://localhost and wait there.
from reintegration.celery import app as celery_app

__all__ = ["celery_app"]
