"""Convictions for the tests of expungement."""

from datetime import date

from law.rules.convictions import Additional, Conviction, Obligation
from law.rules.expungement import Status
from law.timeline import law_on

LAW = law_on([], date(2024, 6, 1))
AUTO = Status.EXPUNGED_AUTO


def day(text: str) -> date:
    number, month, year = text.split("/")
    return date(int(year), int(month), int(number))


def conviction(start: str, months: int | None = None, **kwargs) -> Conviction:
    return Conviction(day(start), months=months, **kwargs)


def surveillance(end: str) -> tuple[Additional]:
    return (Additional("surveillance", end_on=day(end)),)


def paid(on: str | None) -> tuple[Obligation]:
    return (Obligation(day(on) if on else None, "bồi thường"),)
