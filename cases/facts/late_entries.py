"""Late entries: facts entered long after their day, or after a report that covers their day was counted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from law.timeline import LawTimeline


@dataclass(frozen=True, slots=True)
class ReportedPeriod:
    """The days of one commune that a signed report covers, and the time up to which its facts were known."""

    unit_id: int
    start: date
    end: date
    known_at: datetime


# From the ids of communes to the periods reported about them. The reports app, which imports this one, registers its function.
ReportSource = Callable[[set[int]], Iterable[ReportedPeriod]]
_sources: list[ReportSource] = []


def signed_report_source(source: ReportSource) -> ReportSource:
    """Decorator: register a function that returns reported periods."""
    _sources.append(source)
    return source


def reported_periods(unit_ids: set[int]) -> list[ReportedPeriod]:
    """Return the periods that signed reports cover for the communes with these ids."""
    return [period for source in _sources for period in source(unit_ids)]


def is_late_entry(entered_at: datetime, day: date, law: LawTimeline) -> bool:
    """Whether a fact was entered more days after its day than `late_entry_days` of that day, in Hanoi time.

    reports/measures/quality.py counts late entries by the same rule.
    """
    return (localdate(entered_at) - day).days > law.on(day).number("late_entry_days")


def is_after_report(entered_at: datetime, day: date, unit_ids: set[int], reports: Iterable[ReportedPeriod]) -> bool:
    """Whether one of `reports` covers `day` in one of the communes and was counted before `entered_at`."""
    return any(
        report.unit_id in unit_ids and report.start <= day <= report.end and report.known_at < entered_at
        for report in reports
    )
