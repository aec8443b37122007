"""The law and the calendar as this installation knows them: the built-in values with its own rows before them."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from core.table_union import Selection, read_tables
from law.models import Holiday, LawSetting
from law.rules.workdays import Calendar, DayRow
from law.timeline import Article, Confidence, Law, LawTimeline, LawValue


def law_timeline() -> LawTimeline:
    """The law of all days, by one query. A page asks once and keeps it; `.on(day)` needs no further query."""
    return timeline_of(LawSetting.objects.all())


def law(day: date) -> Law:
    """The law on one day, by one query."""
    return law_timeline().on(day)


def calendar() -> Calendar:
    """The calendar of working days, by one query."""
    return _calendar_of(Holiday.objects.all())


def law_and_calendar() -> tuple[LawTimeline, Calendar]:
    """The law of all days and the calendar of working days, by one query."""
    return law_calendar_and()[:2]


def law_calendar_and(*more: Selection) -> tuple[LawTimeline, Calendar, dict[str, list[Any]]]:
    """The same with all rows of other tables, by the names of their selections, in that one query."""
    rows = read_tables([(one, None) for one in (SETTINGS, _HOLIDAYS, *more)])
    return timeline_of(rows["settings"]), _calendar_of(rows["holidays"]), rows


# All rows, which a page may read together with those of other tables.
SETTINGS = Selection("settings", LawSetting.objects.all, order_by="valid_from")
_HOLIDAYS = Selection("holidays", Holiday.objects.all, order_by="day")


def timeline_of(rows: Iterable[LawSetting]) -> LawTimeline:
    """The law of all days from the rows of `SETTINGS`, for a page that reads them together with others."""
    return _timeline(tuple(map(value_of, rows)))


def _calendar_of(rows: Iterable[Holiday]) -> Calendar:
    return _calendar(tuple(DayRow(row.day, row.is_working) for row in rows))


# Computed once for the same rows; the rows are read each time, so what another process writes counts at once.
_timeline, _calendar = lru_cache(maxsize=4)(LawTimeline), lru_cache(maxsize=4)(Calendar)


def value_of(row: LawSetting) -> LawValue:
    """The row as the plain value that the rules read."""
    return LawValue(
        code=row.code,
        value=row.value,
        article=Article(row.article),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source_note=row.source_note,
        confidence=Confidence(row.confidence),
        verified_by=row.verified_by,
        verified_on=row.verified_on,
    )
