"""The time that the system goes by: the server's, or an invented one while the records of invented people are written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_invented: ContextVar[datetime | None] = ContextVar("now", default=None)


def now() -> datetime:
    """Return the current time."""
    return _invented.get() or timezone.now()


@contextmanager
def invented(instant: datetime) -> Iterator[None]:
    """Let the time be `instant` inside. Called by cases/facts/clock.py alone, which says when it is allowed."""
    token = _invented.set(instant)
    try:
        yield
    finally:
        _invented.reset(token)
