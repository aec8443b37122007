"""The law and the calendar as this installation knows them: the built-in values with its own rows before them."""

from datetime import date
from functools import lru_cache

from areas.prepared import Prepared
from law.models import Holiday, LawSetting
from law.rules.workdays import Calendar, DayRow
from law.timeline import Article, Confidence, Law, LawTimeline, LawValue

_SETTINGS = Prepared(LawSetting.objects.all)
_HOLIDAYS = Prepared(Holiday.objects.all)


def law_timeline() -> LawTimeline:
    """All days' law by one query. Ask once per page and keep it; `.on(day)` costs nothing more."""
    return _lawbook(tuple(value_of(row) for row in _SETTINGS.rows()))


def law(day: date) -> Law:
    """The law on one day, by one query."""
    return law_timeline().on(day)


def calendar() -> Calendar:
    """Which days are worked, by one query."""
    return _calendar(tuple(DayRow(row.day, row.is_working) for row in _HOLIDAYS.rows()))


# Worked out once for the same rows; which rows there are is asked each time.
_lawbook, _calendar = lru_cache(maxsize=4)(LawTimeline), lru_cache(maxsize=4)(Calendar)


def value_of(row: LawSetting) -> LawValue:
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
