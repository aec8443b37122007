"""When something was told late: long after its day, or after the figures of a report were counted that covers the day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from cases.facts.store import LATE_DAYS


@dataclass(frozen=True, slots=True)
class Reported:
    """A commune's days in an issued report, and the instant up to which it knew of them."""

    unit_id: int
    start: date
    end: date
    known_at: datetime


# From communes (ids) to what was reported of them. Reports are a later app's, which registers here.
Source = Callable[[set[int]], Iterable[Reported]]
_sources: list[Source] = []


def reported_by(source: Source) -> Source:
    """Decorator: ask this for reports."""
    _sources.append(source)
    return source


def reported(unit_ids: set[int]) -> list[Reported]:
    return [one for source in _sources for one in source(unit_ids)]


def is_long_after(told: datetime, day: date) -> bool:
    """More than LATE_DAYS days after `day`, in Hanoi; as reports/measures/quality.py counts it."""
    return (localdate(told) - day).days > LATE_DAYS


def is_after_report(told: datetime, day: date, unit_ids: set[int], reports: Iterable[Reported]) -> bool:
    return any(one.unit_id in unit_ids and one.start <= day <= one.end and one.known_at < told for one in reports)
