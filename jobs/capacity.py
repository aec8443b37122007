"""How many requests of a process work at the same time. The others wait a little and are then answered with 503.

A database that hangs holds every request that asks it. Without a limit they would take all threads of the process, and
/healthz, which asks no database, would not be answered either. gunicorn.conf.py gives a process more threads than may work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings

_places = BoundedSemaphore(settings.WEB_CONCURRENT)


@contextmanager
def place() -> Iterator[bool]:
    """A place among the working requests; False if none became free within WEB_WAIT seconds."""
    taken = _places.acquire(timeout=settings.WEB_WAIT)
    try:
        yield taken
    finally:
        if taken:
            _places.release()
